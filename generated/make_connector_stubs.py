#!/usr/bin/env python3
"""The client stubs of one of OpenIAM's connector services: what src/connectors calls of it, and no more.

make_connector_stubs.py OUT SERVICE NAMESPACE   C++ in OUT, in a C++ namespace of its own. A file is rewritten only when
its content changes.
"""

import fcntl
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "wsdl"))

import contract_tables as contract  # noqa: E402
import make_soap_stubs as stubs  # noqa: E402
import make_wsdl  # noqa: E402
from contract_tables import TYPES, split  # noqa: E402

OPERATIONS = {"add", "modify", "delete", "lookup", "search", "setPassword", "suspend", "resume", "testConnection"}

# Never sent and never read, by type; they would bring half of the repository's types with them. A reply may hold them.
LEFT_OUT = {
    "RequestType": {"pUser", "executionMode"},
    "AddRequestType": {"capabilityData", "returnData", "containerID"},
    "LookupRequestType": {"returnData"},
    "ModifyRequestType": {"returnData"},
    "ModificationType": {"component", "capabilityData", "modificationMode"},
    "AddResponseType": {"pso"},
    "ModifyResponseType": {"pso"},
    "LookupResponseType": {"pso", "attributeList"},
    "SearchRequest": {"returnData"},
    "ExtensibleUser": {"address", "phone", "email", "group", "role"},
}
# What the wildcard holds. Of several, the first is read.
ANY = [f'<xs:element ref="types:{name}" minOccurs="0"/>' for name in ("extensibleUser", "extensibleObject")]


def prune(service):
    service.operations = [operation for operation in service.operations if operation.name in OPERATIONS]
    wrappers = {name for operation in service.operations for name in (operation.request, operation.response)}
    service.elements = {
        key: kind
        for key, kind in service.elements.items()
        if (key[0] == service.namespace and key[1] in wrappers) or key[0] == TYPES
    }
    for kind in service.types.values():
        kind.fields = [field for field in kind.fields if field.name not in LEFT_OUT.get(kind.name, ())]
        for field in kind.fields:
            loosen(field)
    reachable = reach(service)
    service.types = {key: kind for key, kind in service.types.items() if key in reachable}
    service.enums = {key: literals for key, literals in service.enums.items() if key in reachable}
    used = {namespace for namespace, _ in reachable} | {service.namespace}
    service.qualified = {namespace: form for namespace, form in service.qualified.items() if namespace in used}


def loosen(field):
    """A reply without status must not look like one with the first literal, and an unknown error code is an error."""
    if field.type.endswith("}StatusCodeType"):
        field.required = False
    if field.type.endswith(("}StatusCodeType", "}ErrorCode")):
        field.type = "xs:string"


def reach(service):
    reachable, waiting = set(), [split(kind) for kind in service.elements.values()]
    while waiting:
        key = waiting.pop()
        if key in reachable:
            continue
        reachable.add(key)
        kind = service.types.get(key)
        if kind is None:
            continue
        named = [field.type for field in kind.fields] + [kind.base]
        waiting += [split(qname) for qname in named if qname.startswith("{")]
    return reachable


def client_wsdl(service):
    text = make_wsdl.wsdl(service)
    # A form that repeats its schema's default would become part of the member's name.
    lines, default = [], ""
    for line in text.splitlines():
        found = re.search(r'elementFormDefault="(\w+)"', line)
        default = found[1] if found else default
        if "<xs:element" in line:
            line = line.replace(f' form="{default}"', "")
        lines += ANY if "<xs:any " in line else [line]
    return "\n".join(lines) + "\n"


def generate(folder, service, namespace):
    (folder / "service.wsdl").write_text(client_wsdl(service), encoding="utf-8")
    prefixes = [f'{prefix} = "{name}"' for name, prefix in make_wsdl.PREFIXES.items()]
    typemap = (stubs.GSOAP / "WS/typemap.dat").read_text() + "\n".join(prefixes)
    dates = "xsd__dateTime = typedef std::string xsd__dateTime; | xsd__dateTime"
    (folder / "typemap.dat").write_text(f"{typemap}\n\n{dates}\n")
    stubs.run(["wsdl2h", "-c++17", "-L", "-x", "-p", "-t", "typemap.dat", "-o", "api.h", "service.wsdl"], folder)
    stubs.remove_swallower(folder / "api.h")
    flags = ["-c++17", "-C", "-j", "-L", "-w", "-x", "-q", namespace, "-p", namespace]
    stubs.run(["soapcpp2", *flags, f"-I{stubs.GSOAP}/import:{stubs.GSOAP}", "api.h"], folder)


def main(out, name, namespace):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    service = contract.load(name)
    prune(service)
    # Several build presets share the folder and may run at once.
    with open(out / ".lock", "w") as lock, tempfile.TemporaryDirectory() as folder:
        fcntl.flock(lock, fcntl.LOCK_EX)
        generate(pathlib.Path(folder), service, namespace)
        stubs.publish(pathlib.Path(folder), out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__.strip())
    main(*sys.argv[1:])
