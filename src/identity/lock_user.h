#pragma once

#include <functional>
#include <optional>

#include "identity/user_request.h"
#include "services.h"

namespace idm {

enum class LockOperation { Locked, LockedByAdmin, Unlock };

/// Runs in the transaction that locks: what must be there with the lock or not at all.
using AlsoStoreLock = std::function<void(Db&, const User&)>;

/// lockUser (behaviour.md 6.1): sets or clears the lock on the user and on the primary login.
/// Unlock clears LOCKED and LOCKED_ADMIN, never DISABLED. Throws MissingRequiredAttribute naming
/// what is absent, ObjectNotFound for an unknown user, PrincipalNotFound for one without primary
/// login.
void lock_user(Services& services, const Text& user_id, std::optional<LockOperation> operation,
               const Requestor& requestor, const AlsoStoreLock& also_store = nullptr);

}  // namespace idm
