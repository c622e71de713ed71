#pragma once

#include <optional>
#include <string>

#include "scim/values.h"

namespace idm::scim {

/// What resources of a type are sorted by: an attribute path. Of a multi-valued attribute the
/// primary element counts, else the first.
class SortKey {
 public:
  /// Throws 403 for the password. A name that the type does not know is missing everywhere.
  SortKey(const ResourceType& type, const std::string& path);

  bool is_known() const { return leaf_ != nullptr; }
  /// Texts that stand in the order of the values; nothing when the value is missing. Cut at 1000
  /// bytes.
  std::optional<std::string> of(const Json& document) const;

 private:
  std::optional<Name> name_;
  const Attribute* leaf_ = nullptr;  ///< whose values are compared
};

}  // namespace idm::scim
