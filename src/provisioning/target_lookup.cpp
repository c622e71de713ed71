#include "provisioning/target_lookup.h"

#include <memory>

#include "connectors/registry.h"
#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/folding.h"
#include "core/ids.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/users.h"
#include "orm/account_state.h"
#include "orm/reference.h"

namespace idm::provisioning {
namespace {

/// As it is spelt where it is stored.
std::string known_system(Services& services, const Text& managed_system_id) {
  const auto reference = services.reference.get();
  const std::string id = reference->managed_system_id(needed(managed_system_id, "managedSysId"));
  if (!reference->has_managed_system(id))
    throw Error(ErrorCode::ObjectIdInvalid,
                "managedSysId: there is no managed system '" + id + "'");
  return id;
}

/// Has `ask` talk to the system; returns why that did not work, "" when it did.
template <class Ask>
std::string converse(Services& services, const std::string& system, Ask ask) {
  try {
    const auto reference = services.reference.get();
    const connectors::Target target =
        connectors::target_of(*reference->managed_system(system), services.secret_key);
    ask(*connectors::make_connector(target), connectors::call_now(target, new_request_id()));
    return {};
  } catch (const connectors::Failure& failure) {
    return "managed system '" + system + "': " + failure.what();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::NoConnector && error.code() != ErrorCode::InvalidArgument) throw;
    return error.what();
  }
}

TargetAccount look_up(Services& services, const std::string& principal, const std::string& system) {
  TargetAccount account{principal, system, {}, {}};
  account.refusal = converse(services, system, [&](auto& connector, const auto& call) {
    auto found = connector.find(principal, call);
    if (found)
      account.attributes = std::move(found->attributes);
    else
      throw connectors::Failure(connectors::Failure::Kind::Refused,
                                "there is no account '" + principal + "'");
  });
  return account;
}

}  // namespace

TargetAccount look_up_principal(Services& services, const Text& principal,
                                const Text& managed_system_id) {
  const std::string& name = needed(principal, "principalName");
  return look_up(services, name, known_system(services, managed_system_id));
}

TargetAccount look_up_user(Services& services, const Text& user_id, const Text& managed_system_id) {
  const std::string& id = needed(user_id, "userId");
  const std::string& asked = needed(managed_system_id, "managedSysId");
  const LoginId there = services.store.read([&](Db& db) {
    users::get(db, id, users::Extent::Alone);
    std::vector<LoginId> found;
    for (const Login& login : logins::of_user(db, id))
      if (fold(login.id.managed_system_id) == fold(asked)) found.push_back(login.id);
    if (!found.empty()) {
      // A new name that has not arrived there yet would find nobody, or somebody else.
      const auto state = db.find<AccountState>(AccountStateId{id, found[0].managed_system_id});
      if (found.size() == 1 && state && !state->target_name.null())
        found[0].login = *state->target_name;
      return found[0];
    }
    throw Error(ErrorCode::PrincipalNotFound, "user '" + id +
                                                  "' has no principal on managed system '" +
                                                  known_system(services, managed_system_id) + "'");
  });
  return look_up(services, there.login, there.managed_system_id);
}

std::string test_connection(Services& services, const Text& managed_system_id) {
  return converse(services, known_system(services, managed_system_id),
                  [](auto& connector, const auto& call) { connector.test(call); });
}

}  // namespace idm::provisioning
