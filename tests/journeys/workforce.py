"""A year of a workforce, some sixty people who join, move and leave, carried to five systems at once."""

import http.client
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

from operating import OPEN, PARKED, Operating
from running import wait_until
from soap import Client
from staff import GROUPS, ROLES, SYSTEMS, expected
from stage import free_port, unique
from systems import OpeniamConnector, ScimService, SimJournal, Slapd, SqlAccounts, managed_system, policy
from year import Year

CONFIGURATION = """
[provisioning]
lease_s = 15
first_pause_s = 1
longest_pause_s = 4
[password]
memory_kib = 1024
"""
SERVER_IS_KILLED, DIRECTORY_STOPS, DIRECTORY_IS_BACK, OPERATOR_RETRIES = 25, 120, 150, 162


class AYear(Operating):
    def test_after_a_year_of_joiners_movers_and_leavers_every_system_has_exactly_the_accounts_it_should(self):
        seed = int(os.environ.get("WORKFORCE_SEED") or random.getrandbits(32))
        try:
            self.live(seed)
        except Exception as error:
            # unittest shows the text of the first argument.
            raise AssertionError(f"WORKFORCE_SEED={seed}: {error}") from error

    def live(self, seed):
        self.mariadb = self.stage.mariadb() if self.database == "mariadb" else None
        self.year = Year(seed, {SERVER_IS_KILLED})
        self.start_systems()
        self.server = self.server_with(self.mariadb, CONFIGURATION, self.reference)
        self.clients = threading.local()
        with ThreadPoolExecutor(4) as self.pool:
            for day in range(365):
                self.landmark(day)
                self.live_through(day)
        self.assert_started_by_itself()
        self.settle_all()
        self.assertEqual(self.count(self.server, self.mariadb, PARKED), 0,
                         self.operate(self.server, "tasks", "list", "--state", "parked"))
        wrong = [text for system in SYSTEMS for text in self.differences(system) + self.reconciled(system)]
        self.assertFalse(wrong, "\n".join(wrong))

    # --- The systems

    def start_systems(self):
        folder = f"{self.stage.folder}/{unique('systems-')}"
        self.directory = Slapd(f"{folder}/slapd", free_port(), sorted(ROLES))
        self.systems = {"directory": self.directory, "payroll": SqlAccounts(self.stage.mariadb(), unique("payroll_")),
                        "crm": ScimService(f"{folder}/scim"), "hr": OpeniamConnector(f"{folder}/openiam")}
        for server in (self.directory, self.systems["crm"], self.systems["hr"]):
            self.addCleanup(server.stop)

    def reference(self, data):
        """What `provisiond apply` gets."""
        journal = os.path.join(data, "badge.journal")
        self.systems["badge"] = SimJournal(journal)
        payroll = self.systems["payroll"]
        patient = {"breaker_failures": 1000, "attempts": 3}
        text = managed_system("directory", "ldap", self.directory.url(), Slapd.admin,
                              dict(patient, base_dn=Slapd.people, group_base_dn=Slapd.groups),
                              {"password": Slapd.password})
        text += managed_system("payroll", "sql", payroll.url(), payroll.login,
                               {"table": "accounts", "active_column": "active", "password_column": "password_hash",
                                "group_table": "memberships"}, {"password": payroll.password})
        text += managed_system("crm", "scim", self.systems["crm"].url(), "", {}, {"token": "letmein"})
        text += managed_system("hr", "soap", self.systems["hr"].url(), "admin", OpeniamConnector.options(),
                               {"password": "s3cret&<"})
        text += managed_system("badge", "sim", options={"journal": journal})
        for name in ROLES:
            text += f'[[role]]\nid = "{name}"\nname = "{name}"\n'
        text += '[[role]]\nid = "ONCALL_ROLE"\nname = "On call"\n'
        text += '[[group]]\nid = "ONCALL"\nname = "On call"\nroles = ["ONCALL_ROLE"]\n'
        for system in SYSTEMS:
            roles = [name for name, systems in ROLES.items() if system in systems]
            roles += ["ONCALL_ROLE"] if system in GROUPS["ONCALL"] else []
            text += (f'[[resource]]\nid = "{system.upper()}"\ntype = "MANAGED_SYS"\nmanaged_system = "{system}"\n'
                     f"roles = {roles}\n")
        return text + self.policies()

    @staticmethod
    def policies():
        names = [("givenName", "${firstname}"), ("sn", "${lastname}"), ("cn", "${firstname} ${lastname}"),
                 ("mail", "${email}"), ("title", "${title}")]
        roles = {"type": "identityAttribute", "attributes": {"name": "roles"}}
        department = ScimService.department + ":department"
        return (policy("directory", [*names, ("departmentNumber", "${department}"), ("memberOf", roles)])
                + policy("payroll", [("first_name", "${firstname}"), ("last_name", "${lastname}"),
                                     ("email", "${email}"), ("title", "${title}"),
                                     ("department", "${department}"), ("groups", roles)])
                + policy("crm", [("name.givenName", "${firstname}"), ("name.familyName", "${lastname}"),
                                 ('emails[type eq "work"].value', "${email}"), ("title", "${title}"),
                                 (department, "${department}")])
                + policy("hr", names)
                + policy("badge", [("firstName", "${firstname}"), ("lastName", "${lastname}"),
                                   ("colour", "${badgeColour}")]))

    # --- The days

    def landmark(self, day):
        if day == DIRECTORY_STOPS:
            self.settle_all()
            self.directory.stop()
            self.year.down = {"directory"}
        elif day == DIRECTORY_IS_BACK:
            parked = wait_until(lambda: self.count(self.server, self.mariadb, PARKED) >= 3, 30, 0.1)
            self.assertTrue(parked, "changes for a system that stays away are parked")
            self.directory.start()
        elif day == OPERATOR_RETRIES:
            self.assert_settles(self.server, self.mariadb)
            self.year.down = set()
            self.operate(self.server, "tasks", "retry", "--system", "directory")
            self.settle_all()
            self.assertEqual(self.count(self.server, self.mariadb, PARKED), 0,
                             self.operate(self.server, "tasks", "list", "--state", "parked"))
            self.year.untold.clear()

    def settle_all(self):
        self.assert_settles(self.server, self.mariadb)
        for person in self.year.people:
            for account in person.accounts.values():
                account.made = True

    def live_through(self, day):
        events = self.year.events_of(day)
        for event in events:
            if event.waits_for_all:
                self.assertTrue(wait_until(lambda: self.waits(event.person) == 0, 20, 0.05), event.person.login)
        answers = [self.pool.submit(self.ask, event.request) for event in events]
        if day == SERVER_IS_KILLED:
            # In the middle of it: some are on their way to systems, or even done.
            wait_until(lambda: any(answer.done() for answer in answers)
                       or self.count(self.server, self.mariadb, OPEN) > 0, 5, 0.001)
            self.server.kill()
        replies = [answer.result() for answer in answers]
        if day == SERVER_IS_KILLED:
            self.server.start()
            self.clients = threading.local()
        for event, reply in zip(events, replies):
            # Whoever got no answer asks once more.
            again = reply is None
            reply = self.ask(event.request) if again else reply
            self.check(event.person, event.request, reply, again)
            if event.learn:
                event.learn(reply)
        if day == SERVER_IS_KILLED:
            self.settle_all()

    def waits(self, person):
        return self.count(self.server, self.mariadb, OPEN + f" AND USER_ID = '{person.user_id}'")

    def ask(self, request):
        if not hasattr(self.clients, "client"):
            self.clients.client = Client(self.server.url())
        try:
            return self.clients.client.provisioning(request)
        except (OSError, http.client.HTTPException):
            del self.clients.client
            return None

    def check(self, person, request, reply, again):
        asked = f"{person.login}: {request[request.index('<soap:Body>'):]}"
        self.assertIsNotNone(reply, f"no answer to {asked}")
        self.assertEqual(reply.status, 200, f"{asked}\n{reply.text}")
        if again and reply.error_code == "FAIL_HISTORY_RULE":
            return  # It had been done.
        # Until the operator retries what is parked, the directory may lack the account that is to be changed.
        if person in self.year.untold and reply.error_code == "FAIL_CONNECTOR":
            self.assertRegex(reply.error_text, r"^managed system 'directory': [^;]*$", asked)
            return
        self.assertEqual((reply.outcome, reply.error_code), ("success", None),
                         f"{asked}\n{reply.error_text}")

    def assert_started_by_itself(self):
        late = [person for person in self.year.people if person.starts_itself]
        self.assertTrue(late)
        client = Client(self.server.url())
        for person in late:
            self.assertTrue(wait_until(lambda: self.is_active(person), 75, 0.2), f"{person.login} has not started")
        client.close()

    def is_active(self, person):
        statement = f"SELECT STATUS FROM USERS WHERE USER_ID = '{person.user_id}'"
        return self.rows(self.server, self.mariadb, statement) == ["ACTIVE"]

    # --- The end

    def differences(self, system):
        there, should = self.systems[system].accounts(), expected(self.year.people, system)
        wrong = [f"{system}, {name}: {there.get(name, 'missing')}, should be {should.get(name, 'gone')}"
                 for name in sorted(set(there) | set(should)) if there.get(name) != should.get(name)]
        if system == "badge":  # It keeps no passwords.
            return wrong
        for person in self.year.people:
            if system not in person.accounts:
                continue
            account, name = person.accounts[system], person.names[system]
            takes = self.systems[system].takes
            if account.password is not None and takes(name, account.password) != (person.secondary is None):
                wrong.append(f"{system}, {name}, who is {person.secondary or 'active'}: the last password "
                             f"{'is not' if person.secondary is None else 'is'} taken")
            if account.outdated is not None and takes(name, account.outdated):
                wrong.append(f"{system}, {name}: an old password is taken")
        return wrong

    def reconciled(self, system):
        said = self.operate(self.server, "reconcile", "--system", system)
        count = len(expected(self.year.people, system))
        right = said.splitlines()[-1] == f"{count} accounts there, {count} expected, 0 differences"
        return [] if right else [f"reconcile --system {system}, of {count} accounts, says:\n{said}"]
