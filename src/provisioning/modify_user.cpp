#include "identity/modify_user.h"

#include "core/error.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"
#include "provisioning/processors.h"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"

namespace idm::provisioning {
namespace {

/// A user who is not there is left to those who say so.
void ask_first(Services& services, const Processors& processors, UserRequest& request) {
  if (!processors.asks_first()) return;
  const std::optional<UserGraph> stored = services.store.read(
      [&](Db& db) { return users::find(db, request.user.id, users::Extent::Everything); });
  if (stored) processors.before(request, &*stored);
}

}  // namespace

UserAnswer modify_user(Services& services, UserRequest request) {
  const std::string key = retries::key_of(services, "modifyUser", request);
  const auto first_answer = [&] {
    return services.store.read([&](Db& db) { return retries::find(db, key); });
  };
  if (!key.empty())
    if (const auto memory = first_answer()) return remembered_answer(services, *memory);
  const Processors processors(services, "modifyUser", request);
  ask_first(services, processors, request);
  const std::string undone = undelivered(request);
  const std::string user_id = request.user.id;
  const Asked asked(services.config, request);
  const auto reference = services.reference.get();
  try {
    UserAnswer answer = users::modify(services, std::move(request), [&](Db& db, UserAnswer& done) {
      record_modification(db, services, *reference, asked, done);
      if (!undone.empty()) done.note += (done.note.empty() ? "" : "; ") + undone;
      retries::remember(db, key, user_id, done.note);
    });
    processors.after(answer);
    return answer;
  } catch (const Error& error) {
    if (key.empty() || error.code() != ErrorCode::StaleVersion) throw;
    if (const auto memory = first_answer()) return remembered_answer(services, *memory);
    throw;
  }
}

}  // namespace idm::provisioning
