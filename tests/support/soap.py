"""Envelopes for the two services, and a small client for them. Nothing is generated here: the bytes are what a
hand-written client would send, so that they test the wire and not a tool."""

import http.client
import ssl
import urllib.parse
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape, quoteattr

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_12 = "http://www.w3.org/2003/05/soap-envelope"
PROVISIONING = "http://www.openiam.org/service/provision"
USER_SERVICE = "urn:idm.openiam.org/srvc/user/service"
USER = "urn:idm.openiam.org/srvc/user/dto"
CONTACT = "urn:idm.openiam.org/srvc/continfo/dto"
ROLE = "urn:idm.openiam.org/srvc/role/dto"
GROUP = "urn:idm.openiam.org/srvc/grp/dto"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

PROVISIONING_PATH = "/openiam-idm-esb/idmsrvc/ProvisioningService"
USER_DATA_PATH = "/openiam-idm-esb/idmsrvc/UserDataService"

DOMAIN = "USR_SEC_DOMAIN"
PREFIXES = {"soap": ENVELOPE, "p": PROVISIONING, "s": USER_SERVICE, "u": USER, "c": CONTACT, "r": ROLE, "g": GROUP}


def envelope(body, namespace=ENVELOPE):
    declared = dict(PREFIXES, soap=namespace)
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in declared.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope {names}><soap:Body>{body}</soap:Body></soap:Envelope>'


def fields(values, prefix=""):
    """Elements for a dict; None is left out, a list repeats the element, a dict nests."""
    text = []
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if each is None:
                continue
            inner = fields(each, prefix) if isinstance(each, dict) else escape(str(each))
            text.append(f"<{prefix}{name}>{inner}</{prefix}{name}>")
    return "".join(text)


def principal(login, system="0", domain=DOMAIN, **more):
    """A principalList entry: the entry is of the user's namespace, what is inside has none."""
    identity = fields({"domainId": domain, "login": login, "managedSysId": system})
    return f"<u:principalList><id>{identity}</id>{fields(more)}</u:principalList>"


def attribute(name, value=None, **more):
    inner = fields({"metadataElementId": more.get("element"), "name": name, "value": value,
                    "operation": more.get("operation")}, "u:")
    return f"<u:userAttributeEntry key={quoteattr(name)}><u:userAttribute>{inner}</u:userAttribute></u:userAttributeEntry>"


def attributes(*entries):
    return f"<u:userAttributes>{''.join(entries)}</u:userAttributes>"


def contact(kind, **values):
    """An addresses, emailAddresses or phones entry."""
    return f"<u:{kind}>{fields(values, 'c:')}</u:{kind}>"


def note(description, kind="COMMENT"):
    return f"<u:userNotes><u:userNoteItem><u:userNote>{fields({'description': description, 'noteType': kind}, 'u:')}" \
           "</u:userNote></u:userNoteItem></u:userNotes>"


def role(role_id, domain=DOMAIN, operation=None):
    return f"<memberOfRoles>{fields({'id': {'roleId': role_id, 'serviceId': domain}, 'operation': operation}, 'r:')}" \
           "</memberOfRoles>"


def group(group_id, operation=None):
    return f"<memberOfGroups>{fields({'grpId': group_id, 'operation': operation}, 'g:')}</memberOfGroups>"


def provision_user(operation, user_fields, children="", own=""):
    """addUser or modifyUser: the user's fields, its qualified children, then ProvisionUser's own, which have no
    namespace."""
    return envelope(f"<p:{operation}><user>{fields(user_fields, 'u:')}{children}{own}</user></p:{operation}>")


def provisioning(operation, parameters):
    return envelope(f"<p:{operation}>{fields(parameters)}</p:{operation}>")


def user_data(operation, parameters, inner=""):
    return envelope(f"<s:{operation}>{inner}{fields(parameters)}</s:{operation}>")


def search(**criteria):
    return user_data("search", {}, f"<search>{fields(criteria, 'u:')}</search>")


def password_sync(operation, principal_name, **more):
    values = {"securityDomain": DOMAIN, "managedSystemId": "0", "principal": principal_name}
    return provisioning(operation, {"passwordSync": dict(values, **more)})


class Reply:
    """One HTTP answer, read as SOAP when it is XML."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    @property
    def root(self):
        return ElementTree.fromstring(self.body)

    def find(self, path):
        """The first element at a path below Body, with the prefixes of this module."""
        return self.root.find("soap:Body/" + path, PREFIXES)

    def findall(self, path):
        return self.root.findall("soap:Body/" + path, PREFIXES)

    @property
    def payload(self):
        """The `return` element of whatever operation answered."""
        return self.find("*/return")

    @property
    def outcome(self):
        payload = self.payload
        return None if payload is None else payload.get("status")

    def text_of(self, path):
        """Text below `return`, or None when there is no such element."""
        element = self.payload.find(path, PREFIXES)
        return None if element is None else element.text or ""

    @property
    def error_code(self):
        return self.text_of("errorCode")

    @property
    def error_text(self):
        return self.text_of("errorText")

    @property
    def user_id(self):
        return self.text_of("user/u:userId")

    @property
    def fault(self):
        """(faultcode without prefix, faultstring), or None."""
        element = self.find("soap:Fault")
        if element is None:
            return None
        return (element.findtext("faultcode") or "").split(":")[-1], element.findtext("faultstring") or ""


class Client:
    """A keep-alive connection to one address. Not for several threads."""

    def __init__(self, url, certificate=None, timeout=30):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=certificate)
            self.connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
        else:
            self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, body, content_type="text/xml; charset=utf-8"):
        body = body.encode() if isinstance(body, str) else body
        return self.request("POST", path, body, {"Content-Type": content_type, "SOAPAction": '""'})

    def provisioning(self, body):
        return self.post(PROVISIONING_PATH, body)

    def user_data(self, body):
        return self.post(USER_DATA_PATH, body)

    def close(self):
        self.connection.close()
