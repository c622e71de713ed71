#pragma once

#include <string>
#include <vector>

#include "services.h"

namespace idm::policies {

struct PreviewRequest {
  std::string managed_system_id;
  std::string usage;      ///< CREATE, UPDATE, ENABLE, DISABLE, DELETE or CHANGE_PASSWORD
  std::string principal;  ///< of the user, on the default system
  std::string fields;     ///< JSON, to be tried in place of the stored policy; "" = the stored one
};

/// A line a field: what would be written to the user's account, or why it could not. Secrets are
/// starred; nothing is reserved. Throws Error(InvalidArgument), Error(ObjectIdInvalid) and
/// Error(PrincipalNotFound).
std::vector<std::string> preview(Services& services, const PreviewRequest& request);

}  // namespace idm::policies
