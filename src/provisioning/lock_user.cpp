#include "provisioning/lock_user.h"

#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/locks.h"
#include "identity/logins.h"
#include "identity/user_events.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/text.h"
#include "provisioning/accounts.h"

namespace idm::provisioning {
namespace {

void free_logins(Db& db, const Config& config, const User& user, bool disable) {
  locks::forget(db, user.id);
  for (Login& login : logins::of_user(db, user.id)) {
    if (disable && login.id.managed_system_id != config.default_managed_system) continue;
    logins::reset_counters(login);
    db.update(login);
  }
}

audit::AuditEvent disabling_event(const Config& config, const UserRequest& origin,
                                  const Text& user_id, bool disable) {
  audit::AuditEvent event = user_events::event_of(disable ? "DISABLE" : "ENABLE", origin, "");
  event.object_id = user_id;
  event.target_system_id = config.default_managed_system;
  return event;
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

void record_disabling(Db& db, const Services& services, const Reference& reference,
                      const UserRequest& origin, const User& user, bool disable) {
  free_logins(db, services.config, user, disable);
  record_for_all(db, services, reference, origin_of(origin), user,
                 disable ? Verb::Suspend : Verb::Resume);
  audit::record(db, disabling_event(services.config, origin, Text(user.id), disable));
}

void disable_user(Services& services, const Text& user_id, bool disable,
                  const Requestor& requestor) {
  const auto reference = services.reference.get();
  UserRequest origin;
  origin.requestor = requestor;
  const audit::AuditEvent event = disabling_event(services.config, origin, user_id, disable);
  const std::string id = user_id.null() ? std::string() : *user_id;
  audit::attempt(services, event, [&](Db& db) {
    std::vector<User> found = user_rows::locked(db, id);
    if (found.empty()) throw users::no_such_user(id);
    User& user = found.front();
    if (!logins::find_primary(db, services.config, id))
      throw Error(ErrorCode::ObjectNotFound, "user " + id + " has no principal on managed system " +
                                                 services.config.default_managed_system);
    user.secondary_status = disable ? Text(std::string("DISABLED")) : Text();
    user.last_update = now();
    db.update(user);
    record_disabling(db, services, *reference, origin, user, disable);
  });
}

}  // namespace idm::provisioning
