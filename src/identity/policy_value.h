#pragma once

#include <optional>

#include "orm/types.h"

namespace idm {

/// Reads the number that a value of a policy holds, blanks around it allowed; nothing when it is
/// absent, empty, 0 or less, which all mean "not limited". False when it is not a number.
bool read_policy_number(const Text& value, std::optional<int>& number);

}  // namespace idm
