"""WSDLs as earlier and later OpenIAM releases published them, made from ours by the differences that are known.

What a release calls its services and ports varied, and so did a few elements; namespaces, port types and qualification
never did, and none of them said the form of each element.
"""

import re


def older(text):
    """As 2.3 before 2.3.2: attrGroup, an unqualified ProvisionUser/securityDomain; fields of later years are missing."""
    text = plain(text)
    for later in ("sendPasswordToUser", "pswdResetToken", "pswdResetTokenExp", "loginAttrInTargetSystem"):
        text = without_element(text, later)
    text = with_element(text, "userAttribute", '<xs:element name="attrGroup" type="xs:string" minOccurs="0"/>')
    text = with_element(text, "ProvisionUser", '<xs:element name="securityDomain" type="xs:string" minOccurs="0"/>')
    return renamed(text, "ProvisioningService", "DefaultProvisionControllerServicePort", "UserDataWebService",
                   "UserDataWebServicePort")


def later(text):
    """As found with 3.3.2: ProvisionUser has an unqualified principalList; an attribute's value may be bytes."""
    text = plain(text)
    text = with_element(text, "ProvisionUser", '<xs:element name="principalList" type="prov:Login" minOccurs="0"'
                        ' maxOccurs="unbounded" nillable="true"/>')
    text = with_element(text, "userAttribute", '<xs:element name="valueAsBytes" type="xs:base64Binary" minOccurs="0"/>')
    return renamed(text, "Proxy42Service", "Proxy42Port", "Proxy43Service", "Proxy43Port")


def plain(text):
    return re.sub(r' form="(un)?qualified"', "", text)


def without_element(text, name):
    return re.sub(rf'\s*<xs:element name="{name}" [^>]*/>', "", text)


def with_element(text, kind, element):
    """The element as the first of a type's own; a service that lacks the type stays as it is."""
    start = text.find(f'<xs:complexType name="{kind}">')
    if start < 0:
        return text
    at = text.index("<xs:sequence>", start) + len("<xs:sequence>")
    return text[:at] + element + text[at:]


def renamed(text, provisioning, provisioning_port, users, users_port):
    for old, new in (("ProvisionServiceService", provisioning), ("ProvisionControllerServicePort", provisioning_port),
                     ("UserDataWebServiceService", users), ("UserDataServicePort", users_port)):
        text = re.sub(rf'(wsdl:definitions name|wsdl:service name|wsdl:port name)="{old}"', rf'\1="{new}"', text)
    return text
