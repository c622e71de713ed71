#!/usr/bin/env python3
"""A connector as OpenIAM's, with an in-memory directory: ConnectorService at /local, RemoteConnectorService at /remote.

openiam_connector.py FOLDER [CERTIFICATE KEY]   serves on a free loopback port, written to FOLDER/port, and then
makes FOLDER/ready. Where that folder was served before, it goes on with the port and the accounts.

It reads requests strictly: an element or attribute in another namespace than the contract's is a Client fault. It
answers like OpenIAM's LDAP connector (connector-behaviour.md 7). GET /state tells what it holds and was asked, POST
/control {"mode", "operation", "times", "text", "seconds"} makes the next calls go wrong, POST /reset forgets everything.
"""

import http.server
import json
import os
import ssl
import sys
import time
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

sys.dont_write_bytecode = True

from openiam_directory import (  # noqa: E402
    DIRECTORY,
    SOAP,
    C,
    ClientFault,
    Failed,
    T,
    add,
    attribute_xml,
    attributes_only,
    children,
    delete,
    existing,
    fault,
    modify,
    only,
    read_user,
    reply,
    set_active,
    set_password,
    texts,
)

S = "urn:oasis:names:tc:SPML:2:0:suspend"


# --- The two protocols


class Local:
    base = f"{C}/ConnectorService/"
    no_action = {"testConnection"}

    @staticmethod
    def failure(operation, error, message):
        said = f"error={quoteattr(error)} errorMessage={quoteattr(message)}"
        return reply(operation, "", f' status="failure" {said}')

    def answer(self, operation, wrapper):
        parameters = {"search": "searchRequest", "testConnection": "managedSys"}
        plain = {"setPassword", "suspend", "resume"}
        request = only(wrapper, parameters.get(operation, "request" if operation in plain else "reqType"))
        if operation == "search":
            return search(request)
        if operation == "testConnection":
            return test(request)
        space = S if operation in ("suspend", "resume") else C
        allowed = {f"{{{space}}}psoID"}
        allowed |= {"add": {f"{{{C}}}data"}, "modify": {f"{{{C}}}modification"}}.get(operation, set())
        allowed |= {f"{{{C}}}password"} if operation == "setPassword" else set()
        found = children(request, allowed)
        name = self.identify(operation, request, found[f"{{{space}}}psoID"][0])
        return self.act(operation, name, found)

    def identify(self, operation, request, pso):
        attributes_only(pso, {"ID", "targetID"})
        attributes_only(request, {"requestID", "targetID"} if operation == "add" else {"requestID"})
        target = "target" if operation == "add" else "hr"
        if pso.get("targetID") != target or len(pso):
            raise ClientFault(f"psoID/targetID of {operation} must be {target}")
        if operation == "add" and request.get("targetID") != "hr":
            raise ClientFault("an add must name its target")
        check_id(request.get("requestID"), operation != "lookup")
        return pso.get("ID")

    def act(self, operation, name, found):
        if operation == "add":
            add(name, read_user(only(found[f"{{{C}}}data"][0], f"{{{T}}}extensibleUser")))
        elif operation == "modify":
            data = only(found[f"{{{C}}}modification"][0], f"{{{C}}}data")
            modify(name, read_user(only(data, f"{{{T}}}extensibleUser")))
        elif operation == "delete":
            delete(name)
        elif operation == "setPassword":
            set_password(name, found[f"{{{C}}}password"][0].text)
        elif operation == "lookup":
            return self.lookup(name)
        else:
            set_active(name, operation == "resume")
        return reply(operation)

    @staticmethod
    def lookup(name):
        held = existing(name)["attributes"]
        attributes = "".join(attribute_xml("t:attributes", held_name, values) for held_name, values in held.items())
        inner = f"<t:extensibleObject><t:operation>0</t:operation>{attributes}</t:extensibleObject>"
        return reply("lookup", inner)


BASE = {"requestID", "targetID", "hostUrl", "hostLoginId", "hostLoginPassword"}


