"""What journeys share that configure target systems and look at them as an operator does."""

import os
import subprocess

from endurance import Killing
from running import wait_until

OPEN = "SELECT COUNT(*) FROM PROVISION_TASK WHERE STATE = 'PENDING'"
PARKED = "SELECT COUNT(*) FROM PROVISION_TASK WHERE STATE = 'PARKED'"


class Operating(Killing):
    """Base; it has no journey itself."""

    def server_with(self, mariadb, configuration, reference):
        """A server that begins with these managed systems. `reference` is told the data folder, and gives TOML."""
        server = self.own_server(mariadb)
        server.terminate()
        config = os.path.join(server.data, "journey.toml")
        with open(config, "w") as file:
            file.write(configuration)
        rows = os.path.join(server.data, "systems.toml")
        with open(rows, "w") as file:
            file.write(reference(server.data))
        server.options += ["--config", config]
        self.operate(server, "apply", rows)
        return server.start()

    def operate(self, server, *arguments):
        """A command of the program beside the server; its output."""
        command = [server.binary, *arguments, "--data", server.data]
        command += ["--config", os.path.join(server.data, "journey.toml")]
        if server.database:
            command += ["--database", server.database]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, 0, f"{' '.join(arguments)}:\n{done.stdout}")
        return done.stdout

    def count(self, server, mariadb, statement):
        return int(self.rows(server, mariadb, statement)[0])

    def assert_settles(self, server, mariadb, seconds=40):
        """Waits until no task is left to be tried."""
        settled = wait_until(lambda: self.count(server, mariadb, OPEN) == 0, seconds, 0.1)
        self.assertTrue(settled, self.operate(server, "tasks", "list", "--state", "pending") if not settled else "")
