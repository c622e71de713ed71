#!/usr/bin/env python3
"""Measures the server with wrk on SQLite and MariaDB, beside two yardsticks of the same run. See ./dev bench --help."""

import argparse
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "support"))

from running import MariaDb, Program, wait_until  # noqa: E402
from soap import Client, user_data  # noqa: E402

# (script with its settings, what the table calls it)
SEARCHES = tuple((f"search FIELD={field} PATTERN={pattern}", f"search {field}, {pattern}")
                 for field in ("lastName", "principal", "emailAddress") for pattern in ("exact", "prefix", "contains"))
SCENARIOS = (
    ("add", "addUser, no password"),
    ("add_with_password", "addUser with a password"),
    ("get_user", "getUserWithDependent, random"),
    ("get_by_principal", "getUserByPrincipal, random"),
    ("modify", "modifyUser"),
    ("lock", "lockUser"),
    ("scim WHAT=create", "SCIM POST a user"),
    ("scim WHAT=get", "SCIM GET a user"),
    ("scim WHAT=patch", "SCIM PATCH a user"),
    ("scim WHAT=filter", "SCIM filter by userName"),
    ("creation_status", "creation status"),
)
# A search is measured for the time it takes, so no more of them run at once than there are cores; a pool that is
# kept full would only show how long they queue.
SEARCHING = 2


