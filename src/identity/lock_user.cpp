#include "identity/lock_user.h"

#include "identity/again_when_stale.h"
#include "identity/audit.h"
#include "identity/logins.h"
#include "identity/user_rows.h"

namespace idm {
namespace {

const std::string& need(const Text& text, const char* name) {
  if (text.null() || text->empty())
    throw Error(ErrorCode::MissingRequiredAttribute, std::string(name) + " is missing");
  return *text;
}

const char* action_of(std::optional<LockOperation> operation) {
  if (operation == LockOperation::Locked) return "LOCKED";
  if (operation == LockOperation::LockedByAdmin) return "LOCKED_ADMIN";
  return operation ? "UNLOCK" : "LOCK";
}

void set_lock(User& user, Login& login, LockOperation operation) {
  switch (operation) {
    case LockOperation::Locked:
      user.secondary_status = std::string("LOCKED");
      login.locked = 1;
      return;
    case LockOperation::LockedByAdmin:
      user.secondary_status = std::string("LOCKED_ADMIN");
      login.locked = 2;
      return;
    case LockOperation::Unlock:
      // DISABLED is not a lock: only disableUser ends it.
      if (!user.secondary_status.null() &&
          (*user.secondary_status == "LOCKED" || *user.secondary_status == "LOCKED_ADMIN"))
        user.secondary_status.reset();
      login.locked = 0;
      login.auth_fail_count = 0;
  }
}

User lock(Db& db, const Config& config, const std::string& user_id, LockOperation operation) {
  std::vector<User> users = user_rows::locked(db, user_id);
  if (users.empty()) throw Error(ErrorCode::ObjectNotFound, "there is no user " + user_id);
  std::optional<Login> login = logins::find_primary(db, config, user_id);
  if (!login)
    throw Error(
        ErrorCode::PrincipalNotFound,
        "user " + user_id + " has no principal on managed system " + config.default_managed_system);
  set_lock(users.front(), *login, operation);
  db.update(users.front());
  db.update(*login);
  return std::move(users.front());
}

}  // namespace

void lock_user(Services& services, const Text& user_id, std::optional<LockOperation> operation,
               const Requestor& requestor, const AlsoStoreLock& also_store) {
  audit::AuditEvent event;
  event.action = action_of(operation);
  event.object_id = user_id;
  event.requestor = requestor;
  event.target_system_id = services.config.default_managed_system;
  try {
    const std::string& id = need(user_id, "userId");
    if (!operation) throw Error(ErrorCode::MissingRequiredAttribute, "operation is missing");
    again_when_stale([&] {
      services.store.transact([&](Db& db) {
        const User user = lock(db, services.config, id, *operation);
        if (also_store) also_store(db, user);
        audit::record(db, event);
      });
    });
  } catch (const Error& error) {
    audit::record_failure(services, event, error);
    throw;
  }
}

}  // namespace idm
