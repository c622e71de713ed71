"""A year of a workforce, some sixty people who join, move and leave, carried to five systems at once."""

import http.client
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from operating import OPEN, PARKED, Operating
from running import wait_until
from soap import (Client, attribute, attributes, contact, group, password_sync, principal, provision_user, provisioning,
                  role)
from staff import DIRECT, GROUPS, ROLES, SYSTEMS, Person, expected
from stage import free_port, unique
from systems import OpeniamConnector, ScimService, SimJournal, Slapd, SqlAccounts, managed_system, policy

CONFIGURATION = """
[provisioning]
lease_s = 15
first_pause_s = 1
longest_pause_s = 4
[password]
memory_kib = 1024
"""
MOST_PEOPLE = 60
SERVER_IS_KILLED, DIRECTORY_STOPS, DIRECTORY_IS_BACK, OPERATOR_RETRIES = 25, 120, 150, 162
FIRST = ("Ada", "Boris", "Chloë", "Dmitri", "Eve", "Frank", "Grace", "Hugo", "Inès", "Jonas")
LAST = ("Ashe", "Bergström", "Costa", "Dunne", "Eckert", "Fabre", "García", "Hahn", "Ivers", "Juhl")
DEPARTMENTS = ("Engines", "Sales", "Books", "Gates & Doors")
TITLES = ("Engineer", "Senior Engineer", "Clerk", "Head of <things>", "Guard")
COLOURS = ("red", "green", "blue")


def ascii_name(text):
    return text.translate(str.maketrans("ëöèí", "eoei"))


