#pragma once

#include <functional>

#include "identity/user_request.h"
#include "orm/reference.h"
#include "services.h"

namespace idm::users {

/// Edits a user: whatever it makes different is stored. Rows without an id are new; a principal
/// with another name is renamed. Notes, affiliations and resources are not its to change, nor are
/// principals to be added or removed. Returns false when there is nothing to store,
/// here or elsewhere.
using Edit = std::function<bool(Db&, UserGraph&)>;

/// Changes a user by a function, in its caller's transaction and with the user's row locked, with
/// the audit rows of a modification; `origin` says who asks. False when there was nothing to store.
/// Throws UserNotFound, DuplicatePrincipal, and what `edit` throws.
bool revise(Db& db, Services& services, const Reference& reference, const UserRequest& origin,
            const std::string& user_id, const Edit& edit, UserAnswer& answer);

}  // namespace idm::users
