#pragma once

#include <optional>

#include "scim/narrowing.h"

namespace idm::scim {

/// Where the columns of USERS, GRP and the tables beside them say something of an attribute: what
/// they say of one comparison. `value` is no null. Nothing when they say nothing.
std::optional<Narrowing> narrow_by_columns(const ResourceType& type, const Name& name,
                                           const Filter& comparison, const NarrowingRules& rules);

}  // namespace idm::scim
