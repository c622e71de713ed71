#pragma once

#include <string>

#include "policies/operation.h"

namespace idm::policies {

/// Parses a policy, fields or a transform. Throws Error(InvalidArgument), beginning with `what`,
/// for text that is no JSON, larger than 400 KB or nested too deeply, and for a member given twice.
Json parse_json(const std::string& text, const std::string& what);

}  // namespace idm::policies
