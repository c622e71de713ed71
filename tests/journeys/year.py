"""What happens to a workforce in a year: decided by a seed alone, told to the people of staff.py, said in requests."""

import random
import time
from collections import namedtuple

from soap import (attribute, attributes, contact, group, password_sync, principal, provision_user, provisioning,
                  role)
from staff import DIRECT, GROUPS, ROLES, Person

MOST_PEOPLE = 60
FIRST = ("Ada", "Boris", "Chloë", "Dmitri", "Eve", "Frank", "Grace", "Hugo", "Inès", "Jonas")
LAST = ("Ashe", "Bergström", "Costa", "Dunne", "Eckert", "Fabre", "García", "Hahn", "Ivers", "Juhl")
DEPARTMENTS = ("Engines", "Sales", "Books", "Gates & Doors")
TITLES = ("Engineer", "Senior Engineer", "Clerk", "Head of <things>", "Guard")
COLOURS = ("red", "green", "blue")
ENDS = ("deleted", "terminate", "retired", "leave")


# What happens to a person: the request, what its reply tells us, and whether all before must have been carried out.
Event = namedtuple("Event", "person request learn waits_for_all")


def ascii_name(text):
    return text.translate(str.maketrans("ëöèí", "eoei"))


class Year:
    """Decides what happens on each day, tells the people of the model, and gives the requests that say so."""

    def __init__(self, seed, busy_days):
        self.random = random.Random(seed)
        self.busy_days = busy_days
        self.people = []
        self.down = set()  # systems that are stopped now
        self.untold = set()  # people of whom a system missed something

    def events_of(self, day):
        """Events of different people."""
        events, busy = [], set()
        joins = 3 if day < 10 else int(len(self.people) < MOST_PEOPLE and self.random.random() < 0.15)
        for _ in range(joins):
            events.append(Event(*self.join(day), False))
            busy.add(events[-1].person)
        count = 8 if day in self.busy_days else self.random.choice((2, 3, 4))
        for _ in range(count if day > 2 else 0):
            _, may_happen, happens = self.random.choices(self.kinds, [weight for weight, _, _ in self.kinds])[0]
            able = [person for person in self.people
                    if person not in busy and not person.starts_itself and may_happen(self, person)]
            if able:
                person = self.random.choice(able)
                busy.add(person)
                # A principal that is named where there is no account yet would be one more reason for the account.
                events.append(Event(person, *happens(self, person), happens is Year.rename))
        if self.down:
            self.untold |= {event.person for event in events}
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
        status = self.random.choice(ENDS)
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
        """A principal that is named where there is no account yet would be one more reason for the account."""
        return person.here and all(account.made for account in person.accounts.values())

    def may_get_password(self, person):
        return person.here and person.password_changes < 4

    def may_be_unlocked(self, person):
        return person.here and person.secondary

    def is_disabled(self, person):
        return person.secondary == "DISABLED"

    def has_left(self, person):
        return person.status in ENDS

    def waits(self, person):
        return person.status == "pending_start_date"

    # Weight, whom it can happen to, what it does.
    kinds = [
        (6, is_here, move), (2, is_here, group), (2, is_here, resource), (6, is_here, change),
        (2, may_be_renamed, rename), (4, may_get_password, set_password), (2, may_get_password, reset_password),
        (2, is_here, lock), (3, may_be_unlocked, unlock), (2, is_here, disable), (2, is_disabled, disable),
        (2, is_here, leave), (2, has_left, rehire), (1, waits, start),
    ]
