#!/usr/bin/env python3
"""Writes the XML guard's tables: what a request may hold, from wsdl/contract/*.tsv.

make_wire_types.py OUT   writes OUT when its content changes; src/soap/wire_types.h says what the tables mean
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "wsdl"))

import contract_tables as contract  # noqa: E402
from contract_tables import PREFIXES, PROVISION, USER_DTO, USER_SERVICE, Field, split  # noqa: E402

NAMESPACES = [""] + list(PREFIXES)  # the index is wire::Namespace
SIMPLE = {"xs:string": "String", "xs:boolean": "Boolean", "xs:int": "Int", "xs:dateTime": "DateTime"}
TYPES = "http://www.openiam.org/service/types"
GROUPS = "urn:idm.openiam.org/srvc/grp/dto"

# Elements of other published versions: type -> (name, namespace). They reach the handlers beside the stubs.
EXTRAS = {
    (USER_DTO, "userAttribute"): [("attrGroup", USER_DTO), ("valueAsBytes", USER_DTO)],
    (TYPES, "ExtensibleAttribute"): [("valueAsByteArray", TYPES)],
    (GROUPS, "Group"): [("externalGroupName", GROUPS)],
    (PROVISION, "ProvisionUser"): [("securityDomain", "")],
}
# Which types an extra's index counts: wire::Counted.
COUNTED = {
    "userAttribute": "UserAttribute",
    "ExtensibleAttribute": "ExtensibleAttribute",
    "Group": "Group",
    "ProvisionUser": "ProvisionUser",
}
# Spellings of the requirement text and of other versions; each stands for the other where only that is declared.
SPELLINGS = [
    ("dependents", "dependants"),
    ("managedSystemId", "managedSysId"),
    ("managedSysId", "managedSystemId"),
]
# Where principalName stands for principal; elsewhere the contract has a principalName of its own or no principal.
PRINCIPAL_NAME_TAKEN = {"getUserByPrincipal", "PasswordSync", "deleteUser"}
TRUE_WHEN_ABSENT = {
    "ProvisionUser": "notifyTargetSystems",
    "PasswordSync": "passThruAttributes",
    "addUserWithDependent": "dependency",
    "addUserWithDependant": "dependency",
    "updateUserWithDependent": "dependency",
}
# modifyUser: xsi:nil clears what can be cleared. Keys, secrets and bookkeeping cannot.
NEVER_CLEARED_TYPES = {"BaseObject", "LoginId", "roleId"}
NEVER_CLEARED = {"password", "requestId", "sessionId", "srcSystemId", "userId", "id", "name"} | {
    "addressId", "phoneId", "emailId", "parentId", "parentType", "grpId", "orgId", "resourceId", "managedSystemId"
}
CLEARED_INTS = {("user", "showInSearch"), ("user", "delAdmin")}
LITERAL_SPELLINGS = {"AccountLockEnum": [("lock", "locked"), ("lock_admin", "locked_admin")]}


def name_hash(name):
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value ^ (value >> 15)


class Tables:
    def __init__(self):
        self.services = contract.services()
        self.lengths = {(row["type"], row["field"]): int(row["max_characters"]) for row in contract.read("lengths.tsv")}
        self.used_lengths = set()
        self.indexes = {}  # (service, namespace, name) -> type index
        self.enums, self.literals, self.enum_lines = {}, [], []
        self.fields, self.hashes, self.type_lines = [], [], []

    def reach(self, service):
        """Types that a request of this service may name: from the wrappers down, and what derives from those."""
        todo = [(service.namespace, operation.request) for operation in service.operations]
        found = []
        while todo:
            key = todo.pop(0)
            if key in found:
                continue
            found.append(key)
            kind = service.types[key]
            for field in kind.fields:
                todo += [self.target(key[0], field)] if self.is_complex(service, key[0], field) else []
            todo += [split(kind.base)] if kind.base else []
            own = [name for name, other in service.types.items() if other.base == "{%s}%s" % key]
            todo += [name for name in own if not name[1].endswith("Response")]
        return found

    @staticmethod
    def target(namespace, field):
        return (namespace, field.type) if field.anonymous else split(field.type)

    def is_complex(self, service, namespace, field):
        if not field.anonymous and not field.type.startswith("{"):
            return False
        return self.target(namespace, field) in service.types

    def number_types(self):
        for service in self.services:
            for key in self.reach(service):
                self.indexes[(service.name, *key)] = len(self.indexes)

    def family(self, namespace, name):
        """The user service's Login, BaseObject, ... are twins of the provisioning service's."""
        twin = (self.services[0].name, PROVISION, name)
        return PROVISION if namespace == USER_SERVICE and twin in self.indexes else namespace

    def enum_index(self, service, key):
        literals = tuple(service.enums[key])
        known = (key[1], literals)
        if known not in self.enums:
            self.enums[known] = len(self.enums)
            rows = [(text.lower(), text) for text in literals] + LITERAL_SPELLINGS.get(key[1], [])
            self.enum_lines.append(f'{{"{key[1]}", {len(self.literals)}, {len(rows)}}}')
            self.literals += [f'{{"{folded}", "{exact}"}}' for folded, exact in rows]
        return self.enums[known]

    def field_line(self, service, owner, field, slot, spelling=None, extra=False):
        kind, target = "Complex", 0
        if self.is_complex(service, owner.namespace, field):
            target = self.indexes[(service.name, *self.target(owner.namespace, field))]
        elif field.type in SIMPLE:
            kind = SIMPLE[field.type]
        elif field.type.startswith("{"):
            kind, target = "Enum", self.enum_index(service, split(field.type))
        else:
            raise SystemExit(f"{owner.name}.{field.name}: no request has had a {field.type} yet")
        self.used_lengths.add((owner.name, field.name))
        prefix = PREFIXES[field.namespace] + ":" if field.namespace else ""
        tag = f"{owner.name}/{field.name}" if extra else prefix + field.name
        flags = [
            ("Many", field.many),
            ("Attribute", field.attribute),
            ("Extra", extra),
            ("Clearable", self.clearable(owner.name, field, kind)),
        ]
        name, namespace = spelling or (field.name, field.namespace)
        line = (
            f'{{"{name}", "{tag}", {NAMESPACES.index(namespace)}, Kind::{kind}, {target}, {slot}, '
            f'{self.lengths.get((owner.name, field.name), 0)}, {"|".join(flag for flag, on in flags if on) or "0"}}}'
        )
        return name, line

    @staticmethod
    def clearable(owner, field, kind):
        if kind == "Int":
            return (owner, field.name) in CLEARED_INTS
        if owner in NEVER_CLEARED_TYPES or field.name in NEVER_CLEARED or field.attribute or field.many:
            return False
        return kind in ("String", "DateTime")

    def all_fields(self, service, kind):
        """(owner, field) of the type and its bases, bases first."""
        inherited = self.all_fields(service, service.types[split(kind.base)]) if kind.base else []
        return inherited + [(kind, field) for field in kind.fields]

    def type_rows(self, service, kind):
        fields = self.all_fields(service, kind)
        rows = [self.field_line(service, owner, field, slot) for slot, (owner, field) in enumerate(fields)]
        names = {field.name: (slot, owner, field) for slot, (owner, field) in enumerate(fields)}
        spellings = list(SPELLINGS)
        if kind.name in PRINCIPAL_NAME_TAKEN:
            spellings.append(("principalName", "principal"))
        for given, meant in spellings:
            if meant in names and given not in names:
                slot, owner, field = names[meant]
                rows.append(self.field_line(service, owner, field, slot, spelling=(given, field.namespace)))
        if kind.name == "ProvisionUser":
            slot, owner, field = names["principalList"]
            rows.append(self.field_line(service, owner, field, slot, spelling=(field.name, "")))
        for number, (name, namespace) in enumerate(EXTRAS.get((kind.namespace, kind.name), [])):
            field = Field(name, "xs:string", False, False, False, False, False, namespace)
            rows.append(self.field_line(service, kind, field, len(fields) + number, extra=True))
        return rows

    def add_hash(self, rows):
        size = 4
        while size < 2 * len(rows):
            size *= 2
        slots = [0xFFFF] * size
        for number, (name, _) in enumerate(rows):
            at = name_hash(name) % size
            while slots[at] != 0xFFFF:
                at = (at + 1) % size
            slots[at] = len(self.fields) + number
        first = len(self.hashes)
        self.hashes += slots
        self.fields += [line for _, line in rows]
        return first, size - 1

    def add_type(self, service, kind):
        rows = self.type_rows(service, kind)
        default = TRUE_WHEN_ABSENT.get(kind.name)
        true_field = 0xFFFF
        if default:
            true_field = len(self.fields) + next(i for i, (name, _) in enumerate(rows) if name == default)
        first, mask = self.add_hash(rows)
        base = self.indexes[(service.name, *split(kind.base))] if kind.base else 0xFFFF
        family = self.family(kind.namespace, kind.name)
        name = kind.name.split(".")[-1]
        self.type_lines.append(
            f'{{"{name}", "{PREFIXES[family]}:{kind.name}", {NAMESPACES.index(kind.namespace)}, '
            f"{NAMESPACES.index(family)}, {base}, {first}, {mask}, {true_field}, Counted::{COUNTED.get(kind.name, 'No')}}}"
        )

    def add_body(self, service):
        """The SOAP Body as a type whose fields are the operations."""
        rows = []
        for operation in service.operations:
            target = self.indexes[(service.name, service.namespace, operation.request)]
            tag = f"{PREFIXES[service.namespace]}:{operation.request}"
            number = NAMESPACES.index(service.namespace)
            rows.append((operation.name, f'{{"{operation.name}", "{tag}", {number}, Kind::Complex, {target}, 0, 0, 0}}'))
        first, mask = self.add_hash(rows)
        self.type_lines.append(f'{{"Body", "Body", 0, 0, 65535, {first}, {mask}, 65535, Counted::No}}')

    def build(self):
        self.number_types()
        for service in self.services:
            for service_name, namespace, name in self.indexes:
                if service_name == service.name:
                    self.add_type(service, service.types[(namespace, name)])
        for service in self.services:
            self.add_body(service)
        unknown = set(self.lengths) - self.used_lengths
        if unknown:
            raise SystemExit(f"lengths.tsv names fields that no request has: {sorted(unknown)}")


def array(kind, name, lines):
    body = ",\n".join("    " + line for line in lines)
    return f"inline constexpr {kind} {name}[] = {{\n{body}}};\n"


def text():
    tables = Tables()
    tables.build()
    numbers = [", ".join(map(str, tables.hashes[i : i + 16])) for i in range(0, len(tables.hashes), 16)]
    return "\n".join(
        [
            "// Made by generated/make_wire_types.py from wsdl/contract; do not edit.",
            array("std::string_view", "namespaces", [f'"{name}"' for name in NAMESPACES]),
            array("Literal", "literals", tables.literals),
            array("Enumeration", "enumerations", tables.enum_lines),
            array("Field", "fields", tables.fields),
            array("std::uint16_t", "hashes", numbers),
            array("Type", "types", tables.type_lines),
            f"inline constexpr std::uint16_t first_body = {len(tables.type_lines) - len(tables.services)};\n",
        ]
    )


def main(out):
    path = pathlib.Path(out)
    made = text()
    if not path.exists() or path.read_text(encoding="utf-8") != made:
        path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__.strip())
    main(sys.argv[1])
