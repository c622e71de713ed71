"""Target systems that journeys provision to. Each is a real server or one of our stand-ins, on a port of its own, and
is read back here without the program's help: `accounts()` and `takes(name, password)`."""

import base64
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

from running import DidNotStart, tail, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))


def toml_text(text):
    return json.dumps(text)


def managed_system(system, kind, url="", login="", options=None, secrets=None):
    """A [[managed_system]] of a file for `provisiond apply`."""
    lines = ["[[managed_system]]", f"id = {toml_text(system)}", f"kind = {toml_text(kind)}"]
    lines += [f"host_url = {toml_text(url)}"] if url else []
    lines += [f"login = {toml_text(login)}"] if login else []
    for table, values in (("option", options or {}), ("secret", secrets or {})):
        for name, value in values.items():
            lines += [f"[[managed_system.{table}]]", f"name = {toml_text(name)}", f"value = {toml_text(str(value))}"]
    return "\n".join(lines) + "\n"


def policy(system, fields):
    """What CREATE and UPDATE write: (name, template) or (name, transform)."""
    rows = []
    for name, source in fields:
        row = {"name": name}
        if isinstance(source, str):
            row["attributes"] = {"template": source}
        else:
            row["transform"] = source
            row["isMultiValued"] = True
        rows.append(row)
    return "".join(f"[[provisioning_policy]]\nsystem = {toml_text(system)}\nusage = {toml_text(usage)}\n"
                   f"fields = {toml_text(json.dumps(rows))}\n" for usage in ("CREATE", "UPDATE"))


class Server:
    """A process that is started again with what it had."""

    def __init__(self, folder):
        self.folder, self.process = folder, None
        os.makedirs(folder, exist_ok=True)

    def run(self, command, ready, seconds=20, **how):
        self.log = os.path.join(self.folder, "log")
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log, **{"stdout": log, **how})
        wait_until(lambda: self.process.poll() is not None or ready(), seconds)
        if self.process.poll() is not None or not ready():
            self.stop()
            raise DidNotStart(f"{' '.join(command)} did not start:\n{tail(self.log)}")
        return self

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Slapd(Server):
    """OpenLDAP for dc=example,dc=org with the ppolicy overlay, which refuses logins of locked accounts."""

    admin, password = "cn=admin,dc=example,dc=org", "admin-secret"
    people, groups = "ou=people,dc=example,dc=org", "ou=groups,dc=example,dc=org"

    def __init__(self, folder, port, groups=()):
        super().__init__(folder)
        self.port = port
        os.makedirs(f"{folder}/data")
        schemas = "".join(f"include /etc/ldap/schema/{name}.schema\n" for name in ("core", "cosine", "inetorgperson"))
        with open(f"{folder}/slapd.conf", "w") as file:
            file.write(schemas + "modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload ppolicy\n"
                       f"pidfile {folder}/pid\ndatabase mdb\nsuffix dc=example,dc=org\nrootdn {self.admin}\n"
                       f"rootpw {self.password}\ndirectory {folder}/data\nmaxsize 67108864\ndbnosync\n"
                       "index objectClass,uid,cn,member eq\noverlay ppolicy\n"
                       "ppolicy_default cn=policy,dc=example,dc=org\n")
        self.start()
        self.load("dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\n"
                  "dn: cn=policy,dc=example,dc=org\nobjectClass: device\nobjectClass: pwdPolicy\n"
                  "pwdAttribute: userPassword\npwdLockout: TRUE\n\n"
                  + "".join(f"dn: {base}\nobjectClass: organizationalUnit\n\n" for base in (self.people, self.groups))
                  + "".join(f"dn: cn={name},{self.groups}\nobjectClass: groupOfNames\nmember: cn=nobody\n\n"
                            for name in groups))

    def url(self):
        return f"ldap://127.0.0.1:{self.port}"

    def start(self):
        return self.run(["/usr/sbin/slapd", "-f", f"{self.folder}/slapd.conf", "-h", self.url(), "-d", "0"],
                        lambda: self.tool("ldapwhoami").returncode == 0)

    def tool(self, name, *arguments, login=None, password=None, text=None):
        command = [name, "-x", "-o", "ldif-wrap=no", "-o", "nettimeout=5", "-H", self.url()]
        command += ["-D", login or self.admin, "-w", password or self.password, *arguments]
        return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def load(self, ldif):
        done = self.tool("ldapadd", text=ldif)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    def entries(self, base):
        """By DN: attribute to list of values, below `base`."""
        done = self.tool("ldapsearch", "-LLL", "-s", "one", "-b", base, "(objectClass=*)", "*", "pwdAccountLockedTime")
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        found, entry = {}, None
        for line in done.stdout.splitlines():
            if not line:
                continue
            name, _, value = line.partition(":")
            value = base64.b64decode(value[1:]).decode() if value.startswith(":") else value.strip()
            if name == "dn":
                entry = found.setdefault(value, {})
            else:
                entry.setdefault(name, []).append(value)
        return found

    def accounts(self):
        memberships = {}
        for entry in self.entries(self.groups).values():
            for member in entry["member"]:
                memberships.setdefault(member, []).append(entry["cn"][0])
        accounts = {}
        for dn, entry in self.entries(self.people).items():
            account = {name: values[0] for name, values in entry.items()
                       if name not in ("objectClass", "userPassword", "pwdAccountLockedTime")}
            account["memberOf"] = sorted(memberships.pop(dn, []))
            account["active"] = "pwdAccountLockedTime" not in entry
            accounts[account.pop("uid")] = account
        memberships.pop("cn=nobody", None)
        # A member that is no entry any more would be an account left behind.
        accounts.update({f"member {dn}": {} for dn in memberships})
        return accounts

    def takes(self, name, password):
        return self.tool("ldapwhoami", login=f"uid={name},{self.people}", password=password).returncode == 0


