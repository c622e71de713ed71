"""A client's whole conversation, by curl over HTTP and HTTPS, on both databases."""

import datetime
import subprocess

from people import ATTRIBUTES, SCALARS, everything, plain
from soap import (DOMAIN, ENVELOPE_12, PROVISIONING, PROVISIONING_PATH, USER_DATA_PATH, attribute, attributes, contact,
                  envelope, fields, password_sync, principal, provision_user, provisioning, role, search, user_data)
from stage import Curl, Journey, unique

DATES = ("birthdate",)


class Conversation(Journey):
    transports = ("http", "https")

    def setUp(self):
        self.server = self.stage.server(self.database)
        self.curl = Curl(self.stage, self.server, self.transport)

    def added(self):
        """(userId, last name, login) of a new person with everything."""
        name, login = unique("Lovelace"), unique("ada.")
        reply = self.assert_success(self.curl.provisioning(everything(name, login)))
        self.assertRegex(reply.user_id or "", "^[0-9a-f]{32}$")
        return reply.user_id, name, login

    def read(self, user_id, dependants=True):
        body = user_data("getUserWithDependent", {"id": user_id, "dependants": str(dependants).lower()})
        return self.assert_success(self.curl.user_data(body))

    def found(self, **criteria):
        """The user ids that a search finds."""
        reply = self.curl.user_data(search(**criteria))
        self.assertEqual(reply.status, 200, reply.text[:2000])
        return [each.text for each in reply.findall("*/return/userList/u:userId")]

    def test_health_and_readiness_are_answered(self):
        self.assertEqual(self.curl.get("/healthz").status, 200)
        self.assertEqual(self.curl.get("/readyz").status, 200)

    # RFC 9110 section 9.1: a method that "is not supported by the target resource" is a 405; 15.5.6: with Allow.
    def test_health_and_readiness_are_only_looked_at(self):
        for path in ("/healthz", "/readyz"):
            for method in ("POST", "PUT", "DELETE", "TRACE"):
                with self.subTest(path=path, method=method):
                    reply = self.curl.request(method, path)
                    self.assertEqual(reply.status, 405)
                    self.assertEqual(reply.headers["allow"], "GET, HEAD")

    def test_the_wsdl_is_wellformed_and_names_the_callers_address(self):
        for path in (PROVISIONING_PATH, USER_DATA_PATH, "/ProvisioningService", "/UserDataService"):
            with self.subTest(path=path):
                reply = self.curl.get(path + "?wsdl")
                self.assertEqual(reply.status, 200)
                done = subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=reply.body, stderr=subprocess.PIPE)
                self.assertEqual(done.returncode, 0, done.stderr)
                address = reply.root.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address").get("location")
                self.assertEqual(address, self.server.url(path, self.curl.tls))

    def test_a_person_with_everything_comes_back_whole(self):
        user_id, name, login = self.added()
        reply = self.read(user_id)
        for field, sent in dict(SCALARS, lastName=name).items():
            got = reply.text_of(f"user/u:{field}")
            if field in DATES:
                got, sent = (datetime.datetime.fromisoformat(each.replace("Z", "+00:00")) for each in (got, sent))
            self.assertEqual(got, sent, field)
        got = {entry.get("key"): entry.findtext("u:userAttribute/u:value", namespaces=NAMES)
               for entry in reply.findall("*/return/user/u:userAttributes/u:userAttributeEntry")}
        self.assertEqual(got, ATTRIBUTES)
        self.assertEqual(self.texts(reply, "u:addresses/c:address1"), ["St James's Square"])
        self.assertEqual(self.texts(reply, "u:emailAddresses/c:emailAddress"),
                         sorted(["ada@example.org", f"{login}@example.net"]))
        self.assertEqual(self.texts(reply, "u:phones/c:phoneNbr"), ["79460001"])
        self.assertEqual(self.texts(reply, "u:userNotes/u:userNoteItem/u:userNote/u:description"), ["first programmer"])
        self.assertEqual(self.texts(reply, "u:principalList/id/login"), [login, f"{login}-ldap"])
        self.assertEqual(self.texts(reply, "u:principalList/id/managedSysId"), ["0", "101"])

    def texts(self, reply, path):
        return sorted(each.text for each in reply.findall("*/return/user/" + path))

    def test_without_dependants_the_user_comes_alone(self):
        reply = self.read(self.added()[0], dependants=False)
        self.assertEqual(reply.text_of("user/u:firstName"), "Ada")
        for path in ("u:addresses", "u:emailAddresses", "u:phones", "u:principalList",
                     "u:userAttributes/u:userAttributeEntry", "u:userNotes/u:userNoteItem"):
            self.assertEqual(reply.findall("*/return/user/" + path), [], path)

    def test_each_principal_leads_to_the_user(self):
        user_id, _, login = self.added()
        for name, system in ((login, "0"), (login, None), (f"{login}-ldap", "101")):
            body = {"securityDomain": DOMAIN, "principal": name, "managedSysId": system, "dependants": "true"}
            reply = self.assert_success(self.curl.user_data(user_data("getUserByPrincipal", body)))
            self.assertEqual(reply.user_id, user_id)
            self.assertEqual(reply.text_of("responseValue/userId"), user_id)
            self.assertEqual(reply.text_of("responseValue/principal"), name)

    def test_search_finds_by_every_criterion(self):
        user_id, name, login = self.added()
        for criteria in (
            {"lastName": name}, {"lastName": name[:-2] + "%"}, {"lastName": name.upper()}, {"userId": user_id},
            {"principal": login, "domainId": DOMAIN}, {"emailAddress": f"{login}@example.net"},
            {"lastName": name, "firstName": "Ada"}, {"lastName": name, "nickName": SCALARS["nickname"]},
            {"lastName": name, "status": "ACTIVE"}, {"lastName": name, "status": "active"},
            {"lastName": name, "deptCd": "Engines"}, {"lastName": name, "employeeId": "E-1815"},
            {"lastName": name, "orgId": "100"}, {"lastName": name, "phoneAreaCd": "020", "phoneNbr": "79460001"},
            {"lastName": name, "groupIdList": "HR_GRP"}, {"lastName": name, "roleIdList": "END_USER", "domainId": DOMAIN},
            {"lastName": name, "attributeName": "favouriteNumber", "attributeValue": "7"},
            {"lastName": name, "attributeElementId": "101"},
        ):
            with self.subTest(**criteria):
                self.assertEqual(self.found(**criteria), [user_id])
        for criteria in ({"lastName": name, "firstName": "Charles"}, {"lastName": name, "roleIdList": "MANAGER", "domainId": DOMAIN},
                         {"lastName": name, "attributeName": "favouriteNumber", "attributeValue": "8"}):
            with self.subTest("finds nobody", **criteria):
                self.assertEqual(self.found(**criteria), [])

    def test_modify_changes_what_it_names_and_nothing_else(self):
        user_id, name, login = self.added()
        children = attributes(attribute("remark", operation="delete"), attribute("favouriteNumber", "8"),
                              attribute("added", "later")) + contact("phones", name="MOBILE", phoneNbr="555")
        own = role("END_USER", operation="delete") + role("HELPDESK")
        self.assert_success(self.curl.provisioning(provision_user(
            "modifyUser", {"firstName": "Augusta", "title": "null", "userId": user_id}, children, own)))
        reply = self.read(user_id)
        self.assertEqual(reply.text_of("user/u:firstName"), "Augusta")
        self.assertIsNone(reply.text_of("user/u:title"))
        self.assertEqual(reply.text_of("user/u:mailCode"), SCALARS["mailCode"])
        self.assertEqual(self.texts(reply, "u:userAttributes/u:userAttributeEntry/u:userAttribute/u:value"),
                         sorted(["Ada Lovelace", "8", "later"]))
        self.assertEqual(self.texts(reply, "u:phones/c:phoneNbr"), ["555", "79460001"])
        self.assertEqual(self.texts(reply, "u:principalList/id/login"), [login, f"{login}-ldap"])
        self.assertEqual(self.found(lastName=name, roleIdList="HELPDESK", domainId=DOMAIN), [user_id])
        self.assertEqual(self.found(lastName=name, roleIdList="END_USER", domainId=DOMAIN), [])

    def test_an_identity_is_renamed_and_the_old_name_is_free_again(self):
        user_id, _, login = self.added()
        self.assert_success(self.curl.provisioning(provision_user(
            "modifyUser", {"userId": user_id}, principal(f"{login}.new", operation="replace"))))
        reply = self.read(user_id)
        self.assertEqual(self.texts(reply, "u:principalList/id/login"), [f"{login}-ldap", f"{login}.new"])
        self.assert_success(self.curl.provisioning(plain(unique("Babbage"), login)))

    def test_lock_and_unlock(self):
        user_id = self.added()[0]
        for operation, status in (("locked", "locked"), ("unlock", None), ("locked_admin", "locked_admin"), ("unlock", None)):
            self.assert_success(self.curl.provisioning(provisioning(
                "lockUser", {"userId": user_id, "operation": operation, "requestorId": "3000"})))
            self.assertEqual(self.read(user_id).text_of("user/u:secondaryStatus"), status)
        self.assert_failure(self.curl.provisioning(provisioning(
            "lockUser", {"userId": "nobody", "operation": "locked", "requestorId": "3000"})), "objectNotFound")

    def test_passwords_are_set_refused_and_reset_and_never_read(self):
        user_id, _, login = self.added()
        self.assert_success(self.curl.provisioning(password_sync("setPassword", login, password="Zebra9tulip")))
        self.assert_failure(self.curl.provisioning(password_sync("setPassword", login, password="a1")), "FAIL_LENGTH_RULE")
        self.assert_failure(self.curl.provisioning(password_sync("setPassword", login, password="Zebra9tulip")),
                            "FAIL_HISTORY_RULE")
        self.assert_failure(self.curl.provisioning(password_sync("setPassword", "nobody", password="Zebra9tulip")),
                            "principalNotFound")
        reset = self.assert_success(self.curl.provisioning(password_sync("resetPassword", login)))
        self.assertGreaterEqual(len(reset.text_of("password") or ""), 8)
        self.assertEqual(self.texts(self.read(user_id), "u:principalList/password"), [])

    def test_a_taken_principal_is_refused_and_nothing_of_the_request_is_stored(self):
        login = self.added()[2]
        name = unique("Babbage")
        self.assert_failure(self.curl.provisioning(plain(name, login)), "DUPLICATE_PRINCIPAL")
        self.assertEqual(self.found(lastName=name), [])

    def test_a_retry_with_the_same_request_id_returns_the_same_user(self):
        name, login, request_id = unique("Lovelace"), unique("ada."), unique("R")
        first = self.assert_success(self.curl.provisioning(everything(name, login, request_id)))
        second = self.assert_success(self.curl.provisioning(everything(name, login, request_id)))
        self.assertEqual(first.user_id, second.user_id)
        self.assertEqual(self.found(lastName=name), [first.user_id])

    def test_user_data_service_adds_with_principals_under_both_names(self):
        for operation in ("addUserWithDependent", "addUserWithDependant"):
            login = unique("lin.")
            person = fields({"firstName": "Lin", "lastName": unique("Data"), "status": "active"}, "u:") + principal(login)
            reply = self.curl.user_data(user_data(operation, {"dependency": "true"}, f"<user>{person}</user>"))
            user_id = self.assert_success(reply).user_id
            self.assertEqual(self.texts(self.read(user_id), "u:principalList/id/login"), [login])

    def test_soap_12_is_answered_in_kind(self):
        user_id = self.added()[0]
        body = f"<s:getUserWithDependent><id>{user_id}</id><dependants>false</dependants></s:getUserWithDependent>"
        reply = self.curl.post(USER_DATA_PATH, envelope(body, ENVELOPE_12), "application/soap+xml; charset=utf-8")
        self.assertEqual(reply.status, 200, reply.text[:2000])
        self.assertEqual(reply.root.tag, f"{{{ENVELOPE_12}}}Envelope")
        self.assertIn(user_id, reply.text)

    def test_a_system_without_a_connector_answers_failure_and_says_so(self):
        reply = self.curl.provisioning(provisioning("getTargetSystemUser", {"principalName": "ada", "managedSysId": "0"}))
        self.assertEqual((reply.status, reply.outcome), (200, "failure"), reply.text[:2000])
        self.assertRegex(reply.error_text or "", "(?i)connector")

    def test_a_connection_that_cannot_be_tested_is_a_failure_that_says_why(self):
        reply = self.curl.provisioning(provisioning("testConnectionConfig", {"managedSysId": "101"}))
        self.assertEqual((reply.status, reply.outcome), (200, "failure"), reply.text[:2000])
        self.assertRegex(reply.error_text or "", "has no connector kind")


class SamplePeople(Journey):
    def test_they_are_there_when_asked_for_and_only_once(self):
        server = self.stage.own_server(self.database, options=["--sample-data"])
        server.terminate()
        server.start()
        curl = Curl(self.stage, server, "http")
        reply = self.assert_success(curl.user_data(user_data("getUserByPrincipal", {
            "securityDomain": DOMAIN, "principal": "snelson", "managedSysId": "0", "dependants": "true"})))
        self.assertEqual(reply.user_id, "3006")
        reply = self.assert_success(curl.user_data(search(orgId="100")))
        self.assertEqual(len(reply.findall("*/return/userList")), 7)


NAMES = {"u": "urn:idm.openiam.org/srvc/user/dto", "p": PROVISIONING}
