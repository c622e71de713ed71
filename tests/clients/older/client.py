"""Clients of other OpenIAM releases' WSDLs, unchanged against our address: zeep with what older_wsdl.py makes.

usage: client.py BASE-URL CERTIFICATE FOLDER, which holds Provisioning.wsdl and UserData.wsdl
"""

import os
import sys
import uuid

import requests
import zeep

import older_wsdl

DOMAIN = "IDM"  # not the default one
FLAGS = dict.fromkeys(("notifyTargetSystems", "emailCredentialsToNewUsers", "emailCredentialsToSupervisor",
                       "provisionOnStartDate", "addInitialPasswordToHistory", "skipPreprocessor", "skipPostProcessor"),
                      False)
LOGIN_FLAGS = {"firstTimeLogin": 0, "resetPassword": 0, "isLocked": 0, "selected": False}


class Conversation:
    def __init__(self, base, certificate, folder):
        session = requests.Session()
        session.verify, session.trust_env = certificate, False
        self.transport = zeep.Transport(session=session)
        self.services, self.folder = base + "/openiam-idm-esb/idmsrvc/", folder
        self.step, self.failed = "", False

    def client(self, variant, wsdl, service):
        """Bound by binding and address, as clients bind; the WSDL's own service, port and address are another server's."""
        with open(os.path.join(self.folder, wsdl), encoding="utf-8") as file:
            text = variant(file.read())
        path = os.path.join(self.folder, f"{variant.__name__}-{wsdl}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        made = zeep.Client(path, transport=self.transport)
        binding = next(iter(next(iter(made.wsdl.services.values())).ports.values())).binding.name
        return made.create_service(str(binding), self.services + service)

    def hold(self):
        failed = False
        for step in (self.older, self.later):
            self.step, self.failed = step.__name__, False
            try:
                step()
            except Exception as error:  # pylint: disable=broad-except
                self.expect("no exception", f"{type(error).__name__}: {error}", "")
            if not self.failed:
                print("ok", self.step)
            failed = failed or self.failed
        return 1 if failed else 0

    def expect(self, what, got, wanted):
        if got != wanted:
            self.failed = True
            print(f"failed {self.step}: {what}: expected {wanted!r}, got {got!r}")

    def both(self, variant):
        return (self.client(variant, "Provisioning.wsdl", "ProvisioningService"),
                self.client(variant, "UserData.wsdl", "UserDataService"))

    def added(self, provisioning, **user):
        reply = provisioning.addUser(user=dict(lastName="Older", status="active", **FLAGS, **user))
        self.expect("add", (reply.status, reply.errorText), ("success", None))
        return reply.user.userId

    def older(self):
        provisioning, users = self.both(older_wsdl.older)
        login = "older." + uuid.uuid4().hex[:12]
        attribute = {"key": "badge", "userAttribute": {"name": "badge", "value": "17", "attrGroup": "cards"}}
        # securityDomain is the domain of the principals that name none.
        user_id = self.added(provisioning, securityDomain=DOMAIN, userAttributes={"userAttributeEntry": [attribute]},
                             principalList=[{"id": {"login": login, "managedSysId": "0"}, **LOGIN_FLAGS}])
        found = users.getUserByPrincipal(DOMAIN, login, "0", True)
        self.expect("by principal", found.user.userId, user_id)
        self.expect("attribute", [each.userAttribute.value for each in found.user.userAttributes.userAttributeEntry], ["17"])
        reply = provisioning.setPassword(passwordSync={
            "securityDomain": DOMAIN, "managedSystemId": "0", "principal": login, "password": "Zebra9tulip",
            "validateRequest": True, "passThruAttributes": False})
        self.expect("without sendPasswordToUser", (reply.status, reply.errorText), ("success", None))

    def later(self):
        provisioning, users = self.both(older_wsdl.later)
        login = "later." + uuid.uuid4().hex[:12]
        attribute = {"key": "photo", "userAttribute": {"name": "photo", "value": "png", "valueAsBytes": b"\x89PNG"}}
        # zeep tells the two lists apart by a suffix; the inherited, qualified one keeps the plain name.
        user_id = self.added(provisioning, userAttributes={"userAttributeEntry": [attribute]}, principalList__1=[
            {"id": {"domainId": DOMAIN, "login": login, "managedSysId": "0"}, **LOGIN_FLAGS}])
        found = users.getUserByPrincipal(DOMAIN, login, "0", True)
        self.expect("by principal", found.user.userId, user_id)
        self.expect("principals", [each.id.login for each in found.user.principalList], [login])
        self.expect("attribute", [each.userAttribute.value for each in found.user.userAttributes.userAttributeEntry], ["png"])


if __name__ == "__main__":
    sys.exit(Conversation(*sys.argv[1:]).hold())
