#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/instant.h"
#include "orm/login.h"
#include "orm/store.h"
#include "orm/user.h"
#include "services.h"

namespace idm {

/// Runs in the transaction that locks or unlocks: what must be there with that or not at all.
using AlsoStoreLock = std::function<void(Db&, const User&)>;

}  // namespace idm

/// Locks that end by themselves (behaviour.md 6.1; design.md 3, "locks in time"): those of lockUser
/// with `locked`, never those of `locked_admin`. USER_LOCK remembers since when.
namespace idm::locks {

/// Ends a lock on user and login. DISABLED is none.
void release(User& user, Login& login);

/// To be called in the transaction that ends a lock, and before remember().
void forget(Db& db, const std::string& user_id);
/// To be called in the transaction that locks.
void remember(Db& db, const std::string& user_id, Instant at);

/// Releases every lock that is older than its domain's AUTO_UNLOCK_TIME (minutes, of the
/// authentication policy of the primary login's domain; none: never), counted from the lock or from
/// the last failed attempt, whichever is later. Returns how many. Several processes may do so at
/// once. Throws as Store::transact.
std::size_t release_expired(Services& services, Instant at,
                            const AlsoStoreLock& also_store = nullptr);

}  // namespace idm::locks
