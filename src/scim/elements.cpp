#include "scim/elements.h"

#include <algorithm>

#include "scim/document.h"
#include "scim/error.h"

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
  element[std::string(sub->name)] = read_value(*sub, filter.value, std::string(sub->name));
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

void merge_parts(const Attribute& attribute, Json& target, const Json& sent,
                 const std::string& name) {
  if (!target.is_object()) target = Json::object();
  if (sent.is_object())
    for (const auto& [key, value] : sent.items()) {
      const Attribute* sub = attribute.sub(key);
      if (sub && !sub->is_read_only() &&
          read_value(*sub, value, name + "." + std::string(sub->name)).is_null())
        target.erase(std::string(sub->name));
    }
  Json value = read_value(attribute, sent, name);
  if (value.is_array()) {
    if (value.size() > 1) throw invalid_value(name + " must be one element, not several");
    value = Json(value.front());
  }
  if (value.is_object()) target.update(value);
}

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

std::string form_of(const Attribute& list, const Json& element) {
  std::string form;
  for (const Attribute& sub : list.sub_attributes) {
    const Json* part = sub.is_read_only() ? nullptr : member(element, sub.name);
    if (!part) {
      form += '-';
    } else if (part->is_string()) {
      const std::string& text = part->get_ref<const std::string&>();
      form += std::to_string(text.size()) + ':' + text;
    } else {
      form += part->dump() + ';';
    }
  }
  return form;
}

bool keep_one_primary(const Attribute& list, Json& elements,
                      const std::vector<std::size_t>& touched) {
  std::size_t chosen = elements.size();
  for (const std::size_t at : touched) {
    if (!is_primary(elements[at])) continue;
    if (chosen != elements.size())
      throw invalid_value("only one element of '" + std::string(list.name) + "' may be primary");
    chosen = at;
  }
  if (chosen == elements.size()) return false;
  for (std::size_t at = 0; at < elements.size(); ++at)
    if (at != chosen && is_primary(elements[at])) elements[at].erase("primary");
  return true;
}

}  // namespace idm::scim