class Measured:
    """One RESULT line of wrk or load_users."""

    def __init__(self, output, what):
        found = re.search(r"RESULT rate=([\d.]+) p50_ms=([\d.]+) p99_ms=([\d.]+) failed=(\d+)", output)
        if not found:
            sys.exit(f"bench: {what} gave no result:\n{output[-2000:]}")
        self.rate, self.p50, self.p99 = (float(found.group(i)) for i in (1, 2, 3))
        self.failed = int(found.group(4))
        self.example = "".join(re.findall(r"EXAMPLE .*", output)[:1])


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = os.path.abspath(os.path.join(options.build, "..", "bench"))
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.program = os.path.join(options.build, "provisiond")
        self.loader = os.path.join(options.build, "bench", "load_users")
        self.canned = os.path.join(options.build, "bench", "canned_reply")
        self.plans = os.path.join(options.build, "bench", "search_plans")
        self.bad = []
        self.token = ""  # of REST calls

    def run(self):
        for database in self.options.databases:
            mariadb = None
            if database == "mariadb":
                # As an operator would: room for what is read again and again.
                room = [f"--innodb-buffer-pool-size={max(128 << 20, self.options.users * 5000)}",
                        "--innodb-log-file-size=512M", "--innodb-io-capacity=10000"]
                mariadb = MariaDb(os.path.join(self.folder, "mariadb"), free_port(), room).install().start()
            try:
                url = mariadb.create("bench") if mariadb else f"sqlite:{self.folder}/bench.db"
                self.fill(database, url, mariadb)
                if self.options.plans:
                    self.print_plans(url, mariadb)
                else:
                    self.measure(database, url)
            finally:
                if mariadb:
                    mariadb.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.bad:
            sys.exit("bench: some requests failed: " + "; ".join(self.bad))

    def fill(self, database, url, mariadb=None):
        begin = time.monotonic()
        # Bounded by the slowest rate that is still of use: 500 users a second.
        self.load("fill", url, 1, self.options.users, limit=60 + self.options.users / 500)
        if mariadb:
            self.settle_mariadb(mariadb)
        else:
            self.settle(url.removeprefix("sqlite:"))
        print(f"\n{database}: {self.options.users} users loaded in {time.monotonic() - begin:.1f} s", flush=True)

    @staticmethod
    def settle(path):
        """What was loaded is on the disk, and in the system's cache as in a server that has run for a while."""
        with open(path, "rb") as file:
            os.fsync(file.fileno())
            while file.read(1 << 20):
                pass

    def print_plans(self, url, mariadb):
        """How the database goes about each search."""
        searches = subprocess.run([self.plans, url], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
        for name, statement in (line.split("\t") for line in searches.splitlines()):
            if mariadb:
                plan = [" ".join(row[1:]) for row in mariadb.query("SET NAMES utf8mb4; EXPLAIN " + statement, "bench")]
            else:
                with sqlite3.connect(url.removeprefix("sqlite:")) as database:
                    plan = [row[3] for row in database.execute("EXPLAIN QUERY PLAN " + statement)]
            print(f"\n  {name}\n    {statement}", *plan, sep="\n      ", flush=True)

    def load(self, *arguments, limit):
        done = subprocess.run([self.loader, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=limit)
        if done.returncode != 0:
            sys.exit(f"bench: load_users failed:\n{done.stdout[-2000:]}")
        return done.stdout

    @staticmethod
    def settle_mariadb(mariadb):
        """Writes what was loaded to the disk; it stays in the buffer pool."""
        usual = mariadb.query("SELECT @@GLOBAL.innodb_max_dirty_pages_pct")[0][0]
        mariadb.query("SET GLOBAL innodb_max_dirty_pages_pct = 0")
        status = "SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'"
        if not wait_until(lambda: int(mariadb.query(status)[0][1]) < 100, 300, step=0.5):
            sys.exit("bench: MariaDB has not written what was loaded within 300 s")
        mariadb.query(f"SET GLOBAL innodb_max_dirty_pages_pct = {usual}")

    def measure(self, database, url):
        options = self.options
        plain = Measured(self.load("plain", url, options.seconds, options.connections, limit=60 + options.seconds), "plain")
        server = Program(self.program, os.path.join(self.folder, database), url).start()
        try:
            idle = server.resident_bytes()
            self.token = self.make_token(server)
            self.table_head()
            self.row("yardstick: rows written plainly", plain)
            canned = self.measure_canned(server)
            self.row("yardstick: canned reply", canned)
            results = {}
            for connections, scenarios in ((options.connections, SCENARIOS), (SEARCHING, SEARCHES)):
                for script, name in scenarios:
                    results[script] = self.scenario(server, script, connections, f"{database} {name}")
                    self.row(name, results[script], server.resident_bytes())
            self.measure_targets(server, database)
            print(f"  addUser reaches {ratio(results['add'], plain)} of the plain write, "
                  f"getUserWithDependent {ratio(results['get_user'], canned)} of the canned reply; "
                  f"memory {idle >> 20} MiB idle, {server.resident_bytes() >> 20} MiB at the end", flush=True)
        finally:
            server.kill()

    @staticmethod
    def make_token(server):
        command = [server.binary, "token", "create", "--roles", "SCIM,USER_ADMIN", "--data", server.data]
        command += ["--database", server.database]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              timeout=60).stdout.strip()

    def measure_targets(self, server, database):
        """Users that get accounts on eight simulated systems, all healthy, then with one of them hung."""
        rows = []
        for hung, name in ((0, "addUser to 8 targets of 5 ms"), (1, "the same, one of them hung")):
            self.apply_targets(server, hung)
            rows.append(self.scenario(server, "add_to_targets", self.options.connections, f"{database} {name}"))
            self.row(name, rows[-1], server.resident_bytes())
        print(f"  with one target hung p99 is {rows[1].p99 / rows[0].p99:.1f} times that with all healthy", flush=True)

    def apply_targets(self, server, hung):
        path = os.path.join(self.folder, "targets.toml")
        with open(path, "w") as file:
            file.write('[[role]]\nid = "BENCH_TARGETS"\n')
            for i in range(8):
                mode = "hang" if i < hung else "up"
                file.write(f'[[managed_system]]\nid = "bench{i}"\nkind = "sim"\n')
                for option, value in (("latency_ms", "5"), ("mode", mode)):
                    file.write(f'  [[managed_system.option]]\n  name = "{option}"\n  value = "{value}"\n')
                file.write(f'[[resource]]\nid = "BENCH{i}"\ntype = "MANAGED_SYS"\nmanaged_system = "bench{i}"\n'
                           'roles = ["BENCH_TARGETS"]\n')
        subprocess.run([self.program, "apply", path, "--data", server.data, "--database", server.database], check=True,
                       stdout=subprocess.DEVNULL, timeout=60)
        # The server looks for changed systems once a second, and whether there are any as often.
        time.sleep(3)

    @staticmethod
    def table_head():
        print(f"  {'':34}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'RSS MiB':>9}{'failed':>8}")

    @staticmethod
    def row(name, result, resident=None):
        memory = "" if resident is None else str(resident >> 20)
        print(f"  {name:34}{result.rate:12,.0f}{result.p50:10.2f}{result.p99:10.2f}{memory:>9}{result.failed:8}", flush=True)

    def wrk(self, url, script, seconds, connections, verify=False):
        script, *settings = script.split()
        environment = dict(os.environ, USERS=str(self.options.users), RUN=uuid.uuid4().hex[:8], TOKEN=self.token,
                           LUA_PATH=f"{HERE}/?.lua;;", **dict(setting.split("=") for setting in settings))
        if verify:
            environment["VERIFY"] = "1"
        command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency",
                   "-s", f"{HERE}/{script}.lua", url]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=seconds + 60)
        return Measured(done.stdout, f"wrk {script}")

    def scenario(self, server, script, connections, name):
        """A second that looks into every reply and warms up, then the measured run that does not look."""
        seen = self.wrk(server.url(), script, 1, connections, verify=True)
        result = self.wrk(server.url(), script, self.options.seconds, connections)
        result.failed += seen.failed
        if result.failed:
            self.bad.append(f"{name}: {result.failed} {seen.example}")
        return result

    def measure_canned(self, server):
        """The same requests as get_user, answered with the same user by the same front end, without a repository."""
        client = Client(server.url())
        reply = client.user_data(user_data("getUserWithDependent", {"id": f"{1:032x}", "dependants": "true"}))
        client.close()
        if reply.outcome != "success":
            sys.exit(f"bench: the loaded user 1 cannot be read: {reply.text[:1000]}")
        example = os.path.join(self.folder, "canned.xml")
        with open(example, "wb") as file:
            file.write(reply.body if isinstance(reply.body, bytes) else reply.body.encode())
        canned = subprocess.Popen([self.canned, example], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            port = canned.stdout.readline().strip().removeprefix("port=")
            return self.wrk(f"http://127.0.0.1:{port}", "get_user", self.options.seconds, self.options.connections)
        finally:
            canned.stdin.close()
            try:
                canned.wait(5)
            except subprocess.TimeoutExpired:
                canned.kill()
                canned.wait()


def ratio(one, other):
    return f"{100 * one.rate / other.rate:.0f} %" if other.rate else "nothing"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def databases(text):
    names = text.split(",")
    for name in names:
        if name not in ("sqlite", "mariadb"):
            raise argparse.ArgumentTypeError(f"no database '{name}'; there are sqlite and mariadb")
    return names


def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev bench")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--users", type=positive, default=10000)
    parser.add_argument("--seconds", type=positive, default=5)
    parser.add_argument("--connections", type=positive, default=16)
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--databases", type=databases, default=["sqlite", "mariadb"])
    options = parser.parse_args()
    # wrk needs a connection for each of its two threads.
    options.connections = max(2, options.connections)
    if not options.plans:
        print(f"{options.seconds} s each, {options.connections} connections, searches {SEARCHING}, "
              f"{os.cpu_count()} cores shared with wrk")
    Bench(options).run()


if __name__ == "__main__":
    main()
