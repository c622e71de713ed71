#pragma once

#include <optional>
#include <string>

#include "identity/locks.h"
#include "identity/user_request.h"
#include "services.h"

namespace idm {

enum class LockOperation { Locked, LockedByAdmin, Unlock };

/// lockUser (behaviour.md 6.1): sets or clears the lock on the user and on the primary login.
/// A disabled user stays DISABLED through locks and unlocks. Returns what errorText should tell
/// beside the success; may be empty. Throws MissingRequiredAttribute naming
/// what is absent, ObjectNotFound for an unknown user, PrincipalNotFound for one without primary
/// login.
std::string lock_user(Services& services, const Text& user_id,
                      std::optional<LockOperation> operation, const Requestor& requestor,
                      const AlsoStoreLock& also_store = nullptr);

}  // namespace idm
