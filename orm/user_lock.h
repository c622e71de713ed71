#pragma once

#include "orm/types.h"

namespace idm {

/// Since when a user is locked by lockUser's `locked`: what ends by itself after a time. Ours.
/// There is no row for a user who is not locked, or locked by an administrator.
struct UserLock {
  std::string user_id;
  Instant locked_at;
};
#pragma db object(UserLock) table("USER_LOCK")
#pragma db member(UserLock::user_id) id column("USER_ID") type("VARCHAR(32)")
#pragma db member(UserLock::locked_at) column("LOCKED_AT")

}  // namespace idm
