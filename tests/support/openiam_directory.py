"""For openiam_connector.py: what it does beside its protocols: reads strictly, keeps accounts, writes XML."""

import base64
import json
import os
import threading
from xml.sax.saxutils import escape

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
C = "http://www.openiam.org/service/connector"
T = "http://www.openiam.org/service/types"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


class ClientFault(Exception):
    """The request is not as the contract has it."""


class Failed(Exception):
    """A reply with status failure."""

    def __init__(self, error, message):
        super().__init__(message)
        self.error = error


class Directory:
    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        self.accounts, self.requests, self.trouble = {}, [], {}
        self.created = 0

    def keep(self):
        with open(os.path.join(self.folder, "accounts.json.new"), "w") as file:
            json.dump(self.accounts, file)
        os.rename(file.name, os.path.join(self.folder, "accounts.json"))

    def restore(self, folder):
        self.folder = folder
        path = os.path.join(folder, "accounts.json")
        if os.path.exists(path):
            with open(path) as file:
                self.accounts = json.load(file)

    def state(self):
        return {"accounts": self.accounts, "requests": self.requests, "created": self.created}


DIRECTORY = Directory()


# --- Reading, strictly


def children(element, allowed):
    """The children by name; each must be one of `allowed`, given with its namespace."""
    found = {}
    for child in element:
        if child.tag not in allowed:
            raise ClientFault(f"unexpected element {child.tag} in {element.tag}")
        found.setdefault(child.tag, []).append(child)
    for name in element.attrib:
        if name.startswith("{") and not name.startswith(XSI):
            raise ClientFault(f"unexpected attribute {name} of {element.tag}")
    return found


def only(element, name):
    found = children(element, {name})
    if list(found) != [name] or len(found[name]) != 1:
        raise ClientFault(f"{element.tag} must hold one {name}")
    return found[name][0]


def attributes_only(element, allowed):
    extra = {name for name in element.attrib if not name.startswith(XSI)} - set(allowed)
    if extra:
        raise ClientFault(f"unexpected attributes {sorted(extra)} of {element.tag}")


def texts(element, allowed):
    found = children(element, allowed)
    return {name: [child.text or "" for child in elements] for name, elements in found.items()}


def decode(text):
    return base64.b64decode(text, validate=True).decode("utf-8", "surrogateescape")


def read_attribute(element):
    t = f"{{{T}}}"
    names = "name value valueAsByteArray operation multivalued valueList dataType objectType attributeContainer"
    found = children(element, {t + name for name in names.split()})

    def text(name):
        return found[t + name][0].text or "" if t + name in found else None

    read = {"operation": int(text("operation")), "dataType": text("dataType"), "objectType": text("objectType")}
    read["multivalued"] = text("multivalued") in ("true", "1")
    read["values"] = [decode(text("value"))] if text("value") is not None else []
    if read["multivalued"]:
        if read["values"]:
            raise ClientFault("a multi-valued attribute has a value")
        read["values"] = [decode(item.text or "") for item in found.get(t + "valueList", [])]
    if text("valueAsByteArray") is not None:
        read["bytes"] = text("valueAsByteArray")
    if t + "attributeContainer" in found:
        read["groups"] = read_groups(found[t + "attributeContainer"][0])
    return text("name"), read


def read_groups(container):
    groups = []
    for item in children(container, {"attributeList"}).get("attributeList", []):
        one = texts(item, {"name", "value", "operationEnum"})
        groups.append((decode(one["value"][0]), one["operationEnum"][0]))
    return groups


def read_user(element):
    t = f"{{{T}}}"
    allowed = {t + name for name in ("operation", "attributes", "principalFieldName", "principalFieldDataType")}
    found = children(element, allowed)
    if found[t + "operation"][0].text != "0" or t + "principalFieldName" not in found:
        raise ClientFault("an extensibleUser has operation 0 and a principalFieldName")
    return [read_attribute(attribute) for attribute in found.get(t + "attributes", [])]


# --- What the directory does


def apply(account, wanted):
    for name, attribute in wanted:
        if attribute["operation"] == 0 or not attribute["dataType"]:
            continue
        if "groups" in attribute:
            groups = account.setdefault(name, [])
            for group, operation in attribute["groups"]:
                if operation == "add" and group not in groups:
                    groups.append(group)
                if operation == "delete" and group in groups:
                    groups.remove(group)
        elif attribute["operation"] == 3:
            account.pop(name, None)
        elif "bytes" in attribute:
            account[name] = ["bytes:" + attribute["bytes"]]
        else:
            account[name] = attribute["values"]


def add(name, wanted):
    if name not in DIRECTORY.accounts:
        DIRECTORY.created += 1
        account = DIRECTORY.accounts.setdefault(name, {"active": True, "password": None, "attributes": {}})
        apply(account["attributes"], wanted)


def modify(name, wanted):
    for attribute, what in wanted:
        if attribute == "ORIG_IDENTITY" and what["values"][0] in DIRECTORY.accounts:
            DIRECTORY.accounts[name] = DIRECTORY.accounts.pop(what["values"][0])
    wanted = [one for one in wanted if one[0] != "ORIG_IDENTITY"]
    if name not in DIRECTORY.accounts:
        add(name, wanted)
    else:
        apply(DIRECTORY.accounts[name]["attributes"], wanted)


def existing(name):
    if name not in DIRECTORY.accounts:
        raise Failed("noSuchObject", f"there is no {name}")
    return DIRECTORY.accounts[name]


def delete(name):
    if DIRECTORY.accounts.pop(name, None) is None:
        raise Failed("directoryError", f"there is no {name}")


def set_password(name, password):
    existing(name)["password"] = password


def set_active(name, active):
    existing(name)["active"] = active


# --- Writing


def encode(text):
    return base64.b64encode(text.encode()).decode()


def attribute_xml(tag, name, values):
    if values and values[0].startswith("bytes:"):
        value = f"<t:valueAsByteArray>{values[0][6:]}</t:valueAsByteArray>"
    elif len(values) > 1:
        value = "".join(f"<t:valueList>{encode(one)}</t:valueList>" for one in values)
    else:
        value = "".join(f"<t:value>{encode(one)}</t:value>" for one in values)
    many = "true" if len(values) > 1 else "false"
    head, tail = value, ""
    if len(values) > 1:
        head, tail = "", value
    return (
        f"<{tag}><t:name>{escape(name)}</t:name>{head}<t:operation>0</t:operation>"
        f"<t:multivalued>{many}</t:multivalued>{tail}</{tag}>"
    )


def envelope(body):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{body}'
        "</soap:Body></soap:Envelope>"
    )


def reply(operation, inner="", attributes=' status="success"'):
    return envelope(
        f'<c:{operation}Response xmlns:c="{C}" xmlns:t="{T}"><return{attributes}>{inner}</return>'
        f"</c:{operation}Response>"
    )


def fault(code, text):
    inner = f"<faultcode>soap:{code}</faultcode><faultstring>{escape(text)}</faultstring>"
    return envelope(f"<soap:Fault>{inner}</soap:Fault>")
