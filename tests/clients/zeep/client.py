"""The conversation of tests/clients/README.md, held by Python's zeep from our ?wsdl.

usage: client.py BASE-URL CERTIFICATE SCALARS.TSV
"""

import sys
import uuid

import requests
import zeep
from zeep.transports import Transport

SERVICES = "/openiam-idm-esb/idmsrvc/"
DOMAIN = "USR_SEC_DOMAIN"


def main(base, certificate, scalars_file):
    session = requests.Session()
    session.trust_env = False
    session.verify = certificate
    transport = Transport(session=session)
    provisioning = zeep.Client(base + SERVICES + "ProvisioningService?wsdl", transport=transport)
    users = zeep.Client(base + SERVICES + "UserDataService?wsdl", transport=transport)
    with open(scalars_file, encoding="utf-8") as file:
        scalars = dict(line.rstrip("\n").split("\t") for line in file)
    Conversation(provisioning.service, users.service, scalars).hold()


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"zeep: {what}: got {got!r}, wanted {wanted!r}")


def expect_success(what, reply):
    if reply.status != "success":
        sys.exit(f"zeep: {what}: {reply.status} {reply.errorCode} {reply.errorText}")
    return reply


def attributes(**values):
    return {"userAttributeEntry": [{"key": name, "userAttribute": {"name": name, **value}}
                                   for name, value in values.items()]}


