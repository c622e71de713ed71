#include "soap/read_request.h"

#include <optional>

#include "core/base64.h"
#include "soap/wire_fields.h"

namespace idm::soap {
namespace {

// objectState and selected, which many types carry, are the marks of OpenIAM's own screens; they
// say nothing about what is to be stored.
Requestor read_requestor(const WireReader& reader, const Call& call, const prov__BaseObject& wire) {
  Requestor requestor;
  reader.read(wire.requestorLogin, requestor.login);
  reader.read(wire.requestorDomain, requestor.domain);
  reader.read(wire.requestClientIP, requestor.client_ip);
  requestor.http_request_id = call.request_id;
  return requestor;
}

// `required` is a property of the metadata element, not of the user's value.
Wanted<UserAttribute> read_attribute(const WireReader& reader, const udto__userAttribute& wire,
                                     const std::string* key) {
  Wanted<UserAttribute> wanted;
  each_attribute_field(reader.into(wire, wanted.row));
  if (key && !key->empty()) wanted.row.name = *key;
  wanted.operation = WireReader::operation(wire.operation);
  return wanted;
}

void read_attributes(const WireReader& reader, const udto__userAttributeMap& wire,
                     UserRequest& request) {
  for (const auto& entry : wire.userAttributeEntry)
    if (entry.userAttribute)
      request.attributes.push_back(read_attribute(reader, *entry.userAttribute, entry.key));
}

void read_attribute_extra(const Extra& extra, UserAttribute& row) {
  if (extra.path == "userAttribute/attrGroup")
    row.group = extra.value;
  else if (extra.path == "userAttribute/valueAsBytes")
    row.value_as_bytes = from_base64(extra.value).value();  // the guard refuses what is none
}

// Elements of other published versions. Not taken: Group/externalGroupName (no SOAP call changes
// groups). ExtensibleAttribute/valueAsByteArray: read_passed_bytes.
void read_extras(const Call& call, UserRequest& request) {
  for (const Extra& extra : call.guarded.extras) {
    if (extra.path == "ProvisionUser/securityDomain" && request.security_domain.null())
      request.security_domain = extra.value;
    else if (extra.index < request.attributes.size())
      read_attribute_extra(extra, request.attributes[extra.index].row);
  }
}

template <class Row, class Element>
Row read_one_contact(const WireReader& reader, const Element& wire) {
  Row row;
  each_contact_field(wire, reader.into(wire, row));
  return row;
}

template <class Element, class Row>
void read_contact_list(const WireReader& reader, const std::vector<Element*>& wire,
                       std::vector<Wanted<Row>>& rows) {
  for (const Element* item : wire) {
    if (!item) continue;
    auto& wanted = rows.emplace_back();
    wanted.row = read_one_contact<Row>(reader, *item);
    wanted.operation = WireReader::operation(item->operation);
  }
}

void read_contacts(const WireReader& reader, const udto__user& wire, UserRequest& request) {
  read_contact_list(reader, wire.emailAddresses, request.emails);
  read_contact_list(reader, wire.phones, request.phones);
  read_contact_list(reader, wire.addresses, request.addresses);
}

void read_notes(const WireReader& reader, const udto__userNoteSet& wire, UserRequest& request) {
  for (const auto& item : wire.userNoteItem)
    if (item.userNote) request.notes.push_back(read_note(reader, *item.userNote));
}

// Not taken of a Login: managedSysName (a label), origPrincipalName (never used to match),
// pwdEquivalentToken and pswdResetToken with its expiry (secrets that only the server makes).
WantedPrincipal read_principal(const WireReader& reader, const prov__Login& wire) {
  WantedPrincipal wanted;
  if (wire.id) each_login_id_field(reader.into(*wire.id, wanted.login.id));
  each_login_field(reader.into(wire, wanted.login));
  reader.read(wire.password, wanted.password);
  for (const prov__LoginAttribute* attribute : wire.loginAttributes)
    if (attribute)
      each_login_attribute_field(reader.into(*attribute, wanted.attributes.emplace_back()));
  wanted.operation = WireReader::operation(wire.operation);
  return wanted;
}

// Only the supervisor's id counts of the two users inside: the employee is the user at hand, and
// neither is changed through the other. Clients send the element empty as a matter of course; what
// names no supervisor counts as not sent.
std::optional<Supervision> read_supervisor(const WireReader& reader, const udto__supervisor* wire) {
  if (!wire || !wire->supervisor) return std::nullopt;
  Supervision wanted;
  reader.read(wire->supervisor->userId, wanted.supervisor_id);
  if (wanted.supervisor_id.empty()) return std::nullopt;
  each_supervisor_field(reader.into(*wire, wanted));
  return wanted;
}

void read_user_into(const WireReader& reader, const Call& call, const udto__user& wire,
                    UserRequest& request) {
  each_user_field(reader.into(wire, request.user));
  if (wire.userAttributes) read_attributes(reader, *wire.userAttributes, request);
  read_contacts(reader, wire, request);
  if (wire.userNotes) read_notes(reader, *wire.userNotes, request);
  for (const prov__Login* principal : wire.principalList)
    if (principal) request.principals.push_back(read_principal(reader, *principal));
  request.supervisor = read_supervisor(reader, wire.supervisor);
  reader.read(wire.securityDomain, request.security_domain);
  request.requestor = read_requestor(reader, call, wire);
  read_extras(call, request);
}

// What describes the role, group, organisation or resource itself is not taken: no SOAP call
// changes those.
void read_memberships(const WireReader& reader, const prov__ProvisionUser& wire,
                      UserRequest& request) {
  for (const role__role* item : wire.memberOfRoles) {
    if (!item) continue;
    auto& wanted = request.roles.emplace_back();
    each_user_role_field(reader.into(*item, wanted.row));
    if (item->id) {
      reader.read(item->id->roleId, wanted.row.id.role_id);
      reader.read(item->id->serviceId, wanted.row.id.domain_id);
    }
    wanted.operation = WireReader::operation(item->operation);
  }
  for (const grp__Group* item : wire.memberOfGroups) {
    if (!item) continue;
    auto& wanted = request.groups.emplace_back();
    reader.read(item->grpId, wanted.row.group_id);
    wanted.operation = WireReader::operation(item->operation);
  }
  for (const org__organization* item : wire.userAffiliations) {
    if (!item) continue;
    auto& wanted = request.affiliations.emplace_back();
    reader.read(item->orgId, wanted.row.organization_id);
    wanted.operation = WireReader::operation(item->operation);
  }
  for (const prov__UserResourceAssociation* item : wire.userResourceList) {
    if (!item) continue;
    auto& wanted = request.resources.emplace_back();
    reader.read(item->resourceId, wanted.row.resource_id);
    wanted.operation = WireReader::operation(item->operation);
    reader.read(item->managedSystemId, request.resource_systems.emplace_back());
  }
}

// Of a policy only its attributes restrict passwords; the rest says where a stored policy comes
// from.
void read_policy(const WireReader& reader, const prov__Policy& wire, UserRequest& request) {
  request.policy_given = true;
  for (const prov__PolicyAttribute* attribute : wire.policyAttributes) {
    if (!attribute) continue;
    auto& item = request.policy.emplace_back();
    reader.read(attribute->name, item.name);
    reader.read(attribute->defParamId, item.parameter_id);
    reader.read(attribute->value1, item.value1);
    reader.read(attribute->value2, item.value2);
  }
}

Text operation_name(const prov__AttributeOperationEnum* wire) {
  return wire ? Text(std::string(soap_prov__AttributeOperationEnum2s(nullptr, *wire))) : Text();
}

passwords::PassedAttribute read_passed_member(const WireReader& reader,
                                              const prov__BaseAttribute& wire) {
  passwords::PassedAttribute member;
  reader.read(wire.name, member.name);
  reader.read(wire.value, member.value);
  member.operation = operation_name(wire.operationEnum);
  return member;
}

passwords::PassedAttribute read_passed_attribute(const WireReader& reader,
                                                 const types__ExtensibleAttribute& wire) {
  passwords::PassedAttribute attribute;
  reader.read(wire.name, attribute.name);
  reader.read(wire.value, attribute.value);
  reader.read(wire.metadataElementId, attribute.metadata_element_id);
  reader.read(wire.dataType, attribute.data_type);
  reader.read(wire.objectType, attribute.object_type);
  attribute.operation = std::to_string(wire.operation);
  attribute.multivalued = wire.multivalued;
  attribute.values = wire.valueList;
  if (wire.attributeContainer)
    for (const prov__BaseAttribute* member : wire.attributeContainer->attributeList)
      if (member) attribute.members.push_back(read_passed_member(reader, *member));
  return attribute;
}

void read_passed_bytes(const Call& call, std::vector<passwords::PassedAttribute>& attributes) {
  for (const Extra& extra : call.guarded.extras)
    if (extra.path == "ExtensibleAttribute/valueAsByteArray" && extra.index < attributes.size())
      attributes[extra.index].value_as_bytes = extra.value;
}

}  // namespace

UserRequest read_user(const WireReader& reader, const Call& call, const udto__user& wire) {
  UserRequest request;
  read_user_into(reader, call, wire, request);
  return request;
}

UserRequest read_provision_user(const WireReader& reader, const Call& call,
                                const prov__ProvisionUser& wire) {
  UserRequest request;
  read_user_into(reader, call, wire, request);
  read_memberships(reader, wire, request);
  reader.read(wire.password, request.password);
  if (wire.passwordPolicy) read_policy(reader, *wire.passwordPolicy, request);
  request.notify_target_systems = wire.notifyTargetSystems;
  request.email_credentials_to_new_users = wire.emailCredentialsToNewUsers;
  request.email_credentials_to_supervisor = wire.emailCredentialsToSupervisor;
  request.provision_on_start_date = wire.provisionOnStartDate;
  request.add_initial_password_to_history = wire.addInitialPasswordToHistory;
  request.skip_preprocessor = wire.skipPreprocessor;
  request.skip_postprocessor = wire.skipPostProcessor;
  if (wire.provisionModel)
    request.provision_model = soap_prov__ProvisionModelEnum2s(nullptr, *wire.provisionModel);
  reader.read(wire.srcSystemId, request.source_system_id);
  reader.read(wire.requestId, request.request_id);
  reader.read(wire.sessionId, request.session_id);
  if (!request.request_id.empty()) request.fingerprint = call.guarded.envelope;
  return request;
}

// Not taken: operation, here and of a contact that is sent alone: the call says what is to be done.
AttributeRequest read_attribute_request(const WireReader& reader, const Call& call,
                                        const udto__userAttribute& wire) {
  AttributeRequest request;
  each_attribute_field(reader.into(wire, request.row));
  for (const Extra& extra : call.guarded.extras) read_attribute_extra(extra, request.row);
  request.requestor = read_requestor(reader, call, wire);
  return request;
}

Address read_contact(const WireReader& reader, const cont__address& wire) {
  return read_one_contact<Address>(reader, wire);
}
Phone read_contact(const WireReader& reader, const cont__phone& wire) {
  return read_one_contact<Phone>(reader, wire);
}
EmailAddress read_contact(const WireReader& reader, const cont__emailAddress& wire) {
  return read_one_contact<EmailAddress>(reader, wire);
}

// Not taken: validateRequest (never switches the policy off), action (says again what the operation
// is); of a BaseAttribute attributeId, parentId and selected (rows of OpenIAM's own tables).
passwords::PasswordChange read_password_sync(const WireReader& reader, const Call& call,
                                             const prov__PasswordSync& wire) {
  passwords::PasswordChange change;
  reader.read(wire.securityDomain, change.domain_id);
  reader.read(wire.principal, change.principal);
  reader.read(wire.managedSystemId, change.managed_system_id);
  reader.read(wire.password, change.password);
  reader.read(wire.srcSystemId, change.source_system_id);
  change.send_to_user = wire.sendPasswordToUser;
  if (wire.passThruAttributes) {
    for (const types__ExtensibleAttribute* item : wire.attributeList)
      if (item) change.attributes.push_back(read_passed_attribute(reader, *item));
    read_passed_bytes(call, change.attributes);
  }
  change.requestor = read_requestor(reader, call, wire);
  reader.read(wire.requestorId, change.requestor.user_id);
  return change;
}

users::SearchCriteria read_search(const WireReader& reader, const udto__UserSearch& wire) {
  users::SearchCriteria criteria;
  each_search_field(reader.into(wire, criteria));
  for (const udto__SearchAttribute* item : wire.attributeList) {
    if (!item) continue;
    auto& attribute = criteria.attributes.emplace_back();
    reader.read(item->attributeName, attribute.name);
    reader.read(item->attributeValue, attribute.value);
  }
  for (const udto__DateSearchAttribute* item : wire.dateAttributeList) {
    if (!item) continue;
    auto& date = criteria.dates.emplace_back();
    reader.read(item->attributeName, date.name);
    reader.read(item->operation, date.operation);
    reader.read(item->attributeValue, date.value);
  }
  return criteria;
}

// "delAdmin 1: DEL_ADMIN = 1, and with it orgFilter: attribute DLG_FLT_ORG LIKE" (behaviour.md 9.2)
users::SearchCriteria read_delegation_search(const WireReader& reader,
                                             const udto__DelegationFilterSearch& wire) {
  users::SearchCriteria criteria;
  reader.read(wire.role, criteria.role_in_any_domain);
  criteria.delegated_administrators = wire.delAdmin == 1;
  if (criteria.delegated_administrators && wire.orgFilter) {
    criteria.attribute_name = std::string("DLG_FLT_ORG");
    reader.read(wire.orgFilter, criteria.attribute_value);
  }
  return criteria;
}

UserNote read_note(const WireReader& reader, const udto__userNote& wire) {
  UserNote note;
  each_note_field(reader.into(wire, note));
  return note;
}

Supervision read_supervision(const WireReader& reader, const udto__supervisor& wire) {
  Supervision row;
  each_supervisor_field(reader.into(wire, row));
  if (wire.employee) reader.read(wire.employee->userId, row.employee_id);
  if (wire.supervisor) reader.read(wire.supervisor->userId, row.supervisor_id);
  return row;
}

Requestor read_requestor(const WireReader& reader, const Call& call, const udto__supervisor& wire) {
  if (wire.employee) return read_requestor(reader, call, *wire.employee);
  Requestor unknown;
  unknown.http_request_id = call.request_id;
  return unknown;
}

void drop_dependents(UserRequest& request) {
  request.attributes.clear();
  request.emails.clear();
  request.phones.clear();
  request.addresses.clear();
  request.notes.clear();
  request.principals.clear();
  request.supervisor.reset();
}

}  // namespace idm::soap
