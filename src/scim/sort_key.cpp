#include "scim/sort_key.h"

#include <algorithm>

#include "scim/error.h"

namespace idm::scim {
namespace {

constexpr std::size_t longest_key = 1000;

const Json& chosen_of(const Json& list) {
  const auto primary = std::find_if(list.begin(), list.end(), [](const Json& element) {
    const Json* flag = member(element, "primary");
    return flag && *flag == true;
  });
  return primary == list.end() ? list.front() : *primary;
}

std::optional<std::string> text_of(const Attribute& leaf, const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  if (leaf.type != Type::DateTime) return comparable(leaf, text).substr(0, longest_key);
  const auto at = read_instant(text);
  return at ? std::optional(to_sql(*at)) : std::nullopt;
}

}  // namespace

SortKey::SortKey(const ResourceType& type, const std::string& path) : name_(find_name(type, path)) {
  if (!name_ || !name_->attribute) return;
  if (name_->leaf()->returned == Returned::Never)
    throw Refusal(403, "", "a list cannot be sorted by '" + path + "'");
  leaf_ = compared(*name_->leaf());
}

std::optional<std::string> SortKey::of(const Json& document) const {
  if (!leaf_) return {};
  const Json* holder = holder_of(document, name_->extension);
  const Json* value = holder ? member(*holder, name_->attribute->name) : nullptr;
  if (value && value->is_array()) value = &chosen_of(*value);
  if (value && name_->sub) value = member(*value, name_->sub->name);
  // Of a complex value, its `value`.
  if (value && value->is_object()) value = member(*value, leaf_->name);
  return value ? text_of(*leaf_, *value) : std::nullopt;
}

}  // namespace idm::scim
