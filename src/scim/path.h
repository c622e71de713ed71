#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scim/attributes.h"
#include "scim/filter.h"

namespace idm::scim {

/// What an operation of a PATCH is about: `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub` or
/// an extension as a whole.
struct Path {
  std::string text;                      ///< as it was sent
  const Schema* extension = {};          ///< null: the core schema or a common attribute
  const Attribute* attribute = nullptr;  ///< null: the whole extension
  std::optional<Filter> filter;
  const Attribute* sub = nullptr;

  /// The last part named. Null for a whole extension.
  const Attribute* leaf() const { return sub ? sub : attribute; }
  bool is_read_only() const {
    return attribute && (attribute->is_read_only() || leaf()->is_read_only());
  }
};

/// Reads a path. Throws an invalidPath that repeats it for bad syntax and names that the type does
/// not know, an invalidFilter for what is wrong between its brackets.
Path parse_path(const ResourceType& type, std::string_view text);

}  // namespace idm::scim
