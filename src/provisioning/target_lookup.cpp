#include "provisioning/target_lookup.h"

#include "core/error.h"
#include "core/folding.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/users.h"
#include "orm/reference.h"

namespace idm::provisioning {
namespace {

const std::string& known_system(Services& services, const Text& managed_system_id) {
  const std::string& id = needed(managed_system_id, "managedSysId");
  if (!services.reference.get()->has_managed_system(id))
    throw Error(ErrorCode::ObjectIdInvalid,
                "managedSysId: there is no managed system '" + id + "'");
  return id;
}

std::string why_unreachable(const Reference& reference, const std::string& system) {
  const ProvisionConnector* connector = reference.connector_of(system);
  if (!connector) return "managed system '" + system + "' has no connector";
  return "managed system '" + system + "' was not asked: its connector '" + connector->id +
         "' is not built into this version";
}

TargetAccount unreachable(Services& services, const std::string& principal,
                          const std::string& system) {
  return {principal, system, why_unreachable(*services.reference.get(), system)};
}

}  // namespace

TargetAccount look_up_principal(Services& services, const Text& principal,
                                const Text& managed_system_id) {
  const std::string& name = needed(principal, "principalName");
  return unreachable(services, name, known_system(services, managed_system_id));
}

TargetAccount look_up_user(Services& services, const Text& user_id, const Text& managed_system_id) {
  const std::string& id = needed(user_id, "userId");
  const std::string& asked = needed(managed_system_id, "managedSysId");
  const LoginId there = services.store.read([&](Db& db) {
    users::get(db, id, users::Extent::Alone);
    for (const Login& login : logins::of_user(db, id))
      if (fold(login.id.managed_system_id) == fold(asked)) return login.id;
    throw Error(ErrorCode::PrincipalNotFound, "user '" + id +
                                                  "' has no principal on managed system '" +
                                                  known_system(services, managed_system_id) + "'");
  });
  return unreachable(services, there.login, there.managed_system_id);
}

std::string test_connection(Services& services, const Text& managed_system_id) {
  const std::string& system = known_system(services, managed_system_id);
  return why_unreachable(*services.reference.get(), system);
}

}  // namespace idm::provisioning
