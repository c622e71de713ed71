#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "orm/policy.h"

namespace idm {

class Reference;

/// How long a lock by failed attempts lasts in that domain: AUTO_UNLOCK_TIME of the domain's
/// authentication policy. Nothing without one, or when it is empty or 0: such locks stay. Throws
/// Error(InvalidArgument) when the value is not a number.
std::optional<std::chrono::minutes> auto_unlock_time(const Reference& reference,
                                                     const std::string& domain_id);

/// Throws Error(InvalidArgument) naming a value of an authentication policy that cannot be used.
void check_authentication_rule(const PolicyAttribute& rule);

}  // namespace idm
