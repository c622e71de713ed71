"""What journeys share: the program under test, a server for each database, and curl as the client."""

import os
import re
import socket
import subprocess
import tempfile
import unittest
import uuid

from running import MariaDb, Program
from schema_check import SchemaCheck
from soap import PROVISIONING_PATH, USER_DATA_PATH, Client, Reply


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unique(prefix):
    return f"{prefix}{uuid.uuid4().hex[:12]}"


class Stage:
    """Starts what is asked for on first use; close() ends all of it. One a run."""

    def __init__(self, program):
        self.binary = program
        self.folder = tempfile.mkdtemp(prefix="provisiond-journeys-")
        self._mariadb = None
        self._servers = {}
        self._started = []
        self._checks = {}

    def mariadb(self):
        """A MariaDB that stays up; journeys that stop theirs take own_mariadb()."""
        if self._mariadb is None:
            self._mariadb = self.own_mariadb()
        return self._mariadb

    def own_mariadb(self):
        database = MariaDb(os.path.join(self.folder, unique("mariadb-")), free_port())
        self._started.append(database.remove)
        return database.install().start()

    def server(self, database):
        """The server that gentle journeys share."""
        if database not in self._servers:
            self._servers[database] = self.own_server(database)
        return self._servers[database]

    def own_server(self, database, mariadb=None, options=()):
        """A server on a fresh store; the journey may kill it."""
        url = None
        if database == "mariadb":
            url = (mariadb or self.mariadb()).create(unique("idm_"))
        server = Program(self.binary, os.path.join(self.folder, unique(f"{database}-")), url, options)
        self._started.append(server.kill)
        return server.start()

    def schema_check(self, server, path):
        """Validates replies against the schemas of the WSDL that this server publishes at path."""
        if path not in self._checks:
            client = Client(server.url())
            self._checks[path] = SchemaCheck(client.get(path + "?wsdl").text, os.path.join(self.folder, unique("xsd-")))
            client.close()
        return self._checks[path]

    def close(self, keep):
        for end in reversed(self._started):
            end()
        if keep:
            print(f"data and logs are kept in {self.folder}")
        else:
            subprocess.run(["rm", "-rf", self.folder], check=False)


class Curl:
    """curl as a client of one server; same calls as soap.Client. Every SOAP reply is validated."""

    def __init__(self, stage, server, transport):
        self.stage, self.server, self.tls = stage, server, transport == "https"

    def request(self, method, path, body=None, headers=()):
        command = ["curl", "-sS", "-i", "--max-time", "60", "-X", method, self.server.url(path, self.tls)]
        command += ["-H", "Expect:"] if body is not None and len(body) < 1024 else []
        if self.tls:
            command += ["--cacert", self.server.certificate()]
        for header in headers:
            command += ["-H", header]
        if body is not None:
            command += ["--data-binary", "@-"]
        done = subprocess.run(command, input=body, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise ConnectionError(f"curl: {done.stderr.decode()}")
        return self._parse(done.stdout)

    @staticmethod
    def _parse(output):
        # An interim "100 Continue" stands before the answer's own head.
        while True:
            head, _, output = output.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            status = int(lines[0].split()[1])
            if status != 100:
                break
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return Reply(status, headers, output)

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, body, content_type="text/xml; charset=utf-8"):
        body = body.encode() if isinstance(body, str) else body
        reply = self.request("POST", path, body, [f"Content-Type: {content_type}", 'SOAPAction: ""'])
        if reply.status == 200:
            self.stage.schema_check(self.server, path).validate(reply)
        return reply

    def provisioning(self, body):
        return self.post(PROVISIONING_PATH, body)

    def user_data(self, body):
        return self.post(USER_DATA_PATH, body)


class Journey(unittest.TestCase):
    """Base of the journeys: run.py makes a class of each for every database (and transport) it lists."""

    databases = ("sqlite", "mariadb")
    transports = (None,)
    stage = None
    database = None
    transport = None

    def assert_success(self, reply):
        self.assertEqual(reply.status, 200, reply.text[:2000])
        self.assertEqual(reply.outcome, "success", reply.text[:2000])
        return reply

    def assert_failure(self, reply, code):
        self.assertEqual(reply.status, 200, reply.text[:2000])
        self.assertEqual((reply.outcome, reply.error_code), ("failure", code), reply.text[:2000])
        self.assertTrue(reply.error_text, "a failure says why")
        return reply

    def assert_fault(self, reply, code, *patterns):
        """A SOAP 1.1 fault whose text matches every pattern, without regard to case."""
        self.assertEqual(reply.status, 500, reply.text[:2000])
        self.assertIsNotNone(reply.fault, reply.text[:2000])
        self.assertEqual(reply.fault[0], code, reply.fault)
        for pattern in patterns:
            self.assertTrue(re.search(pattern, reply.fault[1], re.IGNORECASE), f"{pattern!r} not in {reply.fault[1]!r}")
