#pragma once

#include "identity/add_user.h"
#include "identity/user_request.h"
#include "services.h"

namespace idm::users {

/// Changes what the request mentions and nothing else, in one transaction with its audit rows;
/// writers of one user are serialised. Throws UserNotFound, the codes of user_checks.h,
/// DuplicatePrincipal, the password's rule; what it refuses leaves an audit row and nothing else.
UserAnswer modify(Services& services, UserRequest request, const AlsoStore& also_store);

}  // namespace idm::users
