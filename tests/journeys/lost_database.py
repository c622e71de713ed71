"""A database that is away: a Server fault in time, no crash, and recovery without a restart."""

import signal
import time

from running import wait_until
from people import plain
from soap import Client, search, user_data
from stage import Journey, unique

# The program's time-out for a database is 5 s by default; the rest is room for a loaded machine.
IN_TIME = 12


class LostDatabase(Journey):
    databases = ("mariadb",)

    def setUp(self):
        self.mariadb = self.stage.own_mariadb()
        self.server = self.stage.own_server("mariadb", self.mariadb)
        self.client = Client(self.server.url())
        self.user_id = self.assert_success(self.client.provisioning(plain(unique("Before")))).user_id
        self.addCleanup(self.client.close)

    def read(self):
        return self.client.user_data(user_data("getUserWithDependent", {"id": self.user_id, "dependants": "true"}))

    def assert_fault_in_time(self, ask):
        begin = time.monotonic()
        self.assert_fault(ask(), "Server", "database|store|repository")
        self.assertLess(time.monotonic() - begin, IN_TIME)

    def assert_recovers(self):
        self.assertTrue(wait_until(lambda: self.read().status == 200, 20, 0.2), "reads again")
        self.assert_success(self.read())
        self.assert_success(self.client.provisioning(plain(unique("After"))))
        self.assertTrue(wait_until(lambda: self.client.get("/readyz").status == 200, 10, 0.2))
        self.assertTrue(self.server.alive())

    def test_a_stopped_database_is_a_fault_and_its_return_is_noticed(self):
        name = unique("Away")
        self.mariadb.stop()
        self.assert_fault_in_time(self.read)
        self.assert_fault_in_time(lambda: self.client.provisioning(plain(name)))
        self.assertEqual(self.client.get("/healthz").status, 200)
        self.assertEqual(self.client.get("/readyz").status, 503)
        self.mariadb.start()
        self.assert_recovers()
        self.assertEqual(self.client.user_data(search(lastName=name)).findall("*/return/userList"), [])

    def test_a_database_that_hangs_is_a_fault_in_time(self):
        self.mariadb.process.send_signal(signal.SIGSTOP)
        try:
            self.assert_fault_in_time(self.read)
        finally:
            self.mariadb.process.send_signal(signal.SIGCONT)
        self.assert_recovers()

    def test_the_program_starts_while_the_database_is_away_and_finds_it_later(self):
        self.server.terminate()
        self.mariadb.stop()
        self.server.start()
        self.client = Client(self.server.url())
        self.assertEqual(self.client.get("/readyz").status, 503)
        self.assert_fault_in_time(self.read)
        self.mariadb.start()
        self.assert_recovers()
