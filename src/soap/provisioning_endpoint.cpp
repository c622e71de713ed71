#include "soap/provisioning_endpoint.h"

#include "core/base64.h"
#include "identity/audit.h"
#include "orm/reference.h"
#include "provisioning/delete_user.h"
#include "provisioning/delivery.h"
#include "provisioning/lock_user.h"
#include "provisioning/provision_user.h"
#include "provisioning/send_passwords.h"
#include "provisioning/target_lookup.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/write_user.h"

namespace idm::soap {
namespace {

std::optional<LockOperation> lock_operation(const prov__AccountLockEnum* wire) {
  if (!wire) return std::nullopt;
  switch (*wire) {
    case prov__AccountLockEnum::locked:
      return LockOperation::Locked;
    case prov__AccountLockEnum::locked_USCOREadmin:
      return LockOperation::LockedByAdmin;
    case prov__AccountLockEnum::unlock:
      return LockOperation::Unlock;
  }
  throw Error(ErrorCode::InvalidArgument, "operation is none of locked, locked_admin, unlock");
}

/// Values are base64 of UTF-8 text (behaviour.md 1.18).
types__ExtensibleAttribute* wire_attribute(struct ::soap* soap, const WireWriter& writer,
                                           const connectors::Attribute& attribute) {
  auto* wire = make<types__ExtensibleAttribute>(soap);
  wire->name = writer.text(attribute.name);
  wire->multivalued = attribute.values.size() > 1;
  if (attribute.values.size() == 1) wire->value = writer.text(to_base64(attribute.values.front()));
  if (wire->multivalued)
    for (const std::string& value : attribute.values) wire->valueList.push_back(to_base64(value));
  return wire;
}

// Not an error with a code, so that the caller gets back what was asked for.
void write_account(struct ::soap* soap, const WireWriter& writer,
                   const provisioning::TargetAccount& account, prov__LookupUserResponse& out) {
  out.principalName = writer.text(account.principal);
  out.managedSysId = writer.text(account.managed_system_id);
  for (const connectors::Attribute& attribute : account.attributes)
    if (!attribute.secret) out.attrList.push_back(wire_attribute(soap, writer, attribute));
  if (account.refusal.empty()) return;
  out.status = prov__ResponseStatus::failure;
  out.errorText = writer.text(error_text(account.refusal));
}

template <class Value>
void keep(Value* sent, Value*& answered) {
  if (sent) answered = sent;
}

/// "user in the response is the request object": what the request says beside the user comes back.
/// Not so passwordPolicy and password.
void echo(const prov__ProvisionUser& sent, prov__ProvisionUser& out) {
  keep(sent.objectState, out.objectState);
  keep(sent.selected, out.selected);
  keep(sent.requestorLogin, out.requestorLogin);
  keep(sent.requestorDomain, out.requestorDomain);
  keep(sent.requestClientIP, out.requestClientIP);
  keep(sent.securityDomain, out.securityDomain);
  keep(sent.requestId, out.requestId);
  keep(sent.sessionId, out.sessionId);
  keep(sent.srcSystemId, out.srcSystemId);
  keep(sent.provisionModel, out.provisionModel);
  out.notifyTargetSystems = sent.notifyTargetSystems;
  out.emailCredentialsToNewUsers = sent.emailCredentialsToNewUsers;
  out.emailCredentialsToSupervisor = sent.emailCredentialsToSupervisor;
  out.provisionOnStartDate = sent.provisionOnStartDate;
  out.addInitialPasswordToHistory = sent.addInitialPasswordToHistory;
  out.skipPreprocessor = sent.skipPreprocessor;
  out.skipPostProcessor = sent.skipPostProcessor;
}

/// What target systems refuse for good makes the reply a failure, although the change itself
/// stands.
template <class Reply>
void say_refused(struct ::soap* soap, const std::string& refused, Reply& out) {
  if (refused.empty()) return;
  out.status = prov__ResponseStatus::failure;
  set_code(soap, out, form_of(ErrorCode::ConnectorFailed).wire);
  add_note(soap, out, refused);
}

/// Waits for what target systems say to this call's change.
template <class Reply>
void await_targets(struct ::soap* soap, Services& services, Reply& out) {
  say_refused(soap, provisioning::refusals(services.delivery, call_of(soap).request_id), out);
}

}  // namespace

Text ProvisioningEndpoint::text(const std::string* wire) const {
  return wire ? Text(*wire) : Text();
}

Requestor ProvisioningEndpoint::requestor(const std::string* user_id) const {
  Requestor asks;
  asks.user_id = text(user_id);
  asks.http_request_id = call_of(soap).request_id;
  return audit::with_login(services_, asks);
}

passwords::PasswordChange ProvisioningEndpoint::change(const prov__PasswordSync* wire) const {
  passwords::PasswordChange change =
      read_password_sync(reader_, call_of(soap), need(wire, "passwordSync"));
  change.requestor = audit::with_login(services_, change.requestor);
  return change;
}

void ProvisioningEndpoint::write(const UserAnswer& answer, prov__ProvisionUserResponse& out) const {
  await_targets(soap, services_, out);
  say_refused(soap, answer.refused_by_targets, out);
  out.user = write_provision_user(writer_, *services_.reference.get(), answer);
  add_note(soap, out, answer.note);
  if (answer.refused_afterwards.empty()) return;
  out.status = prov__ResponseStatus::failure;
  set_code(soap, out, form_of(ErrorCode::PostprocessorFailed).wire);
  add_note(soap, out, answer.refused_afterwards);
}

int ProvisioningEndpoint::addUser(prov__addUser* request, prov__addUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    const UserRequest wanted =
        read_provision_user(reader_, call_of(soap), need(request->user, "user"));
    write(provisioning::add_user(services_, wanted), out);
    echo(*request->user, *out.user);
  });
}

