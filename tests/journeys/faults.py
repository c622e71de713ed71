"""Everything that a network does to a target system, in the middle of everything that is done to an account there."""

import os
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor


from bad_proxy import EXPIRED, FAULTS, HALF_CLOSE, HEALTHY, OF_ANSWERS, BadProxy
from operating import Operating
from running import MariaDb, wait_until
from soap import Client, password_sync, principal, provision_user, provisioning, role
from stage import free_port, unique
from systems import Certificates, OpeniamConnector, ScimService, SimJournal, Slapd, SqlAccounts, managed_system, policy

CONFIGURATION = """
[provisioning]
lease_s = 15
first_pause_s = 1
longest_pause_s = 2
[password]
memory_kib = 1024
"""
# A call ends well within the 3 seconds that a caller waits.
OPTIONS = {"connect_timeout_ms": 800, "read_timeout_ms": 1000, "call_timeout_ms": 1500, "breaker_pause_ms": 500}
CALLERS_WAIT = 3.0
ROOM = 1.5  # for a machine that does other things
PROTOCOLS = {"directory": "ldap", "payroll": "mysql", "crm": "http", "hr": "http"}
VERBS = ("add", "modify", "delete", "lock", "password")
WARM = 4  # connections that are open when something goes wrong, which is the default of `concurrency`
# What the healthy system's journal says of each verb, and where the account stands after it.
JOURNAL = {"add": "create", "modify": "change", "delete": "remove", "lock": "suspend", "password": "password"}
RESTING = {"add": "PROVISIONED", "modify": "PROVISIONED", "delete": "REMOVED", "lock": "DISABLED",
           "password": "PROVISIONED"}
# docs/connectors/scim.md: "a certificate that is not believed: refused"; soap speaks through the same HTTP client.
REFUSED_FOR_GOOD = {("crm", EXPIRED), ("hr", EXPIRED)}
FIRST_PASSWORD, LAST_PASSWORD, TITLE = "Kestrel41", "Plover57", "Changed"


class Cell:
    """One verb during one fault of one system, with a user of its own."""

    def __init__(self, system, fault, verb):
        self.system, self.fault, self.verb = system, fault, verb
        self.login = f"{verb}.{FAULTS.index(fault)}.{system}"
        self.user_id = None

    def __str__(self):
        return f"{self.verb} on {self.system} with {self.fault}"

    def add(self):
        return provision_user("addUser", {"firstName": "Ada", "lastName": self.login, "status": "active",
                                          "title": "First", "email": f"{self.login}@example.org"},
                              principal(self.login),
                              role(self.system.upper()) + f"<password>{FIRST_PASSWORD}</password>")

    def request(self):
        return {
            "add": self.add,
            "modify": lambda: provision_user("modifyUser", {"userId": self.user_id, "title": TITLE}),
            "delete": lambda: provisioning("deleteUser", {
                "securityDomain": "USR_SEC_DOMAIN", "managedSystemId": "0", "principal": self.login,
                "status": "deleted", "requestorId": "3000"}),
            "lock": lambda: provisioning("lockUser", {"userId": self.user_id, "operation": "locked",
                                                      "requestorId": "3000"}),
            "password": lambda: password_sync("setPassword", self.login, password=LAST_PASSWORD),
        }[self.verb]()

    def account(self):
        """As systems.py reads it at the end; None when it is gone."""
        title = TITLE if self.verb == "modify" else "First"
        names = {"directory": {"sn": self.login, "cn": self.login, "title": title, "memberOf": []},
                 "payroll": {"last_name": self.login, "title": title, "groups": []},
                 "crm": {"familyName": self.login, "title": title},
                 "hr": {"sn": self.login, "title": title}}[self.system]
        return None if self.verb == "delete" else dict(names, active=self.verb != "lock")

    def password(self):
        return LAST_PASSWORD if self.verb == "password" else FIRST_PASSWORD


class Warmer(Cell):
    """A user whose changes keep connections open."""

    def __init__(self, system, number):
        super().__init__(system, FAULTS[0], "modify")
        self.login = f"warmer.{number}.{system}"


