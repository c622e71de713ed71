#pragma once

#include "identity/user_request.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"

namespace idm::provisioning {

/// Adds to the answer's note the resources that userResourceList wants removed and that stay all
/// the same, each with the role, resource or principal of `answer.user` that needs it.
void tell_what_stays(const Reference& reference, const Asked& asked, UserAnswer& answer);

}  // namespace idm::provisioning
