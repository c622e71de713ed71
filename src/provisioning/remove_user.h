#pragma once

#include "identity/user_request.h"
#include "services.h"

namespace idm::provisioning {

/// removeUser as users::remove, and with the user what waits for target systems and can never be
/// carried out without one: pending tasks other than DELETE, and the state of accounts that never
/// came to be. Accounts stay as they are (docs/decisions/0017).
void remove_user(Services& services, const Text& user_id, const Requestor& requestor);

}  // namespace idm::provisioning
