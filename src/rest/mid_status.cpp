#include "orm/account_state.h"
#include "provisioning/task_words.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"

namespace idm::rest::mid {
namespace {

/// Whether the user has an account there and what was last asked of it was done: a suspended one
/// counts.
bool is_provisioned(Db& db, const std::string& user_id, const std::string& system) {
  if (system.empty()) return false;
  const auto account = db.find<AccountState>(AccountStateId{user_id, system});
  return account &&
         (account->state == provisioning::provisioned || account->state == provisioning::disabled);
}

}  // namespace

http::Response creation_status(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const ProvisionStatusConfig& mapping = services.config.provision_status;
  const Json data = services.store.read([&](Db& db) {
    const std::string id = get_user(db, services, realm, request).user.id;
    return Json{
        {"iamStatus", true   },
        { "ssmsStatus",   is_provisioned(db,   id, mapping.ssms)},
        { "mPowerStatus", is_provisioned(db, id, mapping.mpower)}
    };
  });
  return answer(200, "Success", "User status fetched successfully", SubSystem::Users, data);
}

}  // namespace idm::rest::mid
