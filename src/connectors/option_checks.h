#pragma once

#include <string>
#include <vector>

#include "connectors/target.h"

namespace idm::connectors {

/// Throws Error(InvalidArgument) that names the option unless its value is one of `allowed`.
void one_of(const Target& target, const std::string& option,
            const std::vector<std::string>& allowed);

/// Likewise for an option that may not be empty.
void not_empty(const Target& target, const std::string& option);

}  // namespace idm::connectors