class Remote:
    base = f"{C}/RemoteConnectorService/"
    no_action = set()

    @staticmethod
    def failure(operation, error, message):
        inner = f"<errorMessage>{escape(message)}</errorMessage><error>{escape(error)}</error>"
        return reply(operation, inner, ' status="failure"')

    parameters = {
        "add": ("reqType", {"baseDN", "userIdentity", "operation", "user", "scriptHandler"}),
        "modify": ("reqType", {"baseDN", "userIdentity", "operation", "user", "scriptHandler"}),
        "delete": ("reqType", {"baseDN", "userIdentity", "operation", "scriptHandler"}),
        "lookup": ("lookupRequest", {"baseDN", "searchValue", "scriptHandler"}),
        "setPassword": ("request", {"baseDN", "userIdentity", "operation", "password"}),
        "suspend": ("request", {"userIdentity", "scriptHandler"}),
        "resume": ("request", {"userIdentity", "scriptHandler"}),
    }

    def answer(self, operation, wrapper):
        if operation == "search":
            return search(only(wrapper, "searchRequest"))
        if operation == "testConnection":
            return test(only(wrapper, "managedSys"))
        parameter, extra = self.parameters[operation]
        found = children(only(wrapper, parameter), BASE | extra)
        given = {name: elements[0].text for name, elements in found.items()}
        check_base(given)
        handler = {"setPassword": None, "resume": "suspend.ps1"}.get(operation, f"{operation}.ps1")
        if given.get("scriptHandler") != handler:
            raise ClientFault(f"scriptHandler of {operation}: {given.get('scriptHandler')}")
        word = {"add": "ADD", "modify": "EDIT", "delete": "DELETE", "setPassword": "SET_PASSWORD"}.get(operation)
        if given.get("operation") != word:
            raise ClientFault(f"operation of {operation}: {given.get('operation')}")
        return self.act(operation, given.get("userIdentity") or given.get("searchValue"), given, found)

    def act(self, operation, name, given, found):
        if operation in ("add", "modify"):
            (add if operation == "add" else modify)(name, read_user(found["user"][0]))
        elif operation == "delete":
            delete(name)
        elif operation == "setPassword":
            set_password(name, given["password"])
        elif operation == "lookup":
            return reply("lookup", f"<user status='success'>{user_xml(name, existing(name))}</user>")
        else:
            set_active(name, operation == "resume")
        return reply(operation)


def check_id(given, wanted):
    if (given is not None) != wanted or (given and not given.startswith("R")):
        raise ClientFault(f"requestID: {given}")


def check_base(given):
    check_id(given.get("requestID"), True)
    for name, value in {"targetID": "hr", "hostUrl": "dir.example.org", "hostLoginId": "admin"}.items():
        if given.get(name) != value:
            raise ClientFault(f"{name}: {given.get(name)}")
    check_password(given.get("hostLoginPassword"))
    if "baseDN" in given and given["baseDN"] != "ou=people":
        raise ClientFault(f"baseDN: {given['baseDN']}")


def check_password(given):
    if given != "s3cret&<":
        raise Failed("authenticationFailed", f"{given} is not the password of admin")


def user_xml(name, account):
    held = {"uid": [name], **account["attributes"]}
    return f"<userIdentity>{escape(name)}</userIdentity>" + "".join(
        attribute_xml("attributeList", attribute, values) for attribute, values in held.items()
    )


def search(request):
    allowed = BASE | {"baseDN", "hostPort", "searchValue", "searchQuery", "scriptHandler"}
    given = {name: found[0] for name, found in texts(request, allowed).items()}
    check_base(given)
    if given["searchValue"] != "uid" or given["searchQuery"] != "(objectclass=person)" or given["hostPort"] != "389":
        raise ClientFault(f"search: {given}")
    users = "".join(
        f"<userList status='success'>{user_xml(name, account)}</userList>"
        for name, account in DIRECTORY.accounts.items()
    )
    return reply("search", users)


def test(system):
    names = "managedSysId hostUrl port userId decryptPassword mngSysObjectMatchs testConnectionHandler"
    handlers = {f"{verb}Handler" for verb in "add modify delete password suspend search lookup".split()}
    found = children(system, set(names.split()) | handlers)
    match = texts(found["mngSysObjectMatchs"][0], {"managedSys", "objectType", "baseDn", "keyField"})
    if match != {"managedSys": ["hr"], "objectType": ["USER"], "baseDn": ["ou=people"], "keyField": ["uid"]}:
        raise ClientFault(f"mngSysObjectMatchs: {match}")
    check_password(found["decryptPassword"][0].text)
    return reply("testConnection")