class SqlAccounts:
    """A table of accounts and one of their groups, in a MariaDB that somebody else starts."""

    login, password = "payroll", "db-secret"

    def __init__(self, mariadb, name):
        self.mariadb, self.name = mariadb, name
        mariadb.query(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        mariadb.query("CREATE TABLE accounts (username VARCHAR(150) PRIMARY KEY, first_name VARCHAR(100), "
                      "last_name VARCHAR(100), email VARCHAR(150), title VARCHAR(100), department VARCHAR(100), "
                      "active TINYINT NOT NULL DEFAULT 1, password_hash VARCHAR(255) NOT NULL DEFAULT '');"
                      "CREATE TABLE memberships (username VARCHAR(150), group_name VARCHAR(100), "
                      "PRIMARY KEY (username, group_name))", name)
        for host in ("localhost", "127.0.0.1"):
            mariadb.query(f"CREATE USER IF NOT EXISTS '{self.login}'@'{host}' IDENTIFIED BY '{self.password}';"
                          f"GRANT ALL ON {name}.* TO '{self.login}'@'{host}'")

    def url(self):
        return f"mysql:///{self.name}?socket={self.mariadb.socket}"

    def accounts(self):
        columns = ("first_name", "last_name", "email", "title", "department")
        accounts = {}
        rows = self.mariadb.query(f"SELECT username, active, {', '.join(columns)} FROM accounts", self.name)
        for username, active, *values in rows:
            account = {name: value for name, value in zip(columns, values) if value not in ("NULL", "")}
            accounts[username] = dict(account, active=active == "1", groups=[])
        for username, group in self.mariadb.query("SELECT username, group_name FROM memberships", self.name):
            accounts.setdefault(f"{username} in {group}" if username not in accounts else username,
                                {"groups": []})["groups"].append(group)
        for account in accounts.values():
            account["groups"].sort()
        return accounts

    def takes(self, name, password):
        rows = self.mariadb.query("SELECT password_hash <> '' AND active = 1 AND ENCRYPT("
                                  f"{self.quoted(password)}, password_hash) = password_hash FROM accounts "
                                  f"WHERE username = {self.quoted(name)}", self.name)
        return rows == [["1"]]

    @staticmethod
    def quoted(text):
        return f"CONVERT(0x{text.encode().hex()} USING utf8mb4)" if text else "''"


class HttpServer(Server):
    """What our two HTTP stand-ins have in common."""

    def ask(self, path, order=None):
        body = None if order is None else json.dumps(order).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", body, 10) as answer:
            return json.loads(answer.read())

    def takes(self, name, password):
        account = self.held().get(name)
        return account is not None and account["active"] and account["password"] == password


class ScimService(HttpServer):
    """scim_server.py; what it has is gone when it stops."""

    department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    def __init__(self, folder):
        super().__init__(folder)
        self.port = None
        ports = os.path.join(folder, "port")
        with open(ports, "w") as file:
            self.run([sys.executable, f"{HERE}/scim_server.py"], lambda: os.path.getsize(ports) > 0, stdout=file)
        wait_until(lambda: open(ports).read().endswith("\n"), 5)
        with open(ports) as file:
            self.port = int(file.read())

    def url(self):
        return f"http://127.0.0.1:{self.port}/scim/v2"

    def held(self):
        users = self.ask("/control", {})["users"]
        held = {}
        for user in users:
            # A twin would be hidden by its name otherwise.
            name = user["userName"] if user["userName"] not in held else f"{user['userName']} twice"
            held[name] = dict(user, active=user.get("active", True), password=user.get("password"))
        return held

    def additions(self):
        """The name in each request to add a user that arrived."""
        return [json.loads(request["body"])["userName"] for request in self.ask("/control", {})["requests"]
                if request["method"] == "POST" and request["path"].endswith("/Users")]

    def accounts(self):
        accounts = {}
        for name, user in self.held().items():
            account = {"givenName": user.get("name", {}).get("givenName"),
                       "familyName": user.get("name", {}).get("familyName"),
                       "title": user.get("title"), "department": user.get(self.department, {}).get("department"),
                       "email": next((mail.get("value") for mail in user.get("emails", [])
                                      if mail.get("type") == "work"), None)}
            accounts[name] = dict({key: value for key, value in account.items() if value}, active=user["active"])
        return accounts


class OpeniamConnector(HttpServer):
    """openiam_connector.py, which keeps its accounts while it is stopped. Managed systems on it have the id hr."""

    def __init__(self, folder):
        super().__init__(folder)
        self.start()

    def start(self):
        ready = os.path.join(self.folder, "ready")
        if os.path.exists(ready):
            os.unlink(ready)
        self.run([sys.executable, f"{HERE}/openiam_connector.py", self.folder], lambda: os.path.exists(ready))
        with open(os.path.join(self.folder, "port")) as file:
            self.port = int(file.read())
        return self

    def url(self):
        return f"http://127.0.0.1:{self.port}/local"

    @staticmethod
    def options():
        options = {"protocol": "local", "base_dn": "ou=people", "system_url": "dir.example.org", "system_port": 389,
                   "search_query": "(objectclass=person)"}
        handlers = ("add", "modify", "delete", "lookup", "search", "suspend")
        return dict(options, **{f"{verb}_handler": f"{verb}.ps1" for verb in handlers})

    def held(self):
        return self.ask("/state")["accounts"]

    def additions(self):
        """The name in each add that arrived."""
        bodies = [request["body"] for request in self.ask("/state")["requests"] if request["operation"] == "add"]
        return [re.search(r'psoID[^>]* ID="([^"]*)"', body)[1] for body in bodies]

    def accounts(self):
        return {name: dict({key: values[0] for key, values in account["attributes"].items() if values},
                           active=account["active"]) for name, account in self.held().items()}


class SimJournal:
    """The accounts of a managed system of kind sim, from its journal."""

    def __init__(self, path):
        self.path = path

    def changes(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path) as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def accounts(self):
        accounts = {}
        for change in self.changes():
            verb, name = change["verb"], change["name"]
            if verb in ("create", "change"):
                account = accounts.setdefault(name, {"active": True})
                for attribute, values in change["attributes"].items():
                    account.pop(attribute, None)
                    account.update({attribute: values[0]} if values else {})
            elif verb == "remove":
                accounts.pop(name)
            elif verb == "rename":
                accounts[change["to"]] = accounts.pop(name)
            elif verb in ("suspend", "resume"):
                accounts[name]["active"] = verb == "resume"
        return accounts


class Certificates:
    """An authority of our own, and two certificates of it for 127.0.0.1: one that holds, and one that has ended."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.folder, self.authority = folder, f"{folder}/ca.pem"
        with open(f"{folder}/openssl.cnf", "w") as file:
            file.write(f"[ca]\ndefault_ca=own\n[own]\nnew_certs_dir={folder}\ndatabase={folder}/index\n"
                       f"serial={folder}/serial\ndefault_md=sha256\npolicy=any\nunique_subject=no\n"
                       "[any]\ncommonName=supplied\n"
                       "[req]\ndistinguished_name=name\n[name]\n"
                       "[leaf]\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n"
                       "[authority]\nbasicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n")
        open(f"{folder}/index", "w").close()
        with open(f"{folder}/serial", "w") as file:
            file.write("01\n")
        self._key("ca")
        self._openssl("req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=journey authority", "-days", "30",
                      "-extensions", "authority", "-out", "ca.pem")
        self.good = self._leaf("good", time.time() - 3600, time.time() + 30 * 86400)
        self.expired = self._leaf("expired", time.time() - 30 * 86400, time.time() - 86400)

    def _openssl(self, command, *arguments):
        config = ["-config", "openssl.cnf"] if command in ("req", "ca") else []
        done = subprocess.run(["openssl", command, *config, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {command}: {done.stdout}")

    def _key(self, name):
        self._openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")

    def _leaf(self, name, begin, end):
        self._key(name)
        self._openssl("req", "-new", "-key", f"{name}.key", "-subj", "/CN=127.0.0.1", "-out", f"{name}.csr")
        dates = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(date)) for date in (begin, end)]
        self._openssl("ca", "-batch", "-notext", "-cert", "ca.pem", "-keyfile", "ca.key", "-extensions", "leaf",
                      "-startdate", dates[0], "-enddate", dates[1], "-in", f"{name}.csr", "-out", f"{name}.pem")
        return f"{self.folder}/{name}.pem", f"{self.folder}/{name}.key"
