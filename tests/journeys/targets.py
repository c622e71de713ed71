"""What must hold of target systems when things end badly. The systems are simulated and keep a journal."""

import json
import os
import random
import subprocess
import time

from endurance import Killing, Load
from running import wait_until
from soap import Client

SYSTEMS = ("sim1", "sim2", "sim3")
WAITING = "SELECT COUNT(*) FROM PROVISION_TASK WHERE STATE = 'PENDING' AND MANAGED_SYS_ID LIKE 'sim%'"
STANDING = "SELECT USER_ID FROM ACCOUNT_STATE WHERE STATE = 'PROVISIONED' AND MANAGED_SYS_ID LIKE 'sim%'"
LOGINS = "SELECT LOGIN FROM LOGIN WHERE LOGIN LIKE 'load.%' AND MANAGED_SYS_ID = '0' AND SERVICE_ID = 'USR_SEC_DOMAIN'"


class WithTargets(Killing):
    """What the journeys below share; it has no journey itself."""

    def apply(self, server, **modes):
        path = os.path.join(server.data, "targets.toml")
        with open(path, "w") as file:
            for system in SYSTEMS:
                options = {"latency_ms": "5", "journal": self.journal(server, system), "mode": modes.get(system, "up"),
                           "call_timeout_ms": "8000"}
                file.write(f'[[managed_system]]\nid = "{system}"\nkind = "sim"\n')
                for name, value in options.items():
                    file.write(f'  [[managed_system.option]]\n  name = "{name}"\n  value = "{value}"\n')
                file.write(f'[[resource]]\nid = "{system.upper()}"\ntype = "MANAGED_SYS"\nmanaged_system = "{system}"\n'
                           'roles = ["END_USER"]\n')
        command = [server.binary, "apply", path, "--data", server.data]
        if server.database:
            command += ["--database", server.database]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
        # Whether there is anything new is looked up once a second.
        time.sleep(3)

    @staticmethod
    def journal(server, system):
        return os.path.join(server.data, system + ".journal")

    def created(self, server, system):
        with open(self.journal(server, system)) as file:
            changes = [json.loads(line) for line in file if line.endswith("\n")]
        return [change["name"] for change in changes if change["verb"] == "create"]

    def settles(self, server, mariadb):
        return wait_until(lambda: int(self.rows(server, mariadb, WAITING)[0]) == 0, 60, 0.2)


# KILLS=100 in the environment takes the time that a run of all tests should not.
KILLS = int(os.environ.get("KILLS", "4"))


class KilledWithTargets(WithTargets):
    def test_the_program_killed_under_load_loses_no_account_and_makes_none_twice(self):
        mariadb = self.stage.mariadb() if self.database == "mariadb" else None
        server = self.own_server(mariadb)
        # Leases end sooner, so that the journey need not wait for those of the process that was killed.
        server.terminate()
        server.options += ["--config", self.configuration(server)]
        server.start()
        self.apply(server)
        for _ in range(KILLS):
            load = Load(server)
            self.assertTrue(load.wait_for(random.randint(5, 60)), "adds are answered")
            server.kill()
            load.end()
            server.start()
        self.assertTrue(self.settles(server, mariadb), "tasks are carried out after the last start")
        logins = sorted(self.rows(server, mariadb, LOGINS))
        self.assertTrue(logins)
        for system in SYSTEMS:
            self.assertEqual(sorted(self.created(server, system)), logins, f"accounts on {system}")
        self.assertEqual(len(self.rows(server, mariadb, STANDING)), len(SYSTEMS) * len(logins))

    @staticmethod
    def configuration(server):
        path = os.path.join(server.data, "journey.toml")
        with open(path, "w") as file:
            file.write("[provisioning]\nlease_s = 15\n")
        return path


class OneHangs(WithTargets):
    def test_a_target_that_hangs_delays_neither_the_others_nor_the_end(self):
        mariadb = self.stage.mariadb() if self.database == "mariadb" else None
        server = self.own_server(mariadb)
        self.apply(server, sim2="hang")
        load = Load(server, threads=4)
        self.assertTrue(load.wait_for(60), "adds are answered")
        load.end()
        self.assertEqual(load.refused, [])
        self.assertTrue(wait_until(lambda: len(self.created(server, "sim1")) == len(load.acknowledged), 20, 0.1))
        status, seconds = server.terminate()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 6)
        # Once it answers again, it gets what it missed.
        server.start()
        self.apply(server)
        self.assertTrue(wait_until(lambda: len(self.created(server, "sim2")) == len(load.acknowledged), 60, 0.2))
        client = Client(server.url())
        self.assertEqual(client.get("/readyz").status, 200)
        client.close()
