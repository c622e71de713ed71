"""The person that journeys add: everything that can belong to a user, once."""

from soap import attribute, attributes, contact, group, note, principal, provision_user, role

SCALARS = {
    "birthdate": "1975-12-10T00:00:00Z",
    "companyId": "100",
    "deptCd": "Engines",
    "deptName": "Analytical Engines",
    "employeeId": "E-1815",
    "employeeType": "Staff",
    "firstName": "Ada",
    "jobCode": "J7",
    "locationCd": "London",
    "metadataTypeId": "InetOrgPerson",
    "classification": "Class A",
    "middleInit": "K",
    "prefix": "Ms",
    "sex": "F",
    "status": "active",
    "suffix": "I",
    "title": "Countess & analyst",
    "userTypeInd": "Employee",
    "division": "Research",
    "costCenter": "C9",
    "mailCode": "M3",
    "nickname": "Adałžß😀",
    "maidenName": "Byron",
    "country": "UK",
    "bldgNum": "12",
    "suite": "4b",
    "address1": "St James's Square",
    "city": "London",
    "state": "LDN",
    "postalCd": "SW1Y",
    "email": "ada@example.org",
    "areaCd": "020",
    "countryCd": "44",
    "phoneNbr": "79460001",
    "phoneExt": "17",
}
ATTRIBUTES = {"Display Name": "Ada Lovelace", "favouriteNumber": "7", "remark": "a < b & c"}


def everything(last_name, login, request_id=None, operation="addUser"):
    """addUser with every kind of dependent and two principals."""
    children = (
        contact("addresses", name="HOME", address1="St James's Square", city="London", country="UK", postalCd="SW1Y",
                state="LDN", bldgNumber="12", isActive="true")
        + contact("emailAddresses", name="EMAIL1", emailAddress="ada@example.org", isDefault="1", isActive="true")
        + contact("emailAddresses", name="EMAIL2", emailAddress=f"{login}@example.net", isActive="true")
        + contact("phones", name="DESK PHONE", areaCd="020", phoneNbr="79460001", phoneExt="17", countryCd="44",
                  isDefault="1", isActive="true")
        + attributes(attribute("Display Name", ATTRIBUTES["Display Name"], element="101"),
                     attribute("favouriteNumber", ATTRIBUTES["favouriteNumber"]),
                     attribute("remark", ATTRIBUTES["remark"]))
        + note("first programmer")
        + principal(login)
        + principal(f"{login}-ldap", system="101")
    )
    own = group("HR_GRP") + (f"<requestId>{request_id}</requestId>" if request_id else "") + role("END_USER")
    return provision_user(operation, dict(SCALARS, lastName=last_name), children, own)


def plain(last_name, login=None, password=None):
    """addUser with little."""
    own = f"<password>{password}</password>" if password else ""
    return provision_user("addUser", {"firstName": "Charles", "lastName": last_name, "status": "active"},
                          principal(login) if login else "", own)
