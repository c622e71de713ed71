#pragma once

#include <string>

#include "identity/user_request.h"
#include "services.h"

/// What ProvisioningService does: identity changes, and the news of them for other systems.
namespace idm::provisioning {

/// addUser (behaviour.md 3): everything in the request or nothing, in one transaction; a retry with the same
/// requestId and body returns the first answer.
UserAnswer add_user(Services& services, UserRequest request);

/// modifyUser (behaviour.md 4): likewise.
UserAnswer modify_user(Services& services, UserRequest request);

}  // namespace idm::provisioning
