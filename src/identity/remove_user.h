#pragma once

#include <functional>

#include "identity/user_request.h"
#include "orm/store.h"
#include "services.h"

namespace idm::users {

/// Runs in the transaction that removes the user, after its rows: what must go with the user.
using AlsoErase = std::function<void(Db&, const UserGraph&)>;

/// removeUser: deletes the user and the user's attributes, contacts and notes for good. Throws
/// MissingRequiredAttribute, UserNotFound, and ObjectIdInvalid while anything else refers to the
/// user (principals, roles, groups, supervisors, employees, affiliations, resources), naming what;
/// then nothing is changed.
void remove(Services& services, const Text& user_id, const Requestor& requestor,
            const AlsoErase& also_erase = nullptr);

}  // namespace idm::users
