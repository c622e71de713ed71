#pragma once

#include <optional>

#include "identity/lock_user.h"
#include "orm/reference.h"
#include "services.h"

namespace idm::provisioning {

/// lockUser as idm::lock_user, with the news for the user's accounts: suspend, or resume unless the
/// user is disabled.
std::string lock_user(Services& services, const Text& user_id,
                      std::optional<LockOperation> operation, const Requestor& requestor);

/// locks::release_expired, with the same news.
std::size_t release_expired_locks(Services& services, Instant at);

/// disableUser (behaviour.md 6.2): sets or clears DISABLED, frees the principals of the default
/// system from locks and counters (those of targets too when it enables), and tells the accounts to
/// suspend or resume. The requestor need not be known. Throws UserNotFound; ObjectNotFound for a
/// user without primary principal.
void disable_user(Services& services, const Text& user_id, bool disable,
                  const Requestor& requestor);

/// What it means beside the user's row that a user was disabled, or is no longer: locks and
/// counters end, the accounts suspend or resume, an audit row. In the transaction that changes the
/// row.
void record_disabling(Db& db, const Services& services, const Reference& reference,
                      const UserRequest& origin, const User& user, bool disable);

}  // namespace idm::provisioning
