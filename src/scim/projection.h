#pragma once

#include <string>
#include <vector>

#include "scim/attributes.h"
#include "scim/values.h"

namespace idm::scim {

/// What of a resource its reader wants: the parameters `attributes` and `excludedAttributes`.
class Projection {
 public:
  /// Everything that is returned by default.
  Projection() = default;
  /// Each text is a comma list of names; what stands in brackets is passed by, and so are names
  /// that the type does not know. Throws an invalidValue when both are given.
  Projection(const ResourceType& type, const std::vector<std::string>& attributes,
             const std::vector<std::string>& excluded);

  /// True when nothing of that attribute of the core schema will be shown: it need not be read.
  bool leaves_out(std::string_view attribute) const;
  /// True when `attributes` was given.
  bool is_selective() const { return mode_ == Mode::Only; }

  /// The resource with what is wanted; `id` and `schemas` always.
  Json apply(const Json& resource) const;

 private:
  enum class Mode { Default, Only, Without };

  void select(Json& result, const Json& resource, const Name& name) const;
  static void remove(Json& result, const Name& name);

  Mode mode_ = Mode::Default;
  std::vector<Name> names_;
};

}  // namespace idm::scim
