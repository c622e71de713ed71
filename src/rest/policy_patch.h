#pragma once

#include <vector>

#include "rest/json_patch.h"

namespace idm::rest {

/// A policy (policy_json) after a patch. `isRequired` of its fields is read-only: a field keeps
/// what it had, and a new one is not required. Throws Refusal 400; `policy` is left as it was.
Json patched_policy(const Json& policy, const std::vector<PatchOperation>& patch);

}  // namespace idm::rest
