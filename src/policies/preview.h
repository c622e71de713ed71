#pragma once

#include <string>
#include <vector>

#include "policies/evaluation.h"
#include "services.h"

namespace idm::policies {

struct PreviewRequest {
  std::string managed_system_id;
  std::string usage;      ///< CREATE, UPDATE, ENABLE, DISABLE, DELETE or CHANGE_PASSWORD
  std::string principal;  ///< of the user, on the default system
  std::string fields;     ///< JSON, to be tried in place of the stored policy; "" = the stored one
};

/// What would be written to the user's account, or why it could not. The values of secret fields
/// are "***"; nothing is reserved. Throws Error(InvalidArgument), Error(ObjectIdInvalid) and
/// Error(PrincipalNotFound).
Evaluated preview(Services& services, const PreviewRequest& request);

/// The same as a table, a line a field.
std::vector<std::string> preview_table(const Evaluated& evaluated);

}  // namespace idm::policies
