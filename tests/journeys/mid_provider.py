"""A user of SOAP, seen and changed over the mID-Provider API, with the program's own token and device commands."""

import json
import subprocess

from people import plain
from soap import user_data
from stage import Curl, Journey, unique

ENVELOPE = ["message", "status", "subSystem"]


class MidProvider(Journey):
    def setUp(self):
        self.server = self.stage.server(self.database)
        self.curl = Curl(self.stage, self.server, "http")
        self.token = self.operator("token", "create", "--roles", "USER_ADMIN")

    def operator(self, *arguments, given=""):
        """What the program prints when an operator runs it on the server's store."""
        command = [self.stage.binary, *arguments, "--data", self.server.data]
        if self.server.database:
            command += ["--database", self.server.database]
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def call(self, method, path, body=None, status=200):
        headers = [f"Authorization: Bearer {self.token}"]
        if body is not None:
            headers.append("Content-Type: application/json")
        reply = self.curl.request(method, path, None if body is None else json.dumps(body).encode(), headers)
        self.assertEqual(reply.status, status, reply.text[:2000])
        answer = json.loads(reply.text)
        self.assertEqual(list(answer)[:3], ENVELOPE)
        return answer.get("data")

    def test_a_user_of_soap_gets_a_device_and_leaves(self):
        login = unique("ada.")
        user_id = self.assert_success(self.curl.provisioning(plain("Lovelace", login))).user_id
        v4, v3 = f"/digitanium/v4/users/{login.upper()}", "/auth/realms/USR_SEC_DOMAIN"
        self.assertEqual(self.call("GET", f"{v4}/provision/status"),
                         {"iamStatus": True, "ssmsStatus": False, "mPowerStatus": False})
        self.assertEqual(self.call("GET", f"{v4}/profile")["id"], user_id)
        self.call("PUT", f"{v3}/v3_user/{login}/update", {"lastName": "King"})
        reply = self.assert_success(self.curl.user_data(user_data("getUserWithDependent",
                                                                  {"id": user_id, "dependants": "false"})))
        self.assertIn("King", reply.text)

        codes = self.call("POST", f"{v3}/v3_activationcode/{login}/", {"activationCode": None, "secret": "open sesame"})
        device = self.operator("device", "activate", "--user", login, "--code", codes[0]["activationCode"],
                               "--name", "Phone", given="open sesame\n")
        self.assertEqual([each["id"] for each in self.call("GET", f"{v4}/devices")], [device])
        self.call("DELETE", f"/digitanium/v4/devices/{device}")
        self.assertEqual(self.call("GET", f"{v3}/v3_user/devices/{login}"), [])

        self.call("DELETE", f"{v3}/v3_user/{login}")
        self.call("GET", f"{v4}/provision/status", status=404)
        self.assert_success(self.curl.provisioning(plain("Lovelace", login)))

    def test_flags_without_a_managed_system_are_named_in_the_log(self):
        with open(self.server.log) as log:
            text = log.read()
        self.assertEqual(text.count("provision_status_unmapped"), 2)
