"""Every curl line of docs/rest.md, pasted into a shell; answers are what the OpenAPI document says."""

import json
import os
import re
import subprocess
import time
import urllib.parse

from jsonschema import Draft202012Validator

from stage import Journey

HERE = os.path.dirname(os.path.abspath(__file__))
GUIDE = os.path.join(HERE, "..", "..", "docs", "rest.md")
# What the guide has its readers apply.
SYSTEMS = os.path.join(HERE, "..", "..", "conf", "rest-example.toml")
ROLES = "ORG_ADMIN,SOURCE_ADMIN,SOURCE_SUBADMIN,API,SCIM,USER_ADMIN"

# In place of curl: shows the answer as curl does, and notes it for us.
WRAPPER = r"""
set -euo pipefail
curl() {
  local number=$(( $(ls "$NOTES" | wc -l) / 2 ))
  command curl -sS --max-time 60 -o "$NOTES/$number.body" -w '%{method} %{http_code} %{url_effective}' "$@" >"$NOTES/$number.call"
  touch "$NOTES/$number.body"
  cat "$NOTES/$number.body"
}
provisiond() { "$PROVISIOND" "$@" --data "$DATA" ${DATABASE:+--database "$DATABASE"} </dev/null; }
"""


def commands_of(text):
    """The commands of the indented blocks that call us, whole, and the variables and functions that they need."""
    commands, lines = [], iter(text.splitlines())
    for line in lines:
        calls = re.match(r"    (\w+=\$\()?(curl|auth|mid) ", line)
        if not calls and not re.match(r"    (\w+=\$URL/|DEVICE=|(auth|mid)\(\) )", line):
            continue
        command = line.strip()
        while command.endswith("\\") or command.count("'") % 2:
            command += "\n" + next(lines)
        commands.append((command, bool(calls)))
    return commands


class Document:
    """What /openapi.json says of calls."""

    def __init__(self, document):
        self.document = document

    def follow(self, thing):
        while "$ref" in thing:
            at = self.document
            for key in thing["$ref"][2:].split("/"):
                at = at[key]
            thing = at
        return thing

    def operation(self, method, path):
        # The more particular template first: bulk-update, not {usageType}.
        templates = sorted(self.document["paths"].items(), key=lambda entry: entry[0].count("{"))
        found = [calls[method.lower()] for template, calls in templates
                 if method.lower() in calls and re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path)]
        return found[0] if found else None

    def trouble(self, method, url, status, body):
        """What the document does not foresee in an answer; nothing when all is well."""
        path = urllib.parse.urlsplit(url).path.rstrip("/")
        operation = self.operation(method, path)
        if operation is None:
            return f"{method} {path} is not in the document"
        if str(status) not in operation["responses"]:
            return f"{method} {path}: the document does not know {status}"
        content = self.follow(operation["responses"][str(status)]).get("content", {})
        media = next((value for name, value in content.items() if name.endswith("json")), None)
        if media is None:
            return None
        validator = Draft202012Validator({**media["schema"], "components": self.document["components"]})
        errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(json.loads(body))]
        return f"{method} {path} {status}: {errors}" if errors else None


class RestGuide(Journey):
    def setUp(self):
        self.server = self.stage.own_server(self.database)
        self.command("apply", SYSTEMS)
        # Whether there is anything new is looked up once a second.
        time.sleep(3)
        self.client_id, self.token = self.make_token()

    def tearDown(self):
        self.server.kill()

    def command(self, *arguments):
        command = [self.server.binary, *arguments, "--data", self.server.data]
        if self.server.database:
            command += ["--database", self.server.database]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)

    def make_token(self):
        done = self.command("token", "create", "--roles", ROLES)
        return re.search(r"Token (\w+)", done.stderr)[1], done.stdout.strip()

    def get(self, path):
        reply = subprocess.run(["curl", "-sS", "-H", f"Authorization: Bearer {self.token}", self.server.url(path)],
                               check=True, capture_output=True, text=True)
        return json.loads(reply.stdout)

    def test_every_curl_line_of_the_guide_works(self):
        with open(GUIDE) as file:
            commands = commands_of(file.read())
        calls = [command for command, is_call in commands if is_call]
        self.assertGreater(len(calls), 60)
        notes = os.path.join(self.server.data, "notes")
        os.makedirs(notes)
        shell = {**os.environ, "URL": self.server.url(), "TOKEN": self.token, "AUTH": f"Authorization: Bearer {self.token}",
                 "CLIENT_ID": self.client_id, "NOTES": notes, "PROVISIOND": self.server.binary, "DATA": self.server.data,
                 "DATABASE": self.server.database or ""}
        done = subprocess.run(["bash", "-c", WRAPPER + "\n".join(command for command, _ in commands)], env=shell, capture_output=True, text=True,
                              timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout[-2000:])
        document = Document(self.get("/openapi.json"))
        self.assertEqual(len(os.listdir(notes)), 2 * len(calls), "each line calls once")
        for number, command in enumerate(calls):
            with open(f"{notes}/{number}.call") as call, open(f"{notes}/{number}.body") as body:
                method, status, url = call.read().split(" ")
                answer = body.read()
            self.assertTrue(status.startswith("2"), f"{command}\n{status} {answer}")
            self.assertIsNone(document.trouble(method, url, int(status), answer), command)

    def test_refusals_are_as_the_document_says(self):
        document = Document(self.get("/openapi.json"))
        calls = [("GET", "/api/v1/tasks?limit=x", 400), ("GET", "/api/v1/users/nobody/accounts", 404),
                 ("POST", "/api/v1/tasks/none/retry", 404), ("POST", "/api/v1/tasks/skip", 400),
                 ("POST", "/api/v1/managed-systems/none/test", 404), ("GET", "/api/v1/audit?from=x", 400),
                 ("GET", "/v3/sources/none", 404), ("GET", "/v3/sources/staff-directory/provisioning-policies/UNLOCK", 404),
                 ("POST", "/v3/sources/staff-directory/provisioning-policies", 400), ("POST", "/oauth/token", 400)]
        for method, path, expected in calls:
            for token, status in ((self.token, expected), ("nonsense", 401)):
                if path == "/oauth/token" and status == 401:
                    continue
                done = subprocess.run(["curl", "-sS", "-X", method, "-w", "\n%{http_code}", self.server.url(path),
                                       "-H", f"Authorization: Bearer {token}"], check=True, capture_output=True, text=True)
                body, _, code = done.stdout.rpartition("\n")
                self.assertEqual(int(code), status, f"{method} {path}: {body}")
                self.assertIsNone(document.trouble(method, self.server.url(path), status, body))
