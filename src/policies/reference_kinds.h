#pragma once

#include <vector>

#include "identity/apply_reference.h"

namespace idm::policies {

/// [[transform]] and [[provisioning_policy]] of `provisiond apply`.
std::vector<AppliedKind> applied_kinds();

}  // namespace idm::policies
