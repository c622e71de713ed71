#include "provisioning/lock_user.h"

#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/locks.h"
#include "identity/logins.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/text.h"
#include "provisioning/accounts.h"

namespace idm::provisioning {
namespace {

/// The whole change of disableUser, on a user whose row is locked.
void set_disabled(Db& db, const Config& config, User& user, bool disable) {
  if (!logins::find_primary(db, config, user.id))
    throw Error(
        ErrorCode::ObjectNotFound,
        "user " + user.id + " has no principal on managed system " + config.default_managed_system);
  user.secondary_status = disable ? Text(std::string("DISABLED")) : Text();
  user.last_update = now();
  db.update(user);
  locks::forget(db, user.id);
  for (Login& login : logins::of_user(db, user.id)) {
    if (disable && login.id.managed_system_id != config.default_managed_system) continue;
    logins::reset_counters(login);
    db.update(login);
  }
}

}  // namespace

std::string lock_user(Services& services, const Text& user_id,
                      std::optional<LockOperation> operation, const Requestor& requestor) {
  const auto reference = services.reference.get();
  return idm::lock_user(services, user_id, operation, requestor, [&](Db& db, const User& user) {
    const bool unlocks = operation == LockOperation::Unlock;
    if (unlocks && is(user.secondary_status, "DISABLED")) return;
    record_for_all(db, services, *reference, origin_of(requestor), user,
                   unlocks ? Verb::Resume : Verb::Suspend);
  });
}

std::size_t release_expired_locks(Services& services, Instant at) {
  const auto reference = services.reference.get();
  return locks::release_expired(services, at, [&](Db& db, const User& user) {
    if (!is(user.secondary_status, "DISABLED"))
      record_for_all(db, services, *reference, {}, user, Verb::Resume);
  });
}

void disable_user(Services& services, const Text& user_id, bool disable,
                  const Requestor& requestor) {
  const auto reference = services.reference.get();
  audit::AuditEvent event;
  event.action = disable ? "DISABLE" : "ENABLE";
  event.object_id = user_id;
  event.requestor = requestor;
  event.target_system_id = services.config.default_managed_system;
  const std::string id = user_id.null() ? std::string() : *user_id;
  audit::attempt(services, event, [&](Db& db) {
    std::vector<User> found = user_rows::locked(db, id);
    if (found.empty()) throw users::no_such_user(id);
    set_disabled(db, services.config, found.front(), disable);
    record_for_all(db, services, *reference, origin_of(requestor), found.front(),
                   disable ? Verb::Suspend : Verb::Resume);
    audit::record(db, event);
  });
}

}  // namespace idm::provisioning
