#pragma once

#include <optional>
#include <string>

#include "identity/add_user.h"
#include "identity/user_request.h"
#include "services.h"

/// What ProvisioningService does: identity changes, and the news of them for other systems.
namespace idm::provisioning {

/// addUser (behaviour.md 3): everything in the request or nothing, in one transaction, with the
/// tasks for target systems; a retry with the same requestId and body returns the first answer,
/// unless the user was removed meanwhile. `also_store` joins the transaction, last. Throws as
/// users::add.
UserAnswer add_user(Services& services, UserRequest request,
                    const users::AlsoStore& also_store = nullptr);

/// modifyUser (behaviour.md 4): likewise. Throws UserNotFound too.
UserAnswer modify_user(Services& services, UserRequest request);

/// The answer to a retry, by retries::key_of: the user as now stored, and the first answer's note.
/// Nothing for a request that is new, or whose user was removed meanwhile.
std::optional<UserAnswer> remembered_answer(Services& services, const std::string& key);

}  // namespace idm::provisioning
