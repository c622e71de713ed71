#pragma once

#include "orm/user.h"

/// One flag instead of two statuses, for surfaces that know no more (contract rest.md 1.2).
namespace idm::users {

/// ACTIVE or PENDING_INITIAL_LOGIN, and not DISABLED. Who is locked stays active.
bool is_active(const User& user);

/// False: INACTIVE and DISABLED. True takes both back; another lock stays. Nothing changes for a
/// user who is so already.
void set_active(User& user, bool active);

}  // namespace idm::users
