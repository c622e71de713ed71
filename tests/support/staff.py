"""What a workforce should have where, kept without the program's help: the rules of docs/operations.md once more, in
few lines. A Person's methods are what happens to people; they touch no server."""

SYSTEMS = ("directory", "payroll", "crm", "hr", "badge")
ROLES = {
    "STAFF": {"directory"},
    "ENGINEER": {"directory", "hr"},
    "SELLER": {"crm"},
    "ACCOUNTANT": {"payroll"},
    "LEAD": {"crm", "payroll"},
    "GUARD": {"badge"},
}
GROUPS = {"ONCALL": {"badge", "hr"}}
# One resource a system; these may also be given to people directly.
DIRECT = ("crm", "badge")


class Account:
    def __init__(self, made, password=None):
        self.made = made  # False while its system cannot have heard of it
        self.password = password
        self.outdated = None


class Person:
    def __init__(self, number, first, last):
        self.number, self.first, self.last = number, first, last
        self.login = f"{first}.{last}{number}".lower()
        self.email = f"{self.login}@example.org"
        self.title = self.department = self.colour = None
        self.user_id = None
        self.roles, self.groups, self.direct = set(), set(), set()
        self.status, self.secondary = "active", None
        self.starts_itself = False  # on a day that comes while the journey runs
        self.own_names = set()  # systems whose account a principal of the request named
        self.names = {}  # the account's name there, also of one that is gone
        self.accounts = {}
        self.password_changes = 0

    @property
    def here(self):
        return self.status == "active"

    def systems(self):
        if not self.here:
            return set()
        needed = set(self.own_names) | self.direct
        for role in self.roles:
            needed |= ROLES[role]
        for group in self.groups:
            needed |= GROUPS[group]
        return needed

    def settle(self, down=(), password=None):
        """Accounts as roles and all else say. `down`: systems that cannot be told now."""
        wanted = self.systems()
        for system in set(self.accounts) - wanted:
            del self.accounts[system]
        for system in wanted - set(self.accounts):
            self.accounts[system] = Account(system not in down, password)
            self.names.setdefault(system, self.login)

    def leave(self, status, down):
        self.status, self.secondary = status, None
        self.own_names.clear()
        self.settle(down)
        self.password_changes = 0

    def get_password(self, password):
        for account in self.accounts.values():
            account.outdated, account.password = account.password, password
        if self.secondary == "LOCKED":
            self.secondary = None

    def lock(self, kind):
        if self.secondary != "DISABLED":
            self.secondary = kind

    def unlock(self):
        if self.secondary != "DISABLED":
            self.secondary = None

    def rename(self, login):
        self.login = login
        for system in self.accounts:
            self.names[system] = login

    def written(self, system):
        """The account there, as systems.py reads accounts."""
        whole = f"{self.first} {self.last}"
        attributes = {
            "directory": {"givenName": self.first, "sn": self.last, "cn": whole, "mail": self.email,
                          "title": self.title, "departmentNumber": self.department, "memberOf": sorted(self.roles)},
            "payroll": {"first_name": self.first, "last_name": self.last, "email": self.email, "title": self.title,
                        "department": self.department, "groups": sorted(self.roles)},
            "crm": {"givenName": self.first, "familyName": self.last, "email": self.email, "title": self.title,
                    "department": self.department},
            "hr": {"givenName": self.first, "sn": self.last, "cn": whole, "mail": self.email, "title": self.title},
            "badge": {"firstName": self.first, "lastName": self.last, "colour": self.colour},
        }[system]
        attributes = {name: value for name, value in attributes.items() if value is not None}
        return dict(attributes, active=self.secondary is None)


def expected(people, system):
    """Name to account, of all people."""
    return {person.names[system]: person.written(system) for person in people if system in person.accounts}
