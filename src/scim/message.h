#pragma once

#include <string_view>

#include "scim/values.h"

namespace idm::scim {

/// A member of a message, whatever the case of its name; null when it is not there or null.
const Json* field(const Json& object, std::string_view name);

/// Throws an invalidSyntax when the message is no object, or says of itself that it is another one.
/// One that says nothing passes.
void check_message(const Json& message, std::string_view urn);

}  // namespace idm::scim
