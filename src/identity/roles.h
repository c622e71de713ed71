#pragma once

#include "identity/user_request.h"
#include "orm/role.h"
#include "services.h"

namespace idm::roles {

/// Adds an active role of that id and name to a security domain, with its audit row. False when the
/// domain has one of that id, in whatever case. Throws ObjectIdInvalid for an unknown domain.
bool add(Services& services, const RoleId& id, const Requestor& requestor);

}  // namespace idm::roles
