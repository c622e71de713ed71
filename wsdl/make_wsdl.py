#!/usr/bin/env python3
"""Writes wsdl/*.wsdl from the tables in wsdl/contract.

make_wsdl.py          writes all files
make_wsdl.py --check  writes nothing; exit status 1 when a committed file differs from the tables
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import contract_tables  # noqa: E402
from contract_tables import CONNECTOR_PREFIXES, TYPES, split  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PREFIXES = contract_tables.PREFIXES | CONNECTOR_PREFIXES


class Writer:
    def __init__(self):
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self.depth = 0

    def leaf(self, text):
        self.lines.append("  " * self.depth + f"<{text}/>")

    def open(self, text):
        self.lines.append("  " * self.depth + f"<{text}>")
        self.depth += 1

    def close(self, name):
        self.depth -= 1
        self.lines.append("  " * self.depth + f"</{name}>")

    def text(self):
        return "\n".join(self.lines) + "\n"


def reference(qname):
    if not qname.startswith("{"):
        return qname
    namespace, name = split(qname)
    return f"{PREFIXES[namespace]}:{name}"


def occurrence(field):
    return (
        ("" if field.required else ' minOccurs="0"')
        + (' maxOccurs="unbounded"' if field.many else "")
        + (' nillable="true"' if field.nillable else "")
    )


def form(service, namespace):
    return "qualified" if service.qualified[namespace] else "unqualified"


def write_field(out, service, namespace, field):
    if field.wildcard:
        # Narrower than the original's, whose wildcard also matches what follows it: validators refuse that.
        out.leaf(f'xs:any namespace="{TYPES}" processContents="lax"{occurrence(field)}')
        return
    # The form repeats the schema's default: some clients (Node's soap) else give the fields of a base type from another
    # namespace the default of the schema that extends it.
    more = f' form="{"qualified" if field.namespace else "unqualified"}"{occurrence(field)}'
    if not field.anonymous:
        out.leaf(f'xs:element name="{field.name}" type="{reference(field.type)}"{more}')
        return
    out.open(f'xs:element name="{field.name}"{more}')
    write_type(out, service, service.types[(namespace, field.type)])
    out.close("xs:element")


def write_body(out, service, kind):
    out.open("xs:sequence")
    for field in kind.fields:
        if not field.attribute:
            write_field(out, service, kind.namespace, field)
    out.close("xs:sequence")
    for field in kind.fields:
        if field.attribute:
            use = ' use="required"' if field.required else ""
            out.leaf(f'xs:attribute name="{field.name}" type="{reference(field.type)}"{use}')


def write_type(out, service, kind):
    out.open("xs:complexType" if kind.anonymous else f'xs:complexType name="{kind.name}"')
    if kind.base:
        out.open("xs:complexContent")
        out.open(f'xs:extension base="{reference(kind.base)}"')
        write_body(out, service, kind)
        out.close("xs:extension")
        out.close("xs:complexContent")
    else:
        write_body(out, service, kind)
    out.close("xs:complexType")


def used_namespaces(service, namespace):
    """The namespaces that this schema's types and elements refer to."""
    used = set()
    for kind in service.types.values():
        if kind.namespace == namespace:
            used.update(split(name)[0] for name in [kind.base] if name)
            used.update(split(field.type)[0] for field in kind.fields if field.type.startswith("{"))
    used.update(split(kind)[0] for (owner, _), kind in service.elements.items() if owner == namespace)
    return sorted(used - {namespace})


def write_schema(out, service, namespace):
    # Every schema declares its prefixes itself, so that tools may cut it out of the document.
    spaces = " ".join(f'xmlns:{PREFIXES[name]}="{name}"' for name in service.qualified)
    out.open(
        f'xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {spaces} targetNamespace="{namespace}"'
        f' elementFormDefault="{form(service, namespace)}" attributeFormDefault="unqualified"'
    )
    for other in used_namespaces(service, namespace):
        out.leaf(f'xs:import namespace="{other}"')
    for (owner, name), kind in service.elements.items():
        if owner == namespace:
            out.leaf(f'xs:element name="{name}" type="{reference(kind)}"')
    for kind in service.types.values():
        if kind.namespace == namespace and not kind.anonymous:
            write_type(out, service, kind)
    for (owner, name), literals in service.enums.items():
        if owner == namespace:
            write_enum(out, name, literals)
    out.close("xs:schema")


def write_enum(out, name, literals):
    out.open(f'xs:simpleType name="{name}"')
    out.open('xs:restriction base="xs:string"')
    for literal in literals:
        out.leaf(f'xs:enumeration value="{literal}"')
    out.close("xs:restriction")
    out.close("xs:simpleType")


def write_messages(out, operations):
    for operation in operations:
        for element in (operation.request, operation.response):
            out.open(f'wsdl:message name="{element}"')
            out.leaf(f'wsdl:part name="parameters" element="tns:{element}"')
            out.close("wsdl:message")


def write_port_type(out, service):
    out.open(f'wsdl:portType name="{service.properties["wsdl_port_type"]}"')
    for operation in service.operations:
        out.open(f'wsdl:operation name="{operation.name}"')
        out.leaf(f'wsdl:input name="{operation.request}" message="tns:{operation.request}"')
        out.leaf(f'wsdl:output name="{operation.response}" message="tns:{operation.response}"')
        out.close("wsdl:operation")
    out.close("wsdl:portType")


def write_binding(out, service):
    given = service.properties
    out.open(f'wsdl:binding name="{given["wsdl_binding_name"]}" type="tns:{given["wsdl_port_type"]}"')
    out.leaf(f'soap:binding style="{given["binding_style"]}" transport="{given["binding_transport"]}"')
    for operation in service.operations:
        out.open(f'wsdl:operation name="{operation.name}"')
        out.leaf(f'soap:operation soapAction="{operation.action}" style="{given["binding_style"]}"')
        for direction, name in (("input", operation.request), ("output", operation.response)):
            out.open(f'wsdl:{direction} name="{name}"')
            out.leaf(f'soap:body use="{given["body_use"]}"')
            out.close(f"wsdl:{direction}")
        out.close("wsdl:operation")
    out.close("wsdl:binding")


def wsdl(service):
    given = service.properties
    out = Writer()
    out.open(
        f'wsdl:definitions name="{given["wsdl_service_name"]}" targetNamespace="{service.namespace}"'
        ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        f' xmlns:tns="{service.namespace}"'
    )
    out.open("wsdl:types")
    for namespace in service.qualified:
        write_schema(out, service, namespace)
    out.close("wsdl:types")
    write_messages(out, service.operations)
    write_port_type(out, service)
    write_binding(out, service)
    out.open(f'wsdl:service name="{given["wsdl_service_name"]}"')
    out.open(f'wsdl:port name="{given["wsdl_port_name"]}" binding="tns:{given["wsdl_binding_name"]}"')
    out.leaf(f'soap:address location="{given["wsdl_default_address"]}"')
    out.close("wsdl:port")
    out.close("wsdl:service")
    out.close("wsdl:definitions")
    return out.text()


def main(arguments):
    if arguments not in ([], ["--check"]):
        raise SystemExit(__doc__.strip())
    stale = []
    for service in contract_tables.services() + contract_tables.connector_services():
        path = HERE / f"{service.name}.wsdl"
        text = wsdl(service)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if arguments:
            stale.append(path.name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        raise SystemExit(f"differ from wsdl/contract, run wsdl/make_wsdl.py: {', '.join(stale)}")


if __name__ == "__main__":
    main(sys.argv[1:])