class Year:
    """Decides what happens on each day, tells the people of the model, and gives the requests that say so."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = []
        self.down = set()  # systems that are stopped now

    def events_of(self, day):
        """(person, request, what the reply tells us) of different people."""
        events, busy = [], set()
        joins = 3 if day < 10 else int(len(self.people) < MOST_PEOPLE and self.random.random() < 0.15)
        for _ in range(joins):
            events.append(self.join(day))
            busy.add(events[-1][0])
        count = 8 if day == SERVER_IS_KILLED else self.random.choice((2, 3, 4))
        for _ in range(count if day > 2 else 0):
            event = self.random.choices(self.kinds, [weight for weight, _, _ in self.kinds])[0]
            able = [person for person in self.people
                    if person not in busy and not person.starts_itself and not person.ended_unheard
                    and event[1](self, person)]
            if able:
                person = self.random.choice(able)
                busy.add(person)
                events.append((person, *event[2](self, person)))
        return events

    # --- What happens to a person: each changes the model and returns request and what to learn from the reply.

    def new_password(self):
        letters = "".join(self.random.choices("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ", k=9))
        return letters + str(self.random.randint(10, 99))

    def join(self, day):
        number = len(self.people)
        person = Person(number, self.random.choice(FIRST), self.random.choice(LAST))
        person.login = ascii_name(person.login)
        person.email = f"{person.login}@example.org"
        self.people.append(person)
        person.roles = set(self.random.sample(sorted(ROLES), self.random.choice((1, 1, 2, 3))))
        person.title, person.department = self.random.choice(TITLES), self.random.choice(DEPARTMENTS)
        password = self.new_password() if self.random.random() < 0.7 else None
        start, principals = self.start_date(day, person), principal(person.login)
        if self.random.random() < 0.15:
            person.own_names.add("payroll")
            person.names["payroll"] = f"pay-{number}"
            principals += principal(person.names["payroll"], system="payroll")
        if person.starts_itself:
            person.status = "active"
        person.settle(self.down, None if person.starts_itself else password)
        own = "".join(map(role, sorted(person.roles))) + f"<requestId>J{number}</requestId>"
        own += f"<password>{password}</password>" if password else ""
        own += "<provisionOnStartDate>true</provisionOnStartDate>" if start else ""
        fields = {"firstName": person.first, "lastName": person.last, "status": "active", "title": person.title,
                  "deptName": person.department, "startDate": start}
        mail = contact("emailAddresses", name="EMAIL1", emailAddress=person.email, isDefault="1", isActive="true")
        return (person, provision_user("addUser", fields, mail + principals, own),
                lambda reply: setattr(person, "user_id", reply.user_id))

    def start_date(self, day, person):
        """Of a new person: none mostly, or one that is over, is far away, or comes soon."""
        chance = self.random.random()
        if day == 1:
            person.starts_itself = True
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
        if chance < 0.1:
            return "2020-01-31T00:00:00Z"
        if chance < 0.25:
            person.status = "pending_start_date"
            return "2094-01-31T00:00:00Z"
        return None

    def modify(self, person, fields=None, children="", own=""):
        own += f"<requestId>{self.random.getrandbits(64):016x}</requestId>"
        return provision_user("modifyUser", dict(fields or {}, userId=person.user_id), children, own), None

    def start(self, person):
        person.status = "active"
        person.settle(self.down)
        return self.modify(person, {"startDate": "2021-01-31T00:00:00Z", "status": "active"})

    def move(self, person):
        """Loses a role, gets one, or both at once; what both need stays."""
        lost = self.random.sample(sorted(person.roles), self.random.choice((0, 1)) if person.roles else 0)
        free = sorted(set(ROLES) - person.roles)
        got = self.random.sample(free, 1 if free and (not lost or self.random.random() < 0.7) else 0)
        person.roles = (person.roles - set(lost)) | set(got)
        person.settle(self.down)
        fields = {}
        if self.random.random() < 0.5:
            person.department = fields["deptName"] = self.random.choice(DEPARTMENTS)
        return self.modify(person, fields, "", "".join([role(one, operation="delete") for one in lost]
                                                       + [role(one) for one in got]))

    def group(self, person):
        name = self.random.choice(sorted(GROUPS))
        operation = "delete" if name in person.groups else "add"
        person.groups ^= {name}
        person.settle(self.down)
        return self.modify(person, own=group(name, operation))

    def resource(self, person):
        system = self.random.choice(DIRECT)
        operation = "delete" if system in person.direct else "add"
        person.direct ^= {system}
        person.settle(self.down)
        return self.modify(person, own=f"<userResourceList><resourceId>{system.upper()}</resourceId>"
                                       f"<operation>{operation}</operation></userResourceList>")

    def change(self, person):
        kind = self.random.choice(("title", "no title", "name", "mail", "colour"))
        if kind == "title":
            person.title = self.random.choice(TITLES)
            return self.modify(person, {"title": person.title})
        if kind == "no title":
            person.title = None
            return self.modify(person, {"title": "null"})
        if kind == "name":
            person.last = self.random.choice(LAST)
            return self.modify(person, {"lastName": person.last})
        if kind == "mail":
            person.email = f"mail{self.random.getrandbits(30)}@example.net"
            return self.modify(person, {}, contact("emailAddresses", name="EMAIL1", emailAddress=person.email))
        before, person.colour = person.colour, self.random.choice((*COLOURS, None))
        entry = attribute("badgeColour", person.colour or before, operation=None if person.colour else "delete")
        return self.modify(person, {}, attributes(entry))

    def rename(self, person):
        """All accounts are called differently from now on."""
        login = f"renamed{self.random.getrandbits(40)}"
        children = principal(login) + "".join(principal(login, system=system) for system in sorted(person.accounts))
        person.rename(login)
        return self.modify(person, {}, children)

    def set_password(self, person):
        password = self.new_password()
        person.get_password(password)
        person.password_changes += 1
        return password_sync("setPassword", person.login, password=password), None

    def reset_password(self, person):
        person.password_changes = 0
        person.get_password(None)
        return password_sync("resetPassword", person.login), lambda reply: self.learn_password(person, reply)

    @staticmethod
    def learn_password(person, reply):
        for account in person.accounts.values():
            account.password = reply.text_of("password")

    def lock(self, person):
        kind = self.random.choice(("locked", "locked_admin"))
        person.lock(kind.upper())
        return provisioning("lockUser", {"userId": person.user_id, "operation": kind, "requestorId": "3000"}), None

    def unlock(self, person):
        person.unlock()
        return provisioning("lockUser", {"userId": person.user_id, "operation": "unlock", "requestorId": "3000"}), None

    def disable(self, person):
        disables = person.secondary != "DISABLED"
        person.secondary = "DISABLED" if disables else None
        return provisioning("disableUser", {"userId": person.user_id, "operation": str(disables).lower(),
                                            "requestor": "3000"}), None

    def leave(self, person):
        status = self.random.choice(("deleted", "terminate", "retired", "leave"))
        person.leave(status, self.down)
        if self.random.random() < 0.5:
            return provisioning("deleteUser", {"securityDomain": "USR_SEC_DOMAIN", "managedSystemId": "0",
                                               "principal": person.login, "status": status,
                                               "requestorId": "3000"}), None
        return provisioning("deleteByUserId", {"status": status, "requestorId": "3000"}).replace(
            "<status>", f"<user><u:userId>{person.user_id}</u:userId></user><status>"), None

    def rehire(self, person):
        person.status = "active"
        person.settle(self.down)
        return self.modify(person, {"status": "active"}, principal(person.login, operation="add"))

    def is_here(self, person):
        return person.here

    def may_be_renamed(self, person):
        return person.here and all(account.made and not account.came_back for account in person.accounts.values())

    def may_get_password(self, person):
        return person.here and person.password_changes < 4 and person.secondary in (None, "LOCKED")

    # Weight, who it can happen to, what it does.
    kinds = [
        (6, is_here, move), (2, is_here, group), (2, is_here, resource), (6, is_here, change),
        (2, may_be_renamed, rename),
        (4, may_get_password, set_password), (2, may_get_password, reset_password),
        (2, is_here, lock), (3, lambda self, person: person.here and person.secondary, unlock),
        (2, is_here, disable), (2, lambda self, person: person.secondary == "DISABLED", disable),
        (2, is_here, leave), (2, lambda self, person: person.status in ("deleted", "terminate", "retired", "leave"), rehire),
        (1, lambda self, person: person.status == "pending_start_date", start),
    ]


class AYear(Operating):
    def test_after_a_year_of_joiners_movers_and_leavers_every_system_has_exactly_the_accounts_it_should(self):
        seed = int(os.environ.get("WORKFORCE_SEED") or random.getrandbits(32))
        try:
            self.live(seed)
        except BaseException as error:
            # unittest shows the text of the first argument.
            raise AssertionError(f"WORKFORCE_SEED={seed}: {error}") from error

    def live(self, seed):
        self.mariadb = self.stage.mariadb() if self.database == "mariadb" else None
        self.year, self.doubtful = Year(seed), set()
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
                              dict(patient, base_dn=Slapd.people, group_base_dn=Slapd.groups), {"password": Slapd.password})
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
                + policy("payroll", [("first_name", "${firstname}"), ("last_name", "${lastname}"), ("email", "${email}"),
                                     ("title", "${title}"), ("department", "${department}"), ("groups", roles)])
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
            self.year.down = set()
        elif day == OPERATOR_RETRIES:
            self.assert_settles(self.server, self.mariadb)
            self.operate(self.server, "tasks", "retry", "--system", "directory")
            self.settle_all()
            self.assertEqual(self.count(self.server, self.mariadb, PARKED), 0,
                             self.operate(self.server, "tasks", "list", "--state", "parked"))
            self.doubtful.clear()

    def settle_all(self):
        self.assert_settles(self.server, self.mariadb)
        for person in self.year.people:
            person.ended_unheard &= self.year.down
            for account in person.accounts.values():
                account.made = True

    def live_through(self, day):
        events = self.year.events_of(day)
        answers = [self.pool.submit(self.ask, request) for _, request, _ in events]
        if day == SERVER_IS_KILLED:
            self.assertTrue(wait_until(lambda: self.count(self.server, self.mariadb, OPEN) > 0, 5, 0.001), "work is under way")
            self.server.kill()
        replies = [answer.result() for answer in answers]
        if day == SERVER_IS_KILLED:
            self.server.start()
            self.clients = threading.local()
        for (person, request, learn), reply in zip(events, replies):
            again = reply is None
            # Whoever got no answer asks once more.
            self.check(person, request, self.ask(request) if again else reply, again)
            if learn:
                learn(self.last_reply)
            if self.year.down:
                self.doubtful.add(person)
        if day == SERVER_IS_KILLED:
            self.settle_all()

    def ask(self, request):
        if not hasattr(self.clients, "client"):
            self.clients.client = Client(self.server.url())
        try:
            return self.clients.client.provisioning(request)
        except (OSError, http.client.HTTPException):
            del self.clients.client
            return None

    def check(self, person, request, reply, again):
        self.last_reply = reply
        self.assertIsNotNone(reply, f"no answer to {request}")
        said = f"{person.login}, {request[request.index('<soap:Body>'):]}:\n{reply.text[:1500]}"
        self.assertEqual(reply.status, 200, said)
        if again and reply.error_code == "FAIL_HISTORY_RULE":
            return  # It had been done.
        # Until the operator retries what is parked, the directory may lack the account that is to be changed.
        if person in self.doubtful and reply.error_code == "FAIL_CONNECTOR":
            self.assertRegex(reply.error_text, r"^managed system 'directory': [^;]*$", said)
            return
        self.assertEqual(reply.outcome, "success", said)

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