class Conversation:
    def __init__(self, provisioning, users, scalars):
        self.provisioning, self.users, self.scalars = provisioning, users, scalars
        self.name = "Zeep" + uuid.uuid4().hex[:12]
        self.login = "zeep." + uuid.uuid4().hex[:12]

    def hold(self):
        for step in (self.add, self.read_back, self.search, self.contacts, self.modify, self.lock, self.passwords, self.fault):
            step()
            print("ok", step.__name__)

    def provision_user(self, **more):
        """The booleans that the schema requires, beside what is given."""
        return dict(notifyTargetSystems=False, emailCredentialsToNewUsers=False, emailCredentialsToSupervisor=False,
                    provisionOnStartDate=False, addInitialPasswordToHistory=False, skipPreprocessor=False,
                    skipPostProcessor=False, **more)

    @staticmethod
    def principal(login, system):
        return {"id": {"domainId": DOMAIN, "login": login, "managedSysId": system}, "firstTimeLogin": 0,
                "resetPassword": 0, "isLocked": 0, "selected": False}

    @staticmethod
    def role(role_id, **more):
        return dict(id={"roleId": role_id, "serviceId": DOMAIN}, userAssociationMethod=0, **more)

    def add(self):
        user = self.provision_user(
            lastName=self.name, status="active", **self.scalars,
            addresses=[{"name": "HOME", "address1": "St James's Square", "city": "London", "isActive": True}],
            emailAddresses=[{"name": "EMAIL1", "emailAddress": "ada@example.org", "isDefault": 1, "isActive": True}],
            phones=[{"name": "DESK PHONE", "areaCd": "020", "phoneNbr": "79460001", "isActive": True}],
            userAttributes=attributes(favourite={"value": "7"}, remark={"value": "a < b & c"}),
            userNotes={"userNoteItem": [{"userNote": {"noteType": "COMMENT", "description": "first programmer"}}]},
            principalList=[self.principal(self.login, "0"), self.principal(self.login + "-ldap", "101")],
            memberOfRoles=[self.role("END_USER")])
        self.user_id = expect_success("add", self.provisioning.addUser(user=user)).user.userId

    def read(self):
        return expect_success("read", self.users.getUserWithDependent(id=self.user_id, dependants=True)).user

    def read_back(self):
        user = self.read()
        for field, sent in dict(self.scalars, lastName=self.name, status="active").items():
            expect(field, getattr(user, field), sent)
        expect("addresses", [each.address1 for each in user.addresses], ["St James's Square"])
        expect("e-mails", [each.emailAddress for each in user.emailAddresses], ["ada@example.org"])
        expect("phones", [each.phoneNbr for each in user.phones], ["79460001"])
        expect("attributes", self.attribute_values(user), {"favourite": "7", "remark": "a < b & c"})
        expect("notes", [each.userNote.description for each in user.userNotes.userNoteItem], ["first programmer"])
        expect("principals", self.principals(user), [(self.login, "0"), (self.login + "-ldap", "101")])
        by_name = self.users.getUserByPrincipal(securityDomain=DOMAIN, principal=self.login, managedSysId="0",
                                                dependants=False)
        expect("by principal", expect_success("by principal", by_name).user.userId, self.user_id)

    @staticmethod
    def attribute_values(user):
        return {each.key: each.userAttribute.value for each in user.userAttributes.userAttributeEntry}

    @staticmethod
    def principals(user):
        return sorted((each.id.login, each.id.managedSysId) for each in user.principalList)

    def search(self):
        for criteria in ({}, {"principal": self.login}, {"roleIdList": ["END_USER"], "domainId": DOMAIN}):
            found = expect_success("search", self.users.search(search=dict(lastName=self.name, **criteria)))
            expect("search", [each.userId for each in found.userList], [self.user_id])

    def contacts(self):
        added = expect_success("add phone", self.users.addPhone(phone={"name": "HOME", "phoneNbr": "79460002",
                                                                       "parentId": self.user_id})).phone
        expect("the phone added", (added.phoneNbr, added.parentType, added.isDefault), ("79460002", "USER", 0))
        phones = expect_success("phones", self.users.getPhoneMap(userId=self.user_id)).phoneMap
        expect("phones", {each.key: each.value.phoneNbr for each in phones.entry}.get(added.phoneId), "79460002")
        expect_success("remove phone", self.users.removePhone(phone={"phoneId": added.phoneId}))
        gone = self.users.getPhoneById(addressId=added.phoneId)
        expect("the phone removed", (gone.status, gone.errorCode, gone.phone), ("failure", "objectNotFound", None))
        none = self.users.getPhoneMap(userId="nobody")
        expect("no phones", (none.status, none.errorCode), ("failure", "userNotFound"))

    def modify(self):
        user = self.provision_user(
            userId=self.user_id, firstName="Augusta",
            userAttributes=attributes(remark={"operation": "delete"}, favourite={"value": "8"}),
            memberOfRoles=[self.role("END_USER", operation="delete"), self.role("HELPDESK", operation="add")])
        expect_success("modify", self.provisioning.modifyUser(user=user))
        user = self.read()
        expect("first name", user.firstName, "Augusta")
        expect("title", user.title, self.scalars["title"])
        expect("attributes", self.attribute_values(user), {"favourite": "8"})
        for role, wanted in (("HELPDESK", [self.user_id]), ("END_USER", [])):
            found = self.users.search(search={"lastName": self.name, "roleIdList": [role], "domainId": DOMAIN})
            expect(role, [each.userId for each in found.userList], wanted)

    def lock(self):
        for operation, status in (("locked", "locked"), ("unlock", None)):
            expect_success(operation, self.provisioning.lockUser(userId=self.user_id, operation=operation,
                                                                 requestorId="3000"))
            expect(operation, self.read().secondaryStatus, status)

    def password_sync(self, **more):
        return dict(securityDomain=DOMAIN, managedSystemId="0", principal=self.login, validateRequest=True,
                    passThruAttributes=False, sendPasswordToUser=False, **more)

    def passwords(self):
        expect_success("set", self.provisioning.setPassword(passwordSync=self.password_sync(password="Zebra9tulip")))
        refused = self.provisioning.setPassword(passwordSync=self.password_sync(password="a1"))
        expect("too short", (refused.status, refused.errorCode), ("failure", "FAIL_LENGTH_RULE"))
        reset = expect_success("reset", self.provisioning.resetPassword(passwordSync=self.password_sync()))
        expect("reset gives a password", bool(reset.password), True)

    def fault(self):
        try:
            self.provisioning.testConnectionConfig(managedSysId="0")
        except zeep.exceptions.Fault as fault:
            expect("fault", "not served yet" in fault.message, True)
        else:
            sys.exit("zeep: an operation that is not served yet gave no fault")


if __name__ == "__main__":
    main(*sys.argv[1:])
