#include "identity/attribute_list.h"
#include "identity/needed.h"
#include "identity/update_user.h"
#include "identity/users.h"
#include "provisioning/remove_user.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {
namespace {

/// A ProvisionUser is a user, and may come as one. What it has beyond that, this service has no
/// call for.
std::string left_out(const udto__user& wire) {
  const auto* sent = dynamic_cast<const prov__ProvisionUser*>(&wire);
  if (!sent) return {};
  std::string names;
  const auto add = [&](bool present, const char* name) {
    if (present) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(!sent->memberOfRoles.empty(), "memberOfRoles");
  add(!sent->memberOfGroups.empty(), "memberOfGroups");
  add(!sent->userAffiliations.empty(), "userAffiliations");
  add(!sent->userResourceList.empty(), "userResourceList");
  add(sent->password != nullptr, "password");
  add(sent->passwordPolicy != nullptr, "passwordPolicy");
  if (names.empty()) return {};
  return names + " of the ProvisionUser had no effect: ProvisioningService takes a ProvisionUser";
}

}  // namespace

void UserDataEndpoint::add(const udto__user* wire, bool dependents, usersvc__UserResponse& out) {
  const udto__user& sent = need(wire, "user");
  UserRequest wanted = read_user(reader_, call_of(soap), sent);
  if (!dependents) drop_dependents(wanted);
  const UserAnswer added = users::add(services_, wanted);
  out.user = write_user(writer_, added.user);
  if (!dependents) add_note(soap, out, "dependents were left out, because dependency is false");
  add_note(soap, out, added.note);
  add_note(soap, out, left_out(sent));
}

int UserDataEndpoint::addUser(usersvc__addUser* request, usersvc__addUserResponse& reply) {
  return answer(soap, reply.return_,
                [&](usersvc__UserResponse& out) { add(request->user, true, out); });
}

int UserDataEndpoint::addUserWithDependent(usersvc__addUserWithDependent* request,
                                           usersvc__addUserWithDependentResponse& reply) {
  return answer(soap, reply.return_,
                [&](usersvc__UserResponse& out) { add(request->user, request->dependency, out); });
}

int UserDataEndpoint::addUserWithDependant(usersvc__addUserWithDependant* request,
                                           usersvc__addUserWithDependantResponse& reply) {
  return answer(soap, reply.return_,
                [&](usersvc__UserResponse& out) { add(request->user, request->dependency, out); });
}

int UserDataEndpoint::getUserWithDependent(usersvc__getUserWithDependent* request,
                                           usersvc__getUserWithDependentResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserResponse& out) {
    const Text id = text(request->id);
    out.user = write_user(
        writer_, users::get_with_dependents(services_, needed(id, "id"), request->dependants));
  });
}

int UserDataEndpoint::getUserByPrincipal(usersvc__getUserByPrincipal* request,
                                         usersvc__getUserByPrincipalResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserResponse& out) {
    const Text principal = text(request->principal);
    auto view = users::get_by_principal(services_, text_or_empty(request->securityDomain),
                                        needed(principal, "principal"),
                                        text_or_empty(request->managedSysId), request->dependants);
    out.responseValue = write_subject(writer_, view);
    // They came for the Subject; the user alone was asked for.
    if (!request->dependants) view.user.principals.clear();
    out.user = write_user(writer_, view.user);
  });
}

int UserDataEndpoint::getUserByName(usersvc__getUserByName* request,
                                    usersvc__getUserByNameResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserResponse& out) {
    out.user = write_user(
        writer_, users::get_by_name(services_, text(request->firstName), text(request->lastName)));
  });
}

int UserDataEndpoint::getUserAsAttributeList(usersvc__getUserAsAttributeList* request,
                                             usersvc__getUserAsAttributeListResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__AttributeListResponse& out) {
    const users::AttributeList list =
        users::attribute_list(services_, text(request->principalName), request->attributeList);
    for (const UserAttribute& row : list.attributes)
      out.attributeList.push_back(write_attribute(writer_, row));
    add_note(soap, out, list.note);
  });
}

void UserDataEndpoint::update(const udto__user& wire, bool dependents, usersvc__Response& out) {
  add_note(soap, out,
           users::overwrite(services_, read_user(reader_, call_of(soap), wire), dependents));
  add_note(soap, out, left_out(wire));
}

int UserDataEndpoint::updateUser(usersvc__updateUser* request, usersvc__updateUserResponse& reply) {
  return answer(soap, reply.return_,
                [&](usersvc__Response& out) { update(need(request->arg0, "arg0"), true, out); });
}

int UserDataEndpoint::updateUserWithDependent(usersvc__updateUserWithDependent* request,
                                              usersvc__updateUserWithDependentResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response& out) {
    update(need(request->user, "user"), request->dependency, out);
    if (!request->dependency)
      add_note(soap, out, "dependents were left as stored, because dependency is false");
  });
}

int UserDataEndpoint::removeUser(usersvc__removeUser* request, usersvc__removeUserResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    provisioning::remove_user(services_, text(request->id), requestor());
  });
}

Requestor UserDataEndpoint::requestor(const Text& user_id) const {
  Requestor requestor;
  requestor.user_id = user_id;
  requestor.http_request_id = call_of(soap).request_id;
  return requestor;
}

}  // namespace idm::soap
