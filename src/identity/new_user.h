#pragma once

#include "identity/user_request.h"
#include "orm/store.h"

/// A user that is about to be stored for the first time.
namespace idm::new_user {

/// The rows of the request, with ids, owners and defaults; principals apart. A userId in the
/// request means nothing. CREATE_DATE and LAST_UPDATE are `at` when absent.
UserGraph build(const UserRequest& request, Instant at);

/// Adds EMAIL1 and DESK PHONE from the flat fields when no row has that name (behaviour.md 3.2).
void add_flat_contacts(UserGraph& user);

/// Stores all of it.
void insert(Db& db, const UserGraph& user);

}  // namespace idm::new_user
