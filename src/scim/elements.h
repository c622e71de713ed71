#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scim/filter.h"
#include "scim/values.h"

namespace idm::scim {

/// Puts the sub-attributes of `sent` into an element or a complex value one by one: null, or what
/// stands for it, clears; what is not named stays. Throws as read_value (document.h).
void merge_parts(const Attribute& attribute, Json& target, const Json& sent,
                 const std::string& name);

/// The element that a filter describes when it is nothing but `eq` terms joined by `and`; null when
/// it is anything else. Throws an invalidValue for a literal of the wrong type.
Json element_described_by(const Filter& filter, const Attribute& list);

/// True when the element has everything that `wanted` names: its `value` and `type`, or, without a
/// `value`, all of it.
bool is_meant_by(const Attribute& list, const Json& element, const Json& wanted);

/// The element as a text that is the same for all elements which are, but for what the server fills
/// in.
std::string form_of(const Attribute& list, const Json& element);

/// Of the elements at `touched` one may be primary: it then is the only one of the list. True when
/// there is such a one. Throws an invalidValue when several are.
bool keep_one_primary(const Attribute& list, Json& elements,
                      const std::vector<std::size_t>& touched);

}  // namespace idm::scim
