"""What must hold when things end badly: stops, kill -9 under load, many at once."""

import http.client
import random
import sqlite3
import threading
import time

from people import everything, plain
from soap import Client, user_data
from stage import Journey, unique

# A person of people.everything() that lacks some of it.
HALF_USERS = """
SELECT u.USER_ID FROM USERS u WHERE u.LAST_NAME LIKE 'Loaded%' AND (
  (SELECT COUNT(*) FROM LOGIN x WHERE x.USER_ID = u.USER_ID) <> 2
  OR (SELECT COUNT(*) FROM USER_ATTRIBUTES x WHERE x.USER_ID = u.USER_ID) <> 3
  OR (SELECT COUNT(*) FROM EMAIL_ADDRESS x WHERE x.PARENT_ID = u.USER_ID) <> 2
  OR (SELECT COUNT(*) FROM PHONE x WHERE x.PARENT_ID = u.USER_ID) <> 1
  OR (SELECT COUNT(*) FROM ADDRESS x WHERE x.PARENT_ID = u.USER_ID) <> 1
  OR (SELECT COUNT(*) FROM USER_NOTE x WHERE x.USER_ID = u.USER_ID) <> 1
  OR (SELECT COUNT(*) FROM USER_ROLE x WHERE x.USER_ID = u.USER_ID) <> 1
  OR (SELECT COUNT(*) FROM USER_GRP x WHERE x.USER_ID = u.USER_ID) <> 1)
"""
ALL_USERS = "SELECT USER_ID FROM USERS WHERE LAST_NAME LIKE 'Loaded%'"
# Rows of somebody who is not there.
STRAYS = """
SELECT x.LOGIN FROM LOGIN x LEFT JOIN USERS u ON u.USER_ID = x.USER_ID WHERE u.USER_ID IS NULL AND x.USER_ID IS NOT NULL
UNION SELECT x.EMAIL_ID FROM EMAIL_ADDRESS x LEFT JOIN USERS u ON u.USER_ID = x.PARENT_ID WHERE u.USER_ID IS NULL
UNION SELECT x.PHONE_ID FROM PHONE x LEFT JOIN USERS u ON u.USER_ID = x.PARENT_ID WHERE u.USER_ID IS NULL
UNION SELECT x.ADDRESS_ID FROM ADDRESS x LEFT JOIN USERS u ON u.USER_ID = x.PARENT_ID WHERE u.USER_ID IS NULL
"""


class Load:
    """Threads that add people with everything until the server goes away; remembers what was acknowledged."""

    def __init__(self, server, threads=8):
        self.acknowledged = []  # (userId, last name, login, requestId)
        self.refused = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(server,)) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self, server):
        client = Client(server.url())
        while not self._stop.is_set():
            name, login, request_id = unique("Loaded"), unique("load."), unique("R")
            try:
                reply = client.provisioning(everything(name, login, request_id))
            except (OSError, http.client.HTTPException):
                break
            if reply.status == 200 and reply.outcome == "success":
                self.acknowledged.append((reply.user_id, name, login, request_id))
            else:
                self.refused.append(reply.text)
        client.close()

    def wait_for(self, count, seconds=60):
        end = time.monotonic() + seconds
        while len(self.acknowledged) < count and time.monotonic() < end:
            time.sleep(0.01)
        return len(self.acknowledged) >= count

    def stop(self):
        self._stop.set()

    def end(self):
        self.stop()
        for thread in self._threads:
            thread.join()


