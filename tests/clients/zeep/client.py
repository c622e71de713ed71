"""The conversation of tests/clients/README.md, held by Python's zeep from our ?wsdl.

usage: client.py BASE-URL CERTIFICATE FIELDS.TSV
"""

import datetime
import sys
import uuid

# docs: begin
import requests
import zeep


def connect(base, certificate):
    """Both services; zeep builds its classes from the live ?wsdl."""
    session = requests.Session()
    session.verify = certificate  # the server's certificate, or what signed it
    session.trust_env = False  # no proxy for a local server
    transport = zeep.Transport(session=session)
    return [zeep.Client(f"{base}/openiam-idm-esb/idmsrvc/{name}?wsdl", transport=transport).service
            for name in ("ProvisioningService", "UserDataService")]


def example(provisioning, users, login):
    """Adds a user with an identity and a role, and reads the user back by that identity."""
    identity = {"domainId": "USR_SEC_DOMAIN", "login": login, "managedSysId": "0"}
    flags = dict.fromkeys(("notifyTargetSystems", "emailCredentialsToNewUsers", "emailCredentialsToSupervisor",
                           "provisionOnStartDate", "addInitialPasswordToHistory", "skipPreprocessor",
                           "skipPostProcessor"), False)
    added = provisioning.addUser({
        "firstName": "Grace", "lastName": "Hopper", "status": "active", **flags,
        "principalList": [{"id": identity, "firstTimeLogin": 0, "resetPassword": 0, "isLocked": 0, "selected": False}],
        "memberOfRoles": [{"id": {"roleId": "END_USER", "serviceId": "USR_SEC_DOMAIN"}, "userAssociationMethod": 0}]})
    if added.status != "success":
        raise RuntimeError(f"{added.errorCode}: {added.errorText}")
    return users.getUserByPrincipal("USR_SEC_DOMAIN", login, "0", True).user
# docs: end


DOMAIN = "USR_SEC_DOMAIN"
ATTRIBUTE = "favourite"


def read_fields(path):
    """What to send and to read back: {object: {field: value}}."""
    convert = {"text": str, "number": int, "flag": lambda text: text == "true",
               "date": lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))}
    fields = {}
    with open(path, encoding="utf-8") as file:
        for owner, name, kind, value in (line.rstrip("\n").split("\t") for line in file):
            fields.setdefault(owner, {})[name] = convert[kind](value)
    return fields


def attributes(**values):
    return {"userAttributeEntry": [{"key": name, "userAttribute": {"name": name, **value}}
                                   for name, value in values.items()]}


def principal(login, system, **more):
    return dict(id={"domainId": DOMAIN, "login": login, "managedSysId": system}, firstTimeLogin=0, resetPassword=0,
                isLocked=0, selected=False, **more)


def role(role_id, **more):
    return dict(id={"roleId": role_id, "serviceId": DOMAIN}, userAssociationMethod=0, **more)


def provision_user(**more):
    """The booleans that the schema requires, beside what is given."""
    return dict(notifyTargetSystems=False, emailCredentialsToNewUsers=False, emailCredentialsToSupervisor=False,
                provisionOnStartDate=False, addInitialPasswordToHistory=False, skipPreprocessor=False,
                skipPostProcessor=False, **more)


def attribute_values(user):
    return {each.key: each.userAttribute.value for each in user.userAttributes.userAttributeEntry}


def principals(user):
    return sorted((each.id.login, each.id.managedSysId) for each in user.principalList)


