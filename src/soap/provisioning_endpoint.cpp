#include "soap/provisioning_endpoint.h"

#include "identity/lock_user.h"
#include "identity/passwords.h"
#include "orm/reference.h"
#include "provisioning/provision_user.h"
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

// Not an error with a code, so that the caller gets back what was asked for.
void write_account(const WireWriter& writer, const provisioning::TargetAccount& account,
                   prov__LookupUserResponse& out) {
  out.status = prov__ResponseStatus::failure;
  out.principalName = writer.text(account.principal);
  out.managedSysId = writer.text(account.managed_system_id);
  out.errorText = writer.text(account.refusal);
}

}  // namespace

Text ProvisioningEndpoint::text(const std::string* wire) const {
  return wire ? Text(*wire) : Text();
}

int ProvisioningEndpoint::addUser(prov__addUser* request, prov__addUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    const UserRequest wanted =
        read_provision_user(reader_, call_of(soap), need(request->user, "user"));
    const UserAnswer added = provisioning::add_user(services_, wanted);
    out.user = write_provision_user(writer_, *services_.reference.get(), added);
    add_note(soap, out, added.note);
  });
}

int ProvisioningEndpoint::modifyUser(prov__modifyUser* request, prov__modifyUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__ProvisionUserResponse& out) {
    const UserRequest wanted =
        read_provision_user(reader_, call_of(soap), need(request->user, "user"));
    const UserAnswer modified = provisioning::modify_user(services_, wanted);
    out.user = write_provision_user(writer_, *services_.reference.get(), modified);
    add_note(soap, out, modified.note);
  });
}

int ProvisioningEndpoint::lockUser(prov__lockUser* request, prov__lockUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    Requestor requestor;
    requestor.user_id = text(request->requestorId);
    requestor.http_request_id = call_of(soap).request_id;
    add_note(
        soap, out,
        lock_user(services_, text(request->userId), lock_operation(request->operation), requestor));
  });
}

int ProvisioningEndpoint::setPassword(prov__setPassword* request,
                                      prov__setPasswordResponse& reply) {
  return answer(soap, reply.return_, [&](prov__Response& out) {
    const auto answered = passwords::set_password(
        services_,
        read_password_sync(reader_, call_of(soap), need(request->passwordSync, "passwordSync")));
    if (!answered.password.null()) out.responseValue = writer_.any_text(*answered.password);
    add_note(soap, out, answered.note);
  });
}

int ProvisioningEndpoint::resetPassword(prov__resetPassword* request,
                                        prov__resetPasswordResponse& reply) {
  return answer(soap, reply.return_, [&](prov__PasswordResponse& out) {
    const auto answered = passwords::reset_password(
        services_,
        read_password_sync(reader_, call_of(soap), need(request->passwordSync, "passwordSync")));
    writer_.write(answered.password, out.password);
    add_note(soap, out, answered.note);
  });
}

int ProvisioningEndpoint::getTargetSystemUser(prov__getTargetSystemUser* request,
                                              prov__getTargetSystemUserResponse& reply) {
  return answer(soap, reply.return_, [&](prov__LookupUserResponse& out) {
    write_account(writer_,
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
        writer_,
        provisioning::look_up_user(services_, text(request->userId), text(request->managedSysId)),
        out);
  });
}

}  // namespace idm::soap