# --- HTTP


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a reply at once, not its head first

    def log_message(self, *_):
        pass

    def do_GET(self):
        with DIRECTORY.lock:
            self.send(200, json.dumps(DIRECTORY.state()), "application/json")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/reset":
            DIRECTORY.reset()
            DIRECTORY.keep()
            return self.send(200, "{}", "application/json")
        if self.path == "/control":
            DIRECTORY.trouble = json.loads(body)
            return self.send(200, "{}", "application/json")
        return self.serve(Local() if self.path == "/local" else Remote(), body)

    def serve(self, protocol, body):
        root = ET.fromstring(body)
        wrapper = root.find(f"{{{SOAP}}}Body")[0]
        # Dispatched by the body's element, as the contract asks.
        operation = wrapper.tag.removeprefix(f"{{{C}}}")
        action = self.headers.get("SOAPAction")
        with DIRECTORY.lock:
            DIRECTORY.requests.append({"operation": operation, "action": action, "body": body.decode()})
        trouble = self.trouble(operation)
        if trouble.get("before"):
            return self.go_wrong(protocol, operation, trouble)
        status, text = 200, ""
        try:
            if root.tag != f"{{{SOAP}}}Envelope" or not wrapper.tag.startswith(f"{{{C}}}"):
                raise ClientFault(f"{root.tag}, {wrapper.tag}")
            expected = "" if operation in protocol.no_action else protocol.base + operation
            if action != f'"{expected}"' or not self.headers["Content-Type"].startswith("text/xml"):
                raise ClientFault(f"SOAPAction {action}, Content-Type {self.headers['Content-Type']}")
            with DIRECTORY.lock:
                text = protocol.answer(operation, wrapper)
                DIRECTORY.keep()
        except Failed as failed:
            text = protocol.failure(operation, failed.error, str(failed))
        except (ClientFault, KeyError) as wrong:
            status, text = 500, fault("Client", f"{type(wrong).__name__}: {wrong}")
        if trouble:
            return self.go_wrong(protocol, operation, trouble)
        return self.send(status, text)

    @staticmethod
    def trouble(operation):
        trouble = DIRECTORY.trouble
        if not trouble or trouble.get("operation", operation) != operation or trouble.get("times", 1) < 1:
            return {}
        trouble["times"] = trouble.get("times", 1) - 1
        return dict(trouble)

    def go_wrong(self, protocol, operation, trouble):
        mode, text = trouble["mode"], trouble.get("text", "")
        time.sleep(trouble.get("seconds", 0))
        if mode == "close":
            self.close_connection = True
        elif mode == "half":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b"<soap:Envel")
            self.close_connection = True
        elif mode == "body":
            self.send(trouble.get("status", 200), text, trouble.get("type", "text/xml"))
        elif mode == "fault":
            self.send(500, fault(trouble["code"], text))
        elif mode == "failure":
            self.send(200, protocol.failure(operation, trouble.get("error", "otherError"), text))
        elif mode == "reply":
            self.send(200, reply(operation, text, trouble.get("attributes", "")))
        elif mode == "long":
            self.send(200, reply(operation, "<x>" + "a" * (trouble["megabytes"] << 20) + "</x>"))
        elif mode == "drip":
            self.drip(reply(operation))
        else:
            raise SystemExit(f"unknown mode {mode}")

    def drip(self, text):
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        for byte in text.encode():
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.2)

    def send(self, status, text, kind="text/xml; charset=utf-8"):
        body = text.encode("utf-8", "surrogateescape")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 503:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main(folder, *tls):
    path = os.path.join(folder, "port")
    before = 0
    if os.path.exists(path):
        with open(path) as file:
            before = int(file.read())
    DIRECTORY.restore(folder)
    server = Server(("127.0.0.1", before), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(path, "w") as file:
        file.write(str(server.server_address[1]))
    open(os.path.join(folder, "ready"), "w").close()
    server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        raise SystemExit(__doc__.strip())
    main(*sys.argv[1:])
