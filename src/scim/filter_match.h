#pragma once

#include <memory>

#include "scim/filter.h"
#include "scim/values.h"

namespace idm::scim {

/// A filter with its names looked up, ready to be asked of many documents in their working form
/// (attributes.h). Safe from any thread.
///
/// A name that the type does not know never matches. Of a multi-valued attribute one element is
/// enough, except that `ne` holds when no element is equal, so also when there is none. `eq null`
/// is "not present".
class FilterMatch {
 public:
  /// Asked of resources of this type. Throws an invalidFilter for a comparison that its attribute
  /// or literal cannot have (an order of truth values, part of a number, a date that is none), and
  /// 403 for one of the password.
  FilterMatch(const Filter& filter, const ResourceType& type);
  /// Asked of the elements of a complex attribute, as in brackets.
  FilterMatch(const Filter& filter, const Attribute& list);
  ~FilterMatch();
  FilterMatch(FilterMatch&&) noexcept;
  FilterMatch& operator=(FilterMatch&&) noexcept;

  bool operator()(const Json& document) const;

  struct Term;

 private:
  std::unique_ptr<const Term> term_;
};

}  // namespace idm::scim
