#include "identity/lock_user.h"

#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/locks.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/user_rows.h"
#include "orm/text.h"

namespace idm {
namespace {

const char* action_of(std::optional<LockOperation> operation) {
  if (operation == LockOperation::Locked) return "LOCKED";
  if (operation == LockOperation::LockedByAdmin) return "LOCKED_ADMIN";
  return operation ? "UNLOCK" : "LOCK";
}

bool is_disabled(const User& user) { return is(user.secondary_status, "DISABLED"); }

void set_lock(User& user, Login& login, LockOperation operation) {
  // DISABLED is not a lock, and outlasts one: only disableUser ends it.
  const auto set = [&](int locked, const char* status) {
    login.locked = locked;
    if (!is_disabled(user)) user.secondary_status = std::string(status);
  };
  switch (operation) {
    case LockOperation::Locked:
      return set(1, "LOCKED");
    case LockOperation::LockedByAdmin:
      return set(2, "LOCKED_ADMIN");
    case LockOperation::Unlock:
      locks::release(user, login);
  }
}

/// Returns what the caller should know beside the success.
std::string lock(Db& db, const Config& config, const std::string& user_id, LockOperation operation,
                 const AlsoStoreLock& also_store) {
  std::vector<User> users = user_rows::locked(db, user_id);
  if (users.empty()) throw Error(ErrorCode::ObjectNotFound, "there is no user " + user_id);
  std::optional<Login> login = logins::find_primary(db, config, user_id);
  if (!login)
    throw Error(
        ErrorCode::PrincipalNotFound,
        "user " + user_id + " has no principal on managed system " + config.default_managed_system);
  // Before the changes: these wait for the next query, and should travel with what follows.
  locks::forget(db, user_id);
  const User user_before = users.front();
  const Login login_before = *login;
  set_lock(users.front(), *login, operation);
  db.update(users.front(), &user_before);
  db.update(*login, &login_before);
  if (operation == LockOperation::Locked) locks::remember(db, user_id, now());
  if (also_store) also_store(db, users.front());
  if (!is_disabled(users.front())) return {};
  return operation == LockOperation::Unlock
             ? "the user is disabled and stays so; disableUser with operation false ends that"
             : "the user is disabled and stays so; the primary login is locked";
}

}  // namespace

std::string lock_user(Services& services, const Text& user_id,
                      std::optional<LockOperation> operation, const Requestor& requestor,
                      const AlsoStoreLock& also_store) {
  audit::AuditEvent event;
  event.action = action_of(operation);
  event.object_id = user_id;
  event.requestor = requestor;
  event.target_system_id = services.config.default_managed_system;
  return audit::or_record_failure(services, event, [&] {
    const std::string& id = needed(user_id, "userId");
    if (!operation) throw Error(ErrorCode::MissingRequiredAttribute, "operation is missing");
    return again_when_stale([&] {
      return services.store.transact([&](Db& db) {
        std::string note = lock(db, services.config, id, *operation, also_store);
        audit::record(db, event);
        return note;
      });
    });
  });
}

}  // namespace idm
