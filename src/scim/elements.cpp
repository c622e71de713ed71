#include "scim/elements.h"

#include <algorithm>

#include "scim/error.h"
#include "scim/read_value.h"

namespace idm::scim {
namespace {

bool describe(const Filter& filter, const Attribute& list, Json& element) {
  if (filter.kind == Filter::Kind::All)
    return std::all_of(filter.parts.begin(), filter.parts.end(),
                       [&](const Filter& part) { return describe(part, list, element); });
  const Attribute* sub = list.sub(filter.name);
  if (filter.kind != Filter::Kind::Compare || filter.comparison != Comparison::Equal || !sub ||
      sub->is_read_only() || filter.value.is_null())
    return false;
  element[std::string(sub->name)] = read_value(*sub, filter.value);
  return true;
}

bool has_equal(const Attribute& sub, const Json& element, const Json& wanted) {
  const Json* one = member(element, sub.name);
  const Json* other = member(wanted, sub.name);
  if (!one || !other) return !one && !other;
  if (!one->is_string() || !other->is_string()) return *one == *other;
  return comparable(sub, one->get_ref<const std::string&>()) ==
         comparable(sub, other->get_ref<const std::string&>());
}

bool is_primary(const Json& element) {
  const Json* primary = member(element, "primary");
  return primary && *primary == true;
}

}  // namespace

Json element_described_by(const Filter& filter, const Attribute& list) {
  Json element = Json::object();
  return describe(filter, list, element) ? element : Json();
}

bool is_meant_by(const Attribute& list, const Json& element, const Json& wanted) {
  const bool by_value = member(wanted, "value") != nullptr;
  return std::all_of(list.sub_attributes.begin(), list.sub_attributes.end(),
                     [&](const Attribute& sub) {
                       if (!member(wanted, sub.name)) return true;
                       if (by_value && sub.name != "value" && sub.name != "type") return true;
                       return has_equal(sub, element, wanted);
                     });
}

bool are_equal(const Attribute& list, const Json& one, const Json& other) {
  return std::all_of(list.sub_attributes.begin(), list.sub_attributes.end(),
                     [&](const Attribute& sub) {
                       if (sub.is_read_only()) return true;
                       const Json* a = member(one, sub.name);
                       const Json* b = member(other, sub.name);
                       return a && b ? *a == *b : a == b;
                     });
}

void keep_one_primary(const Attribute& list, Json& elements,
                      const std::vector<std::size_t>& touched) {
  std::size_t chosen = elements.size();
  for (const std::size_t at : touched) {
    if (!is_primary(elements[at])) continue;
    if (chosen != elements.size())
      throw invalid_value("only one element of '" + std::string(list.name) + "' may be primary");
    chosen = at;
  }
  if (chosen == elements.size()) return;
  for (std::size_t at = 0; at < elements.size(); ++at)
    if (at != chosen && is_primary(elements[at])) elements[at].erase("primary");
}

}  // namespace idm::scim
