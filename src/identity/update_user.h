#pragma once

#include <string>

#include "identity/user_request.h"
#include "services.h"

namespace idm::users {

/// updateUser, updateUserWithDependent: makes the user what the request says. Fields that are
/// absent become null (showInSearch and delAdmin 0, lastUpdate now). With `dependents` the same
/// holds for attributes, contacts and notes: those with a known id are overwritten, an attribute
/// also by its name, others are new, and what the request does not mention is removed. Principals,
/// memberships, supervisors and resources stay as they are. Returns what the caller should know of
/// what was not taken. Throws MissingRequiredAttribute, UserNotFound, ObjectIdInvalid; then nothing
/// is stored.
std::string overwrite(Services& services, UserRequest request, bool dependents);

}  // namespace idm::users