class Conversation:
    def __init__(self, provisioning, users, fields):
        self.provisioning, self.users, self.fields = provisioning, users, fields
        unique = uuid.uuid4().hex[:12]
        self.name, self.login = "Zeep" + unique, "zeep." + unique
        self.boss = self.user_id = None
        self.step, self.failed = "", False

    def hold(self):
        for step in (self.example, self.dependents, self.add, self.read_back, self.search, self.contacts, self.modify,
                     self.lock, self.passwords, self.any_type, self.failures, self.fault):
            self.step, before, self.failed = step.__name__, self.failed, False
            try:
                step()
            except Exception as error:  # pylint: disable=broad-except
                self.expect("no exception", f"{type(error).__name__}: {error}", "")
            if not self.failed:
                print("ok", self.step)
            self.failed = self.failed or before
        return 1 if self.failed else 0

    def expect(self, what, got, wanted):
        if got != wanted:
            self.failed = True
            print(f"failed {self.step}: {what}: expected {wanted!r}, got {got!r}")

    def success(self, what, reply):
        self.expect(what, (reply.status, reply.errorCode, reply.errorText), ("success", None, None))
        return reply

    def expect_fields(self, owner, got):
        for field, sent in self.fields[owner].items():
            self.expect(f"{owner}.{field}", getattr(got, field), sent)

    def example(self):
        user = example(self.provisioning, self.users, self.login + "-hopper")
        self.expect("last name", user.lastName, "Hopper")
        self.expect("identities", principals(user), [(self.login + "-hopper", "0")])

    def every_contact(self):
        """Every kind of dependent that both services take."""
        sent = self.fields
        return dict(addresses=[sent["address"]], emailAddresses=[sent["emailAddress"]], phones=[sent["phone"]],
                    userAttributes=attributes(**{ATTRIBUTE: sent["userAttribute"], "remark": {"value": "a < b & c"}}),
                    userNotes={"userNoteItem": [{"userNote": sent["userNote"]}]})

    def expect_contacts(self, user):
        for owner, rows in (("address", user.addresses), ("emailAddress", user.emailAddresses), ("phone", user.phones),
                            ("userNote", [each.userNote for each in user.userNotes.userNoteItem])):
            self.expect(f"number of {owner}", len(rows), 1)
            self.expect_fields(owner, rows[0])
        found = {each.key: each.userAttribute for each in user.userAttributes.userAttributeEntry}
        self.expect("attributes", sorted(found), [ATTRIBUTE, "remark"])
        self.expect_fields("userAttribute", found[ATTRIBUTE])
        self.expect("remark", found["remark"].value, "a < b & c")

    def dependents(self):
        for add, suffix in ((self.users.addUserWithDependent, "-boss"), (self.users.addUserWithDependant, "-deputy")):
            login = self.login + suffix
            reply = self.success("add", add(user=dict(lastName=self.name + suffix, status="active", **self.every_contact(),
                                                      principalList=[principal(login, "0")]), dependency=True))
            user = self.read(reply.user.userId)
            self.expect_contacts(user)
            self.expect("principals", principals(user), [(login, "0")])
            self.boss = self.boss or reply.user.userId

    def add(self):
        user = provision_user(
            **self.fields["user"], lastName=self.name, status="active", **self.every_contact(),
            principalList=[principal(self.login, "0"), principal(self.login + "-ldap", "101")],
            supervisor=dict(self.fields["supervisor"], supervisor={"userId": self.boss}),
            memberOfRoles=[role("END_USER")], memberOfGroups=[{"grpId": "HR_GRP"}])
        added = self.success("add", self.provisioning.addUser(user=user)).user
        self.user_id = added.userId
        self.expect("groups", [each.grpId for each in added.memberOfGroups], ["HR_GRP"])
        self.expect_fields("supervisor", added.supervisor)
        self.expect("supervisor", added.supervisor.supervisor.userId, self.boss)

    def read(self, user_id=None):
        return self.success("read", self.users.getUserWithDependent(id=user_id or self.user_id, dependants=True)).user

    def by_principal(self, login):
        return self.users.getUserByPrincipal(securityDomain=DOMAIN, principal=login, managedSysId="0", dependants=False)

    def read_back(self):
        user = self.read()
        self.expect_fields("user", user)
        self.expect("last name", user.lastName, self.name)
        self.expect("status", user.status, "active")
        self.expect_contacts(user)
        self.expect("principals", principals(user), [(self.login, "0"), (self.login + "-ldap", "101")])
        found = self.success("by principal", self.by_principal(self.login)).user
        self.expect("by principal", found.userId, self.user_id)
        self.expect("without dependents", len(found.addresses), 0)
        supervisors = self.success("supervisors", self.users.getSupervisors(employeeId=self.user_id)).supervisorList
        self.expect("supervisors", [each.supervisor.userId for each in supervisors], [self.boss])
        self.expect_fields("supervisor", supervisors[0])

    def found(self, **criteria):
        reply = self.users.search(search=dict({"lastName": self.name}, **criteria))
        return [each.userId for each in reply.userList]

    def search(self):
        self.expect("by name", len(self.found(lastName=self.name + "%")), 3)
        for what, criteria in (("principal", {"principal": self.login}),
                               ("role", {"roleIdList": ["END_USER"], "domainId": DOMAIN}),
                               ("group", {"groupIdList": ["HR_GRP"]}),
                               ("attribute", {"attributeName": ATTRIBUTE, "attributeValue": "7%"}),
                               ("e-mail", {"emailAddress": "ada@%"})):
            self.expect("by " + what, self.found(**criteria), [self.user_id])
        self.expect("not found", self.found(firstName="Nobody"), [])

    def contacts(self):
        added = self.success("add phone", self.users.addPhone(phone={"name": "HOME", "phoneNbr": "79460002",
                                                                     "parentId": self.user_id})).phone
        self.expect("the phone added", (added.phoneNbr, added.parentType, added.isDefault), ("79460002", "USER", 0))
        phones = self.success("phones", self.users.getPhoneMap(userId=self.user_id)).phoneMap
        self.expect("phones", {each.key: each.value.phoneNbr for each in phones.entry}.get(added.phoneId), "79460002")
        self.success("remove phone", self.users.removePhone(phone={"phoneId": added.phoneId}))
        gone = self.users.getPhoneById(addressId=added.phoneId)
        self.expect("the phone removed", (gone.status, gone.errorCode, gone.phone), ("failure", "objectNotFound", None))
        none = self.users.getPhoneMap(userId="nobody")
        self.expect("no phones", (none.status, none.errorCode), ("failure", "userNotFound"))

    def modify(self):
        self.success("modify", self.provisioning.modifyUser(user=provision_user(
            userId=self.user_id, firstName="Augusta",
            userAttributes=attributes(remark={"operation": "delete"}, **{ATTRIBUTE: {"value": "8"}}),
            memberOfRoles=[role("END_USER", operation="delete"), role("HELPDESK", operation="add")],
            principalList=[principal(self.login + "-new", "0", password="Zebra9tulip")])))
        user = self.read()
        self.expect("first name", user.firstName, "Augusta")
        self.expect("title", user.title, self.fields["user"]["title"])
        self.expect("attributes", attribute_values(user), {ATTRIBUTE: "8"})
        self.expect("principals", principals(user), [(self.login + "-ldap", "101"), (self.login + "-new", "0")])
        self.expect("role added", self.found(roleIdList=["HELPDESK"], domainId=DOMAIN), [self.user_id])
        self.expect("role removed", self.found(roleIdList=["END_USER"], domainId=DOMAIN), [])
        self.expect("old name", self.by_principal(self.login).status, "failure")
        self.login += "-new"
        self.expect("new password is known", self.set_password("Zebra9tulip").errorCode, "FAIL_HISTORY_RULE")

    def lock(self):
        for operation, status in (("locked", "locked"), ("unlock", None)):
            self.success(operation, self.provisioning.lockUser(userId=self.user_id, operation=operation,
                                                               requestorId="3000"))
            self.expect(operation, self.read().secondaryStatus, status)

    def password_sync(self, **more):
        return dict(securityDomain=DOMAIN, managedSystemId="0", principal=self.login, validateRequest=True,
                    passThruAttributes=False, sendPasswordToUser=False, **more)

    def set_password(self, password):
        return self.provisioning.setPassword(passwordSync=self.password_sync(password=password))

    def passwords(self):
        self.success("set", self.set_password("Tulip7zebra"))
        reset = self.success("reset", self.provisioning.resetPassword(passwordSync=self.password_sync()))
        self.expect("reset gives a password", bool(reset.password), True)

    def any_type(self):
        made = self.success("made", self.provisioning.setPassword(passwordSync=self.password_sync())).responseValue
        self.expect("password made", (type(made), bool(made)), (str, True))
        subject = self.by_principal(self.login).responseValue
        self.expect("subject", (subject.userId, subject.principal, subject.domainId),
                    (self.user_id, self.login, DOMAIN))
        self.expect("roles", sorted(subject.roles), ["HELPDESK", "HR"])
        self.expect("groups", subject.groups, ["HR_GRP"])
        self.expect("principals", sorted(subject.principals), sorted([self.login, self.login[:-4] + "-ldap"]))

    def failures(self):
        def add(**more):
            return self.provisioning.addUser(user=provision_user(lastName=self.name, status="active", **more))
        for reply, code, text in (
                (add(principalList=[principal(self.login, "0")]), "DUPLICATE_PRINCIPAL", self.login),
                (self.provisioning.modifyUser(user=provision_user(userId="nobody")), "userNotFound", "nobody"),
                (self.set_password("a1"), "FAIL_LENGTH_RULE", "8"),
                (add(memberOfRoles=[role("NO_ROLE")]), "roleIdInvalid", "NO_ROLE")):
            self.expect(code, (reply.status, reply.errorCode), ("failure", code))
            self.expect(f"{code} names {text}", text in (reply.errorText or ""), True)

    def fault(self):
        try:
            self.provisioning.addUser(user=provision_user(lastName="x" * 101, status="active"))
        except zeep.exceptions.Fault as fault:
            self.expect("fault names the element", "lastName" in fault.message, True)
        else:
            self.expect("a name too long", "no fault", "a fault")


if __name__ == "__main__":
    address, trusted, table = sys.argv[1:]
    sys.exit(Conversation(*connect(address, trusted), read_fields(table)).hold())