int ProvisioningEndpoint::modifyUser(prov__modifyUser* request, prov__modifyUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    const UserRequest wanted =
        read_provision_user(reader_, call_of(soap), need(request->user, "user"));
    write(provisioning::modify_user(services_, wanted), out);
    echo(*request->user, *out.user);
  });
}

int ProvisioningEndpoint::deleteUser(prov__deleteUser* request, prov__deleteUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    provisioning::Deletion deletion{text(request->securityDomain),
                                    text(request->managedSystemId),
                                    text(request->principal),
                                    {},
                                    requestor(request->requestorId)};
    reader_.read(request->status, deletion.status);
    write(provisioning::delete_user(services_, deletion), out);
  });
}

int ProvisioningEndpoint::deleteByUserId(prov__deleteByUserId* request,
                                         prov__deleteByUserIdResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    UserRequest wanted = read_provision_user(reader_, call_of(soap), need(request->user, "user"));
    if (request->requestorId) wanted.requestor.user_id = *request->requestorId;
    wanted.requestor = audit::with_login(services_, wanted.requestor);
    Text status;
    reader_.read(request->status, status);
    write(provisioning::delete_by_user_id(services_, wanted, status), out);
  });
}

int ProvisioningEndpoint::deprovisionSelectedResources(
    prov__deprovisionSelectedResources* request,
    prov__deprovisionSelectedResourcesResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    write(provisioning::deprovision(services_, text(request->userId), request->resourceList,
                                    requestor(request->requestorUserId)),
          out);
  });
}

int ProvisioningEndpoint::disableUser(prov__disableUser* request,
                                      prov__disableUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    provisioning::disable_user(services_, text(request->userId), request->operation,
                               requestor(request->requestor));
    await_targets(soap, services_, out);
  });
}

int ProvisioningEndpoint::lockUser(prov__lockUser* request, prov__lockUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    add_note(soap, out,
             provisioning::lock_user(services_, text(request->userId),
                                     lock_operation(request->operation),
                                     requestor(request->requestorId)));
    await_targets(soap, services_, out);
  });
}

int ProvisioningEndpoint::setPassword(prov__setPassword* request,
                                      prov__setPasswordResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    const auto answered = provisioning::set_password(services_, change(request->passwordSync));
    if (!answered.password.null()) out.responseValue = writer_.any_text(*answered.password);
    add_note(soap, out, answered.note);
    await_targets(soap, services_, out);
  });
}

int ProvisioningEndpoint::resetPassword(prov__resetPassword* request,
                                        prov__resetPasswordResponse& reply) {
  return answer(soap, reply.return_, [&](prov__PasswordResponse& out) {
    const auto answered = provisioning::reset_password(services_, change(request->passwordSync));
    writer_.write(answered.password, out.password);
    add_note(soap, out, answered.note);
    await_targets(soap, services_, out);
  });
}

int ProvisioningEndpoint::syncPasswordFromSrc(prov__syncPasswordFromSrc* request,
                                              prov__syncPasswordFromSrcResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    const auto answered =
        provisioning::synchronise_password(services_, change(request->passwordSync));
    add_note(soap, out, answered.note);
    await_targets(soap, services_, out);
  });
}

// Not an error with a code: OpenIAM has none here either (behaviour.md 11).
int ProvisioningEndpoint::testConnectionConfig(prov__testConnectionConfig* request,
                                               prov__testConnectionConfigResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    const std::string why = provisioning::test_connection(services_, text(request->managedSysId));
    if (why.empty()) return;
    out.status = prov__ResponseStatus::failure;
    out.errorText = writer_.text(error_text(why));
  });
}

int ProvisioningEndpoint::getTargetSystemUser(prov__getTargetSystemUser* request,
                                              prov__getTargetSystemUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__LookupUserResponse& out) {
    write_account(soap, writer_,
                  provisioning::look_up_principal(services_, text(request->principalName),
                                                  text(request->managedSysId)),
                  out);
  });
}

int ProvisioningEndpoint::getTargetSystemUserWithUserId(
    prov__getTargetSystemUserWithUserId* request,
    prov__getTargetSystemUserWithUserIdResponse& reply) {
  return answer(soap, reply.return_, [&](prov__LookupUserResponse& out) {
    write_account(
        soap, writer_,
        provisioning::look_up_user(services_, text(request->userId), text(request->managedSysId)),
        out);
  });
}

}  // namespace idm::soap
