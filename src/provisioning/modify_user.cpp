#include "identity/modify_user.h"

#include "core/error.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"

namespace idm::provisioning {

UserAnswer modify_user(Services& services, UserRequest request) {
  const std::string key = retries::key_of(services, "modifyUser", request);
  const auto first_answer = [&] {
    return services.store.read([&](Db& db) { return retries::find(db, key); });
  };
  if (!key.empty())
    if (const auto memory = first_answer()) return remembered_answer(services, *memory);
  const std::string undone = undelivered(request);
  const std::string user_id = request.user.id;
  const Asked asked(services.config, request);
  const auto reference = services.reference.get();
  try {
    return users::modify(services, std::move(request), [&](Db& db, UserAnswer& done) {
      record_modification(db, services, *reference, asked, done);
      if (!undone.empty()) done.note += (done.note.empty() ? "" : "; ") + undone;
      retries::remember(db, key, user_id, done.note);
    });
  } catch (const Error& error) {
    if (key.empty() || error.code() != ErrorCode::StaleVersion) throw;
    if (const auto memory = first_answer()) return remembered_answer(services, *memory);
    throw;
  }
}

}  // namespace idm::provisioning
