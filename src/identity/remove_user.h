#pragma once

#include "identity/user_request.h"
#include "services.h"

namespace idm::users {

/// removeUser: deletes the user and the user's attributes, contacts and notes for good. Throws
/// MissingRequiredAttribute, UserNotFound, and ObjectIdInvalid while anything else refers to the
/// user (principals, roles, groups, supervisors, employees, affiliations, resources), naming what;
/// then nothing is changed.
void remove(Services& services, const Text& user_id, const Requestor& requestor);

}  // namespace idm::users
