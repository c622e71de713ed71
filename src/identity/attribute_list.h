#pragma once

#include <string>
#include <vector>

#include "orm/types.h"
#include "orm/user_attribute.h"
#include "services.h"

namespace idm::users {

struct AttributeList {
  std::vector<UserAttribute> attributes;
  std::string note;  ///< which of the wanted names the user has no attribute for
};

/// getUserAsAttributeList: EMAIL, which is the e-mail address of the user's own row, then the
/// user's attributes of these names, in that order; a name that is wanted twice counts once. The
/// principal is one of the default domain and system. Throws MissingRequiredAttribute,
/// PrincipalNotFound, UserNotFound.
AttributeList attribute_list(Services& services, const Text& principal,
                             const std::vector<std::string>& names);

}  // namespace idm::users