class Killing(Journey):
    """What the journeys below share; it has no journey itself."""

    def rows(self, server, mariadb, statement):
        if mariadb is None:
            connection = sqlite3.connect(f"file:{self.sqlite_file(server)}?mode=ro", uri=True)
            try:
                return [row[0] for row in connection.execute(statement)]
            finally:
                connection.close()
        name = server.database.split("/")[3].split("?")[0]
        return [row[0] for row in mariadb.query(statement, name)]

    @staticmethod
    def sqlite_file(server):
        return server.database.removeprefix("sqlite:")

    def own_server(self, mariadb):
        if mariadb is not None:
            return self.stage.own_server("mariadb", mariadb)
        server = self.stage.own_server("sqlite")
        server.terminate()
        # Named, so that this journey may read the file itself.
        server.database = f"sqlite:{server.data}/journey.db"
        return server.start()

    def check_whole(self, server, mariadb, acknowledged):
        self.assertEqual(self.rows(server, mariadb, HALF_USERS), [], "half users")
        self.assertEqual(self.rows(server, mariadb, STRAYS), [], "rows of nobody")
        stored = set(self.rows(server, mariadb, ALL_USERS))
        lost = [user_id for user_id, *_ in acknowledged if user_id not in stored]
        self.assertEqual(lost, [], f"acknowledged but lost, of {len(acknowledged)}")
        client = Client(server.url())
        for user_id, name, login, _ in random.sample(acknowledged, min(50, len(acknowledged))):
            reply = client.user_data(user_data("getUserWithDependent", {"id": user_id, "dependants": "true"}))
            self.assert_success(reply)
            self.assertEqual(reply.text_of("user/u:lastName"), name)
            self.assertEqual(sorted(each.text for each in reply.findall("*/return/user/u:principalList/id/login")),
                             [login, f"{login}-ldap"])
        # The answer to the last request may have been lost on its way: a retry must not make a second user.
        user_id, name, login, request_id = acknowledged[-1]
        self.assertEqual(self.assert_success(client.provisioning(everything(name, login, request_id))).user_id, user_id)
        client.close()


class ProgramKilled(Killing):
    def test_the_program_killed_under_load_has_every_acknowledged_user_whole(self):
        mariadb = self.stage.mariadb() if self.database == "mariadb" else None
        server = self.own_server(mariadb)
        acknowledged = []
        for _ in range(3):
            load = Load(server)
            self.assertTrue(load.wait_for(random.randint(20, 150)), "adds are answered")
            server.kill()
            load.end()
            self.assertEqual(load.refused, [])
            acknowledged += load.acknowledged
            server.start()
            self.check_whole(server, mariadb, acknowledged)


class DatabaseKilled(Killing):
    databases = ("mariadb",)

    def test_the_database_server_killed_under_load_has_every_acknowledged_user_whole(self):
        mariadb = self.stage.own_mariadb()
        server = self.own_server(mariadb)
        load = Load(server)
        self.assertTrue(load.wait_for(random.randint(20, 150)), "adds are answered")
        mariadb.kill()
        load.stop()
        mariadb.start()
        load.end()
        self.assertTrue(server.alive(), "the program lives on")
        # Faults after the kill are right; a refusal with a code would not be.
        self.assertEqual([text for text in load.refused if "Fault" not in text], [])
        self.check_whole(server, mariadb, load.acknowledged)


class Stopped(Journey):
    def test_sigterm_finishes_what_runs_and_leaves_within_five_seconds(self):
        server = self.stage.own_server(self.database)
        idle = Client(server.url())
        self.assertEqual(idle.get("/healthz").status, 200)
        load = Load(server)
        self.assertTrue(load.wait_for(20), "adds are answered")
        # Passwords take a while to hash, so that something is under way when the signal comes.
        answers = []
        threads = [threading.Thread(target=self.add_slowly, args=(server, answers)) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        status, seconds = server.terminate()
        for thread in threads:
            thread.join()
        load.end()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 5)
        # Who had not been heard yet got no answer; who was, got the right one.
        self.assertEqual({reply.outcome for reply in answers}, {"success"})
        server.start()
        client = Client(server.url())
        for user_id, *_ in load.acknowledged[-10:]:
            self.assert_success(client.user_data(user_data("getUserWithDependent", {"id": user_id, "dependants": "true"})))

    @staticmethod
    def add_slowly(server, answers):
        client = Client(server.url())
        try:
            client.get("/healthz")
            answers.append(client.provisioning(plain(unique("Slow"), unique("slow."), "Zebra9tulip")))
        except OSError:
            pass
        finally:
            client.close()


class AtOnce(Journey):
    def test_of_64_identical_adds_one_succeeds_and_63_are_duplicates(self):
        server = self.stage.server(self.database)
        name, login = unique("Race"), unique("race.")
        barrier = threading.Barrier(64)
        outcomes = []

        def add():
            client = Client(server.url())
            barrier.wait()
            reply = client.provisioning(plain(name, login))
            outcomes.append((reply.outcome, reply.error_code) if reply.status == 200 else reply.text)
            client.close()

        threads = [threading.Thread(target=add) for _ in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(outcomes.count(("success", None)), 1, outcomes)
        self.assertEqual(outcomes.count(("failure", "DUPLICATE_PRINCIPAL")), 63, outcomes)
