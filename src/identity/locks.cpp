#include "identity/locks.h"

#include <orm/user_lock-odb.hxx>

#include "core/log.h"
#include "identity/again_when_stale.h"
#include "identity/audit.h"
#include "identity/authentication_policy.h"
#include "identity/logins.h"
#include "identity/user_rows.h"
#include "orm/reference.h"
#include "orm/text.h"
#include "orm/user_lock.h"

namespace idm::locks {
namespace {

/// When the lock on that login ends by itself; nothing: not at all.
Moment end_of(const Reference& reference, const UserLock& lock, const Login& login) {
  const auto minutes = auto_unlock_time(reference, login.id.domain_id);
  if (!minutes) return {};
  const bool tried_later =
      !login.last_auth_attempt.null() && *login.last_auth_attempt > lock.locked_at;
  return (tried_later ? *login.last_auth_attempt : lock.locked_at) + *minutes;
}

void record(Db& db, const std::string& user_id, const Login& login) {
  audit::AuditEvent event;
  event.action = "UNLOCK";
  event.object_id = user_id;
  event.reason = std::string("AUTO_UNLOCK_TIME");
  audit::set_account(event, login.id);
  audit::record(db, event);
}

/// The login that the lock stands on: the primary one, or one that was when the lock was made.
std::optional<Login> find_locked(Db& db, const Config& config, const std::string& user_id) {
  std::optional<Login> primary = logins::find_primary(db, config, user_id);
  if (!primary || primary->locked == 1) return primary;
  for (Login& login : logins::of_user(db, user_id))
    if (login.id.managed_system_id == config.default_managed_system && login.locked == 1)
      return std::move(login);
  return std::nullopt;
}

/// True when the user was locked and no longer is.
bool release_if_due(Db& db, const Services& services, const Reference& reference,
                    const std::string& user_id, Instant at, const AlsoStoreLock& also_store) {
  std::vector<User> users = user_rows::locked(db, user_id);
  const std::optional<UserLock> lock = db.find<UserLock>(user_id);
  if (!lock) return false;
  std::optional<Login> login;
  if (!users.empty()) login = find_locked(db, services.config, user_id);
  if (!login || login->locked != 1) {
    forget(db, user_id);
    return false;
  }
  const Moment end = end_of(reference, *lock, *login);
  if (end.null() || *end > at) return false;
  forget(db, user_id);
  release(users.front(), *login);
  db.update(users.front());
  db.update(*login);
  record(db, user_id, *login);
  if (also_store) also_store(db, users.front());
  return true;
}

std::vector<std::string> remembered(Db& db) {
  std::vector<std::string> ids;
  for (const UserLock& lock : db.odb().query<UserLock>()) ids.push_back(lock.user_id);
  return ids;
}

}  // namespace

void release(User& user, Login& login) {
  if (is(user.secondary_status, "LOCKED") || is(user.secondary_status, "LOCKED_ADMIN"))
    user.secondary_status.reset();
  login.locked = 0;
  login.auth_fail_count = 0;
}

void remember(Db& db, const std::string& user_id, Instant at) { db.insert(UserLock{user_id, at}); }

void forget(Db& db, const std::string& user_id) {
  if (db.find<UserLock>(user_id)) db.erase<UserLock>(user_id);
}

std::size_t release_expired(Services& services, Instant at, const AlsoStoreLock& also_store) {
  const auto reference = services.reference.get();
  std::size_t released = 0;
  for (const std::string& id : services.store.read(remembered)) {
    const bool done = again_when_stale([&] {
      return services.store.transact(
          [&](Db& db) { return release_if_due(db, services, *reference, id, at, also_store); });
    });
    if (done) ++released;
  }
  return released;
}

}  // namespace idm::locks