class Faults(Operating):
    databases = ("sqlite",)

    def test_whatever_happens_on_the_way_to_a_system_its_accounts_end_as_they_should_and_others_do_not_wait(self):
        self.start_systems()
        self.server = self.server_with(None, CONFIGURATION, self.reference)
        self.cells = [Cell(system, fault, verb) for system in PROTOCOLS for fault in FAULTS for verb in VERBS]
        self.wrong = []
        self.warmers = {system: [Warmer(system, number) for number in range(WARM)] for system in PROTOCOLS}
        with ThreadPoolExecutor(8) as pool:
            everybody = [cell for cell in self.cells if cell.verb != "add"] + sum(self.warmers.values(), [])
            list(pool.map(self.prepare, everybody))
        with ThreadPoolExecutor(len(PROTOCOLS)) as pool:
            list(pool.map(self.suffer, PROTOCOLS))
        for system in PROTOCOLS:
            self.compare(system)
        self.assertFalse(self.wrong, f"{len(self.wrong)} of {len(self.cells)} cells:\n" + "\n".join(self.wrong))

    # --- The systems

    def start_systems(self):
        folder = f"{self.stage.folder}/{unique('faults-')}"
        self.certificates = Certificates(f"{folder}-certificates")
        certificate, key = self.certificates.good
        mariadb = MariaDb(f"{folder}-mariadb", free_port(), [f"--ssl-cert={certificate}", f"--ssl-key={key}",
                                                            f"--ssl-ca={self.certificates.authority}"])
        self.addCleanup(mariadb.remove)
        mariadb.install().start()
        self.systems = {"directory": Slapd(f"{folder}-slapd", free_port()), "payroll": SqlAccounts(mariadb, "payroll"),
                        "crm": ScimService(f"{folder}-scim"), "hr": OpeniamConnector(f"{folder}-openiam")}
        ports = {name: mariadb.port if name == "payroll" else self.systems[name].port for name in PROTOCOLS}
        self.proxies = {name: BadProxy(ports[name], protocol, self.certificates)
                        for name, protocol in PROTOCOLS.items()}
        for one in (self.systems["directory"], self.systems["crm"], self.systems["hr"], *self.proxies.values()):
            self.addCleanup(one.stop)

    def reference(self, data):
        self.badge = SimJournal(os.path.join(data, "badge.journal"))
        at = {name: f"127.0.0.1:{proxy.port}" for name, proxy in self.proxies.items()}
        options = dict(OPTIONS, tls_ca=self.certificates.authority)
        text = managed_system("directory", "ldap", f"ldaps://{at['directory']}", Slapd.admin,
                              dict(options, base_dn=Slapd.people), {"password": Slapd.password})
        text += managed_system("payroll", "sql", f"mysql://{at['payroll']}/payroll", SqlAccounts.login,
                               dict(options, table="accounts", active_column="active", password_column="password_hash"),
                               {"password": SqlAccounts.password})
        text += managed_system("crm", "scim", f"https://{at['crm']}/scim/v2", "", options, {"token": "letmein"})
        text += managed_system("hr", "soap", f"https://{at['hr']}/local", "admin",
                               dict(options, **OpeniamConnector.options()), {"password": "s3cret&<"})
        text += managed_system("badge", "sim", options={"journal": self.badge.path})
        for name in PROTOCOLS:
            text += (f'[[role]]\nid = "{name.upper()}"\nname = "{name}"\n'
                     f'[[resource]]\nid = "{name}"\ntype = "MANAGED_SYS"\nmanaged_system = "{name}"\n'
                     f'roles = ["{name.upper()}"]\n')
        text += ('[[resource]]\nid = "badge"\ntype = "MANAGED_SYS"\nmanaged_system = "badge"\n'
                 f"roles = {[name.upper() for name in PROTOCOLS]}\n")
        title = ("title", "${title}")
        return (text + policy("directory", [("sn", "${lastname}"), ("cn", "${lastname}"), title])
                + policy("payroll", [("last_name", "${lastname}"), title])
                + policy("crm", [("name.familyName", "${lastname}"), title])
                + policy("hr", [("sn", "${lastname}"), title]) + policy("badge", [title]))

    def prepare(self, cell):
        cell.user_id = self.assert_success(self.call(cell.add())[0]).user_id

    def call(self, request):
        """The reply, and how long it took."""
        client = Client(self.server.url())
        begin = time.monotonic()
        try:
            return client.provisioning(request), time.monotonic() - begin
        finally:
            client.close()

    # --- One system, one fault after the other

    def suffer(self, system):
        with ThreadPoolExecutor(len(VERBS)) as pool:
            for fault in FAULTS:
                cells = [cell for cell in self.cells if cell.system == system and cell.fault == fault]
                if not self.is_settled(cells):
                    self.complain(cells[0], "it was not healthy before")
                list(pool.map(self.warm, self.warmers[system]))
                self.proxies[system].mode = fault
                list(pool.map(self.go_through, cells))
                list(pool.map(self.look_while_it_lasts, cells))
                self.proxies[system].mode = HEALTHY
                if (system, fault) in REFUSED_FOR_GOOD:
                    self.operate(self.server, "tasks", "retry", "--system", system)
                wait_until(lambda: self.is_settled(cells), 20, 0.1)
                list(pool.map(self.look_afterwards, cells))

    def warm(self, warmer):
        for title in ("Lukewarm", TITLE):
            reply, _ = self.call(provision_user("modifyUser", {"userId": warmer.user_id, "title": title}))
            self.assert_success(reply)

    def complain(self, cell, what):
        self.wrong.append(f"{cell}: {what}")

    def go_through(self, cell):
        reply, seconds = self.call(cell.request())
        seen = self.healthy_system_has(cell)
        if cell.verb == "add":
            cell.user_id = reply.user_id
        if reply.status != 200:
            return self.complain(cell, f"HTTP {reply.status}: {reply.text}")
        said = (reply.outcome, reply.error_code, reply.error_text)
        if (cell.system, cell.fault) in REFUSED_FOR_GOOD:
            right = said[:2] == ("failure", "FAIL_CONNECTOR") and f"managed system '{cell.system}'" in (said[2] or "") \
                and re.search("certificate", said[2], re.IGNORECASE) and "badge" not in said[2]
        else:
            right = said == ("success", None, None)
        if not right:
            self.complain(cell, f"the reply says {said}")
        if not cell.user_id:
            self.complain(cell, "the reply names no user")
        if seconds > CALLERS_WAIT + ROOM:
            self.complain(cell, f"the reply took {seconds:.1f} s")
        if not seen:
            self.complain(cell, "the healthy system had not got its change when the reply came")

    def healthy_system_has(self, cell):
        return any(change["verb"] == JOURNAL[cell.verb] and change["name"] == cell.login
                   for change in self.badge.changes())

    def tasks(self, cell):
        """(state, attempts, last error) of the newest task for the system that suffers."""
        connection = sqlite3.connect(f"file:{self.sqlite_file(self.server)}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT STATE, ATTEMPTS, LAST_ERROR FROM PROVISION_TASK WHERE USER_ID = ? AND "
                                      "MANAGED_SYS_ID = ? ORDER BY SEQUENCE", (cell.user_id, cell.system)).fetchall()
        finally:
            connection.close()

    def is_settled(self, cells):
        return all(state not in ("PENDING", "PARKED") for cell in cells for state, *_ in self.tasks(cell))

    def status(self, cell):
        """The account's line and the newest receipt's, of `provisiond status`, by column."""
        lines = self.operate(self.server, "status", "--user", cell.user_id).splitlines()
        tables = [index for index, line in enumerate(lines) if re.match("(SYSTEM|RECEIPT) ", line)]
        found = []
        for index in tables:
            columns = [(match.group().strip(), match.start()) for match in re.finditer(r"\S+( \S+)*", lines[index])]
            for line in lines[index + 1:]:
                cells = {name: line[start:columns[i + 1][1] if i + 1 < len(columns) else None].strip()
                         for i, (name, start) in enumerate(columns)}
                if cells["SYSTEM"] == cell.system:
                    found.append(cells)
                    break
        secret = any(word in "\n".join(lines) for word in (FIRST_PASSWORD, LAST_PASSWORD))
        if secret or len(found) != 2:
            self.complain(cell, f"status {'tells a secret' if secret else 'lacks a line'}:\n" + "\n".join(lines))
        return found if len(found) == 2 else None

    def look_while_it_lasts(self, cell):
        """It was tried, did not work, and the status says so."""
        def has_failed():
            _, attempts, error = self.tasks(cell)[-1]
            return error is not None or attempts > 1

        if not wait_until(has_failed, 10, 0.1):
            return self.complain(cell, f"no attempt failed: {self.tasks(cell)[-1]}")
        found = self.status(cell)
        if not found:
            return
        account, receipt = found
        # A change whose answer alone was lost is found done by a look.
        if cell.fault in OF_ANSWERS and int(receipt["ATTEMPTS"]) > 1 and self.is_done(cell, found):
            return
        right = ("FAILED", "PARKED") if (cell.system, cell.fault) in REFUSED_FOR_GOOD else ("PENDING", "PENDING")
        if (account["STATE"], receipt["STATE"]) != right or receipt["LAST ERROR"] == "-":
            self.complain(cell, f"the status is {account}, {receipt}")

    @staticmethod
    def is_done(cell, found):
        account, receipt = found
        return account["STATE"] == RESTING[cell.verb] and receipt["STATE"] in ("CONFIRMED", "SENT")

    def look_afterwards(self, cell):
        found = self.status(cell)
        if not found:
            return
        if not self.is_done(cell, found):
            self.complain(cell, f"once the system is healthy the status is {found}")

    # --- The end

    def compare(self, system):
        system_itself, cells = self.systems[system], [cell for cell in self.cells if cell.system == system]
        cells += self.warmers[system]
        there = system_itself.accounts()
        added = system_itself.additions() if system in ("crm", "hr") else []
        for cell in cells:
            account = there.pop(cell.login, None)
            if account != cell.account():
                self.complain(cell, f"the account is {account}, should be {cell.account()}")
            elif account and system_itself.takes(cell.login, cell.password()) != account["active"]:
                self.complain(cell, f"the password is {'not ' if account['active'] else ''}taken")
            # An add that nobody answered must not be sent again before a look. Only libcurl does so, when a kept
            # connection closes without an answer.
            if added.count(cell.login) > (2 if cell.fault == HALF_CLOSE else 1):
                self.complain(cell, f"it was added {added.count(cell.login)} times")
        if added and sorted(set(added)) != sorted(cell.login for cell in cells):
            self.wrong.append(f"{system} was asked to add {sorted(set(added))}")
        self.wrong += [f"{system} has the account {name}, which it should not" for name in there]
        left = sum(cell.verb != "delete" for cell in cells)
        said = self.operate(self.server, "reconcile", "--system", system)
        if said.splitlines()[-1] != f"{left} accounts there, {left} expected, 0 differences":
            self.wrong.append(f"reconcile --system {system}:\n{said}")
