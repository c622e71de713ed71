"""The contract's tables (wsdl/contract/*.tsv) as Python objects, for the scripts that generate from them."""

import csv
import dataclasses
import pathlib

CONTRACT = pathlib.Path(__file__).resolve().parent / "contract"

PROVISION = "http://www.openiam.org/service/provision"
USER_SERVICE = "urn:idm.openiam.org/srvc/user/service"
USER_DTO = "urn:idm.openiam.org/srvc/user/dto"

# Readable prefixes; generated/prefixes.dat gives gSOAP the same ones.
PREFIXES = {
    PROVISION: "prov",
    USER_SERVICE: "usersvc",
    USER_DTO: "udto",
    "urn:idm.openiam.org/srvc/continfo/dto": "cont",
    "urn:idm.openiam.org/srvc/role/dto": "role",
    "urn:idm.openiam.org/srvc/grp/dto": "grp",
    "urn:idm.openiam.org/srvc/org/dto": "org",
    "http://www.openiam.org/service/types": "types",
}

# Operations that we publish under a second spelling, with wrapper elements of their own.
ALIASES = {("UserDataService", "addUserWithDependent"): "addUserWithDependant"}


def read(name):
    with open(CONTRACT / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclasses.dataclass
class Field:
    name: str
    type: str  # xs:..., {namespace}name, or the dotted name of an anonymous type
    anonymous: bool
    required: bool
    many: bool
    nillable: bool
    attribute: bool
    namespace: str  # "" = unqualified


@dataclasses.dataclass
class Type:
    namespace: str
    name: str
    base: str  # {namespace}name or ""
    anonymous: bool
    fields: list


@dataclasses.dataclass
class Operation:
    name: str
    request: str  # local names of the wrapper elements
    response: str


@dataclasses.dataclass
class Service:
    name: str
    properties: dict
    qualified: dict  # namespace -> elementFormDefault == qualified, in the order of the contract
    types: dict  # (namespace, name) -> Type; anonymous ones have dotted names
    enums: dict  # (namespace, name) -> literals
    elements: dict  # (namespace, name) -> type
    operations: list

    @property
    def namespace(self):
        return self.properties["wsdl_target_namespace"]


def split(qname):
    """{namespace}name -> (namespace, name)"""
    namespace, _, name = qname[1:].partition("}")
    return namespace, name


def _field(row):
    anonymous = row["xsd_type"].startswith("(anonymous) ")
    return Field(
        name=row["field"],
        type=row["xsd_type"].removeprefix("(anonymous) "),
        anonymous=anonymous,
        required=row["min_occurs"] == "1",
        many=row["max_occurs"] == "unbounded",
        nillable=row["nillable"] == "true",
        attribute=row["node"] == "attribute",
        namespace=row["field_namespace"] if row["form"] == "qualified" else "",
    )


def _read_types(service):
    types, elements = {}, {}
    rows = [row for row in read("types.tsv") if row["service"] == service]
    for row in sorted(rows, key=lambda row: int(row["order"])):
        key = (row["namespace"], row["type"])
        if row["kind"] == "globalElement":
            elements[key] = row["xsd_type"]
            continue
        base = "" if row["base_type"] == "-" else row["base_type"]
        fresh = Type(*key, base, row["kind"] == "anonymousType", [])
        types.setdefault(key, fresh).fields.append(_field(row))
    return dict(sorted(types.items())), dict(sorted(elements.items()))


def _read_enums(service):
    enums = {}
    for row in read("enums.tsv"):
        if row["service"] == service:
            enums.setdefault((row["namespace"], row["enum"]), []).append(row["value"])
    return enums


def _add_aliases(service):
    for operation in list(service.operations):
        alias = ALIASES.get((service.name, operation.name))
        if not alias:
            continue
        added = Operation(alias, alias, alias + "Response")
        service.operations.append(added)
        for known, new in ((operation.request, added.request), (operation.response, added.response)):
            original = service.types[(service.namespace, known)]
            key = (service.namespace, new)
            service.types[key] = dataclasses.replace(original, name=new)
            service.elements[key] = "{%s}%s" % key


def _check_references(service):
    for owner in service.types.values():
        named = [field.type for field in owner.fields if field.type.startswith("{")]
        for qname in named + ([owner.base] if owner.base else []):
            if split(qname) not in service.types and split(qname) not in service.enums:
                raise SystemExit(f"{service.name}: {owner.name} refers to {qname}, which is not in the tables")


def load(name):
    properties, qualified = {}, {}
    for row in read("services.tsv"):
        if row["service"] != name:
            continue
        if row["property"] == "schema":
            parts = dict(part.split("=", 1) for part in row["value"].split())
            qualified[parts["targetNamespace"]] = parts["elementFormDefault"] == "qualified"
        else:
            properties[row["property"]] = row["value"]
    types, elements = _read_types(name)
    operations = [
        Operation(row["operation"], split(row["request_wrapper"])[1], split(row["response_wrapper"])[1])
        for row in read("operations.tsv")
        if row["service"] == name
    ]
    service = Service(name, properties, qualified, types, _read_enums(name), elements, operations)
    _add_aliases(service)
    _check_references(service)
    return service


def services():
    return [load("ProvisioningService"), load("UserDataService")]
