"""The contract's tables (wsdl/contract/*.tsv) as Python objects, for the scripts that generate from them."""

import csv
import dataclasses
import pathlib

CONTRACT = pathlib.Path(__file__).resolve().parent / "contract"

PROVISION = "http://www.openiam.org/service/provision"
USER_SERVICE = "urn:idm.openiam.org/srvc/user/service"
USER_DTO = "urn:idm.openiam.org/srvc/user/dto"
CONNECTOR = "http://www.openiam.org/service/connector"
TYPES = "http://www.openiam.org/service/types"

# Readable prefixes; generated/prefixes.dat gives gSOAP the same ones.
PREFIXES = {
    PROVISION: "prov",
    USER_SERVICE: "usersvc",
    USER_DTO: "udto",
    "urn:idm.openiam.org/srvc/continfo/dto": "cont",
    "urn:idm.openiam.org/srvc/role/dto": "role",
    "urn:idm.openiam.org/srvc/grp/dto": "grp",
    "urn:idm.openiam.org/srvc/org/dto": "org",
    TYPES: "types",
}
# Those that only connectors see.
CONNECTOR_PREFIXES = {CONNECTOR: "conn", "urn:oasis:names:tc:SPML:2:0:suspend": "susp"}

# What we call, with tables of its own: connector-*.tsv.
CONNECTOR_SERVICES = ("ConnectorService", "RemoteConnectorService")

# Operations that we publish under a second spelling, with wrapper elements of their own.
ALIASES = {("UserDataService", "addUserWithDependent"): "addUserWithDependant"}


def read(name, service=""):
    """The rows of a table; of `service` alone, from its own table, when that is given."""
    if service:
        own = f"connector-{name}" if service in CONNECTOR_SERVICES else name
        return [row for row in read(own) if row["service"] == service]
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
    wildcard: bool = False  # any elements of the namespace TYPES


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
    action: str = ""


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
        wildcard=row["node"] == "any",
    )


def _read_types(service):
    types, elements = {}, {}
    for row in sorted(read("types.tsv", service), key=lambda row: int(row["order"])):
        key = (row["namespace"], row["type"])
        if row["kind"] == "globalElement":
            elements[key] = row["xsd_type"]
            continue
        base = "" if row["base_type"] == "-" else row["base_type"]
        fresh = Type(*key, base, row["kind"] == "anonymousType", [])
        fields = types.setdefault(key, fresh).fields
        if row["field"] != "-":
            fields.append(_field(row))
    # Where an element's name collided with a wrapper's, the original says anyType and means the type of that name.
    for key, kind in elements.items():
        if kind == "xs:anyType" and key in types:
            elements[key] = "{%s}%s" % key
    return dict(sorted(types.items())), dict(sorted(elements.items()))


def _read_enums(service):
    enums = {}
    for row in read("enums.tsv", service):
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


def _action(properties, operation):
    empty = operation in properties.get("soap_actions_empty", "").split()
    base = properties.get("soap_action_base", "")
    return "" if empty or not base else base + operation


def load(name):
    properties, qualified = {}, {}
    for row in read("services.tsv", name):
        if row["property"] == "schema":
            parts = dict(part.split("=", 1) for part in row["value"].split())
            qualified[parts["targetNamespace"]] = parts["elementFormDefault"] == "qualified"
        else:
            properties[row["property"]] = row["value"]
    types, elements = _read_types(name)
    operations = [
        Operation(
            row["operation"],
            split(row["request_wrapper"])[1],
            split(row["response_wrapper"])[1],
            _action(properties, row["operation"]),
        )
        for row in read("operations.tsv", name)
    ]
    service = Service(name, properties, qualified, types, _read_enums(name), elements, operations)
    _add_aliases(service)
    _check_references(service)
    return service


def services():
    """What we serve."""
    return [load("ProvisioningService"), load("UserDataService")]


def connector_services():
    """What we call."""
    return [load(name) for name in CONNECTOR_SERVICES]
