#include "soap/write_user.h"

#include "soap/answer.h"
#include "soap/wire_fields.h"

namespace idm::soap {
namespace {

void set_base(const WireWriter& writer, prov__BaseObject& wire) {
  wire.objectState = writer.text("NEW");
  wire.selected = writer.flag(false);
}

/// With what a contact emits even when the row has nulls.
template <class Element, class Row>
Element* write_one_contact(const WireWriter& writer, const Row& row) {
  auto* wire = make<Element>(writer.soap());
  each_contact_field(*wire, writer.onto(row, *wire));
  if (!wire->isActive) wire->isActive = writer.flag(true);
  if (!wire->isDefault) wire->isDefault = writer.number(0);
  wire->operation = writer.operation(prov__AttributeOperationEnum::nochange);
  return wire;
}

void write_attributes(const WireWriter& writer, const UserGraph& user, udto__user& out) {
  out.userAttributes = make<udto__userAttributeMap>(writer.soap());
  for (const UserAttribute& row : user.attributes) {
    auto* wire = write_attribute(writer, row);
    auto& entry = out.userAttributes->userAttributeEntry.emplace_back();
    entry.key = row.name.null() ? wire->id : wire->name;
    entry.userAttribute = wire;
  }
}

void write_contacts(const WireWriter& writer, const UserGraph& user, udto__user& out) {
  for (const EmailAddress& row : user.emails)
    out.emailAddresses.push_back(write_contact(writer, row));
  for (const Phone& row : user.phones) out.phones.push_back(write_contact(writer, row));
  for (const Address& row : user.addresses) out.addresses.push_back(write_contact(writer, row));
}

void write_notes(const WireWriter& writer, const UserGraph& user, udto__user& out) {
  out.userNotes = make<udto__userNoteSet>(writer.soap());
  for (const UserNote& row : user.notes)
    out.userNotes->userNoteItem.emplace_back().userNote = write_note(writer, row);
}

prov__Login* write_principal(const WireWriter& writer, const Principal& principal) {
  auto* wire = make<prov__Login>(writer.soap());
  wire->id = make<prov__LoginId>(writer.soap());
  each_login_id_field(writer.onto(principal.login.id, *wire->id));
  each_login_field(writer.onto(principal.login, *wire));
  if (!wire->isDefault) wire->isDefault = writer.number(0);
  if (!wire->passwordChangeCount) wire->passwordChangeCount = writer.number(0);
  for (const LoginAttribute& row : principal.attributes) {
    auto* attribute = wire->loginAttributes.emplace_back(make<prov__LoginAttribute>(writer.soap()));
    each_login_attribute_field(writer.onto(row, *attribute));
  }
  return wire;
}

/// The primary one, as the wire has room for one only.
void write_supervisor(const WireWriter& writer, const UserGraph& user, udto__user& out) {
  const Supervision* chosen = nullptr;
  for (const Supervision& row : user.supervisors)
    if (!chosen || (!row.is_primary.null() && *row.is_primary == 1)) chosen = &row;
  if (!chosen) return;
  out.supervisor = make<udto__supervisor>(writer.soap());
  each_supervisor_field(writer.onto(*chosen, *out.supervisor));
  UserGraph known;
  known.user.id = chosen->supervisor_id;
  out.supervisor->supervisor = write_user(writer, known);
}

void fill_user(const WireWriter& writer, const UserGraph& user, udto__user& out) {
  set_base(writer, out);
  each_user_field(writer.onto(user.user, out));
  if (!out.showInSearch) out.showInSearch = writer.number(0);
  if (!out.delAdmin) out.delAdmin = writer.number(0);
  write_attributes(writer, user, out);
  write_contacts(writer, user, out);
  write_notes(writer, user, out);
  for (const Principal& principal : user.principals)
    out.principalList.push_back(write_principal(writer, principal));
  write_supervisor(writer, user, out);
}

role__role* write_role(const WireWriter& writer, const Reference& reference, const UserRole& row) {
  auto* wire = make<role__role>(writer.soap());
  set_base(writer, *wire);
  if (const Role* role = reference.role({row.id.role_id, row.id.domain_id}))
    each_role_field(writer.onto(*role, *wire));
  each_user_role_field(writer.onto(row, *wire));
  wire->id = make<role__roleId>(writer.soap());
  writer.write(row.id.role_id, wire->id->roleId);
  writer.write(row.id.domain_id, wire->id->serviceId);
  return wire;
}

void write_memberships(const WireWriter& writer, const Reference& reference,
                       const UserAnswer& answer, prov__ProvisionUser& out) {
  for (const UserRole& row : answer.effective_roles)
    out.memberOfRoles.push_back(write_role(writer, reference, row));
  for (const UserRole& row : answer.removed_roles) {
    role__role* removed = out.memberOfRoles.emplace_back(write_role(writer, reference, row));
    removed->operation = writer.operation(prov__AttributeOperationEnum::delete_);
  }
  for (const UserGroup& row : answer.user.groups) {
    auto* wire = out.memberOfGroups.emplace_back(make<grp__Group>(writer.soap()));
    if (const Group* group = reference.group(row.group_id))
      each_group_field(writer.onto(*group, *wire));
    writer.write(row.group_id, wire->grpId);
  }
  for (const Affiliation& row : answer.user.affiliations) {
    auto* wire = out.userAffiliations.emplace_back(make<org__organization>(writer.soap()));
    writer.write(row.organization_id, wire->orgId);
    writer.write(row.status, wire->status);
  }
  for (const ResourceUser& row : answer.user.resources) {
    auto* wire =
        out.userResourceList.emplace_back(make<prov__UserResourceAssociation>(writer.soap()));
    writer.write(row.resource_id, wire->resourceId);
  }
}

}  // namespace

cont__address* write_contact(const WireWriter& writer, const Address& row) {
  return write_one_contact<cont__address>(writer, row);
}
cont__phone* write_contact(const WireWriter& writer, const Phone& row) {
  return write_one_contact<cont__phone>(writer, row);
}
cont__emailAddress* write_contact(const WireWriter& writer, const EmailAddress& row) {
  return write_one_contact<cont__emailAddress>(writer, row);
}

udto__userAttribute* write_attribute(const WireWriter& writer, const UserAttribute& row) {
  auto* wire = make<udto__userAttribute>(writer.soap());
  set_base(writer, *wire);
  each_attribute_field(writer.onto(row, *wire));
  return wire;
}

udto__user* write_user(const WireWriter& writer, const UserGraph& user) {
  auto* out = make<udto__user>(writer.soap());
  fill_user(writer, user, *out);
  return out;
}

udto__userNote* write_note(const WireWriter& writer, const UserNote& row) {
  auto* out = make<udto__userNote>(writer.soap());
  each_note_field(writer.onto(row, *out));
  return out;
}

udto__supervisor* write_supervision(const WireWriter& writer, const Supervision& row,
                                    const UserGraph& employee, const UserGraph& supervisor) {
  auto* out = make<udto__supervisor>(writer.soap());
  each_supervisor_field(writer.onto(row, *out));
  out->employee = write_user(writer, employee);
  out->supervisor = write_user(writer, supervisor);
  return out;
}

prov__ProvisionUser* write_provision_user(const WireWriter& writer, const Reference& reference,
                                          const UserAnswer& answer) {
  auto* out = make<prov__ProvisionUser>(writer.soap());
  fill_user(writer, answer.user, *out);
  write_memberships(writer, reference, answer, *out);
  out->notifyTargetSystems = true;  // the class default; its six siblings are false
  return out;
}

usersvc__Subject* write_subject(const WireWriter& writer, const users::PrincipalView& view) {
  auto* out = make<usersvc__Subject>(writer.soap());
  out->daysToPwdExp = view.days_to_password_expiry;
  out->userId = writer.text(view.user.user.id);
  out->principal = writer.text(view.login.id.login);
  out->domainId = writer.text(view.login.id.domain_id);
  for (const UserGroup& row : view.user.groups)
    out->groups.push_back(writer.any_text(row.group_id));
  for (const UserRole& row : view.effective_roles)
    out->roles.push_back(writer.any_text(row.id.role_id));
  for (const Principal& row : view.user.principals)
    out->principals.push_back(writer.any_text(row.login.id.login));
  return out;
}

}  // namespace idm::soap
