#pragma once

#include <string>

#include "orm/text.h"
#include "policies/operation.h"

namespace idm::policies {

/// A value for a message: of a secret field nothing, of a long one its beginning.
inline std::string shown(const Scope& scope, const Value& value) {
  if (!value) return "null";
  if (scope.field.secret) return "this value";
  const std::string begin = first_characters(*value, 60);
  return "\"" + begin + (begin.size() < value->size() ? "…\"" : "\"");
}

}  // namespace idm::policies
