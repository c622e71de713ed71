"""Accounts that come back, wait or are locked while something else happens to them: corners of the year, one by one."""

import os

from bad_proxy import EXPIRED, BadProxy
from operating import PARKED, Operating
from running import wait_until
from soap import Client, password_sync, principal, provision_user, provisioning, role
from stage import free_port, unique
from systems import Certificates, OpeniamConnector, ScimService, SimJournal, Slapd, managed_system

CONFIGURATION = "[provisioning]\nlease_s = 15\nfirst_pause_s = 1\n"
OLD, NEW = "Kestrel41", "Plover57"


class Comebacks(Operating):
    databases = ("sqlite",)

    def serve(self, make_system):
        """A server whose role MEMBER gives an account on the managed system that make_system(data) describes."""
        def reference(data):
            system, text = make_system(data)
            return text + ('[[role]]\nid = "MEMBER"\nname = "Member"\n[[resource]]\nid = "R"\ntype = "MANAGED_SYS"\n'
                           f'managed_system = "{system}"\nroles = ["MEMBER"]\n')

        self.server = self.server_with(None, CONFIGURATION, reference)
        self.client = Client(self.server.url())
        self.addCleanup(self.client.close)

    def serve_with_sim(self):
        def make(data):
            self.journal = SimJournal(os.path.join(data, "badge.journal"))
            return "badge", managed_system("badge", "sim", options={"journal": self.journal.path})

        self.serve(make)

    def serve_with_connector(self):
        """An OpenIAM connector that may be stopped; what fails twice is parked."""
        self.hr = OpeniamConnector(f"{self.stage.folder}/{unique('hr-')}")
        self.addCleanup(self.hr.stop)
        options = dict(OpeniamConnector.options(), attempts=2)
        self.serve(lambda _: ("hr", managed_system("hr", "soap", self.hr.url(), "admin", options,
                                                   {"password": "s3cret&<"})))

    def serve_with_directory(self):
        self.directory = Slapd(f"{self.stage.folder}/{unique('slapd-')}", free_port())
        self.addCleanup(self.directory.stop)
        self.serve(lambda _: ("directory", managed_system("directory", "ldap", self.directory.url(), Slapd.admin,
                                                          {"base_dn": Slapd.people}, {"password": Slapd.password})))

    def ask(self, request):
        return self.assert_success(self.client.provisioning(request))

    def add(self, login, password=None):
        own = role("MEMBER") + (f"<password>{password}</password>" if password else "")
        return self.ask(provision_user("addUser", {"firstName": "Ada", "lastName": "Lovelace", "status": "active"},
                                       principal(login), own)).user_id

    def modify(self, user_id, children="", own="", **fields):
        return self.ask(provision_user("modifyUser", dict(fields, userId=user_id), children, own))

    def assert_parked(self, count):
        self.assertTrue(wait_until(lambda: self.count(self.server, None, PARKED) == count, 10, 0.1),
                        self.operate(self.server, "tasks", "list"))

    def retry(self, system):
        self.operate(self.server, "tasks", "retry", "--system", system)
        self.assert_settles(self.server, None)

    def test_an_account_that_came_back_with_its_role_follows_a_rename(self):
        self.serve_with_sim()
        user = self.add("ada")
        self.modify(user, own=role("MEMBER", operation="delete"))
        self.modify(user, own=role("MEMBER"))
        self.assertEqual(list(self.journal.accounts()), ["ada"])
        self.modify(user, principal("countess") + principal("countess", system="badge"))
        self.assertEqual(list(self.journal.accounts()), ["countess"])

    def test_the_principal_of_an_account_that_came_back_is_active_again(self):
        self.serve_with_sim()
        user = self.add("ada")
        self.modify(user, own=role("MEMBER", operation="delete"))
        self.modify(user, own=role("MEMBER"))
        statuses = self.rows(self.server, None, "SELECT STATUS FROM LOGIN WHERE MANAGED_SYS_ID = 'badge'")
        self.assertEqual(len(statuses), 1)
        self.assertNotEqual(statuses, ["INACTIVE"])

    def test_a_new_password_leaves_a_suspended_account_of_a_directory_suspended(self):
        self.serve_with_directory()
        user = self.add("ada", OLD)
        self.ask(provisioning("disableUser", {"userId": user, "operation": "true", "requestor": "3000"}))
        self.assertFalse(self.directory.takes("ada", OLD))
        self.ask(password_sync("setPassword", "ada", password=NEW))
        self.assertFalse(self.directory.accounts()["ada"]["active"])
        self.assertFalse(self.directory.takes("ada", NEW))

    def test_the_end_of_an_account_that_is_retried_spares_one_that_came_back(self):
        self.serve_with_connector()
        user = self.add("ada")
        self.hr.stop()
        self.modify(user, own=role("MEMBER", operation="delete"))
        self.assert_parked(1)
        self.hr.start()
        self.modify(user, own=role("MEMBER"))
        self.assert_settles(self.server, None)
        self.retry("hr")
        said = self.operate(self.server, "status", "--user", "ada")
        said += self.operate(self.server, "reconcile", "--system", "hr")
        self.assertEqual(list(self.hr.accounts()), ["ada"], said)

    def test_an_account_whose_role_was_lost_before_it_was_made_is_not_made_by_a_retry(self):
        self.serve_with_connector()
        self.hr.stop()
        user = self.add("ada", OLD)
        self.assert_parked(1)
        self.hr.start()
        self.modify(user, own=role("MEMBER", operation="delete"))
        self.assert_settles(self.server, None)
        if self.count(self.server, None, PARKED):
            self.retry("hr")
        self.assertEqual(self.hr.accounts(), {}, self.operate(self.server, "status", "--user", user))

    def test_an_account_that_came_back_before_its_system_heard_of_the_end_may_be_used(self):
        self.serve_with_connector()
        user = self.add("ada", OLD)
        self.ask(provisioning("disableUser", {"userId": user, "operation": "true", "requestor": "3000"}))
        self.hr.stop()
        self.ask(provisioning("deleteUser", {"securityDomain": "USR_SEC_DOMAIN", "managedSystemId": "0",
                                             "principal": "ada", "status": "leave", "requestorId": "3000"}))
        self.assert_parked(1)
        self.hr.start()
        self.modify(user, principal("ada", operation="add"), status="active")
        self.assert_settles(self.server, None)
        self.assertTrue(self.hr.accounts()["ada"]["active"], self.operate(self.server, "status", "--user", "ada"))

    def test_an_account_that_is_renamed_before_its_system_heard_of_it_is_made_once(self):
        self.serve_with_connector()
        self.hr.stop()
        user = self.add("ada")
        self.modify(user, principal("augusta", system="hr"))
        self.modify(user, principal("countess", system="hr"))
        self.hr.start()
        self.operate(self.server, "tasks", "retry", "--user", user)
        self.assert_settles(self.server, None)
        self.assertEqual(list(self.hr.accounts()), ["countess"], self.operate(self.server, "status", "--user", user))

    def test_the_first_password_of_an_account_that_is_retried_spares_a_later_one(self):
        self.serve_with_connector()
        self.hr.stop()
        user = self.add("ada", OLD)
        self.assert_parked(1)
        self.hr.start()
        self.modify(user, title="Countess")
        self.assert_settles(self.server, None)
        self.ask(password_sync("setPassword", "ada", password=NEW))
        self.assertEqual(self.hr.held()["ada"]["password"], NEW)
        self.retry("hr")
        self.assertEqual(self.hr.held()["ada"]["password"], NEW)

    def test_a_change_that_is_retried_finds_an_account_that_was_renamed_meanwhile(self):
        self.serve_with_connector()
        user = self.add("ada", OLD)
        self.hr.stop()
        self.ask(password_sync("setPassword", "ada", password=NEW))
        self.assert_parked(1)
        self.hr.start()
        self.modify(user, principal("countess") + principal("countess", system="hr"))
        self.assert_settles(self.server, None)
        self.assertEqual(list(self.hr.accounts()), ["countess"])
        self.retry("hr")
        self.assertEqual(self.hr.held()["countess"]["password"], NEW, self.operate(self.server, "tasks", "list"))

    def test_an_expired_certificate_is_what_the_reply_names_also_where_a_kept_connection_was_reset(self):
        folder = f"{self.stage.folder}/{unique('crm-')}"
        crm, certificates = ScimService(f"{folder}scim"), Certificates(f"{folder}tls")
        proxy = BadProxy(crm.port, "http", certificates)
        self.addCleanup(crm.stop)
        self.addCleanup(proxy.stop)
        options = {"tls_ca": certificates.authority}
        url = f"https://127.0.0.1:{proxy.port}/scim/v2"
        self.serve(lambda _: ("crm", managed_system("crm", "scim", url, "", options, {"token": "letmein"})))
        user = self.add("ada")
        proxy.resets = True
        proxy.mode = EXPIRED
        reply = self.client.provisioning(provision_user("modifyUser", {"userId": user, "firstName": "Augusta"}))
        self.assert_failure(reply, "FAIL_CONNECTOR")
        self.assertIn("certificate has expired", reply.error_text)

    def test_an_expired_certificate_is_what_a_test_of_a_directory_names(self):
        certificates = Certificates(f"{self.stage.folder}/{unique('tls-')}")
        directory = Slapd(f"{self.stage.folder}/{unique('slapd-')}", free_port())
        proxy = BadProxy(directory.port, "ldap", certificates)
        self.addCleanup(directory.stop)
        self.addCleanup(proxy.stop)
        proxy.mode = EXPIRED
        options = {"base_dn": Slapd.people, "tls_ca": certificates.authority}
        self.serve(lambda _: ("directory", managed_system("directory", "ldap", f"ldaps://127.0.0.1:{proxy.port}",
                                                          Slapd.admin, options, {"password": Slapd.password})))
        with self.assertRaisesRegex(AssertionError, "certificate"):
            self.operate(self.server, "test", "--system", "directory")
