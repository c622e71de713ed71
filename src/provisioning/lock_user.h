#pragma once

#include <optional>

#include "identity/lock_user.h"
#include "services.h"

namespace idm::provisioning {

/// lockUser as idm::lock_user, with the news for the user's accounts: suspend, or resume unless the
/// user is disabled.
void lock_user(Services& services, const Text& user_id, std::optional<LockOperation> operation,
               const Requestor& requestor);

/// disableUser (behaviour.md 6.2): sets or clears DISABLED, frees the principals of the default
/// system from locks and counters (those of targets too when it enables), and tells the accounts to
/// suspend or resume. Throws UserNotFound; ObjectNotFound for a user without primary principal.
void disable_user(Services& services, const Text& user_id, bool disable,
                  const Requestor& requestor);

}  // namespace idm::provisioning
