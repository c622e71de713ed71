#include "scim/projection.h"

#include <algorithm>

#include "scim/error.h"

namespace idm::scim {
namespace {

bool is_blank(const std::vector<std::string>& lists) {
  return std::all_of(lists.begin(), lists.end(), [](const std::string& list) {
    return list.find_first_not_of(", ") == std::string::npos;
  });
}

/// The names of a comma list, without what stands in brackets.
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names(1);
  int depth = 0;
  for (const char c : list) {
    if (c == ']' && depth > 0) {
      --depth;
    } else if (c == '[') {
      ++depth;
    } else if (depth == 0 && c == ',') {
      names.emplace_back();
    } else if (depth == 0 && c != ' ') {
      names.back() += c;
    }
  }
  return names;
}

std::string key_of(const Attribute& attribute) { return std::string(attribute.name); }

/// Puts the part `sub` of `from` into `into`, an object or a list of objects.
void copy_part(Json& into, const Json& from, const std::string& sub) {
  if (from.is_array()) {
    if (into.is_null()) into = Json::array();
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (into.size() <= i) into.push_back(Json::object());
      if (const Json* part = member(from[i], sub)) into[i][sub] = *part;
    }
  } else if (const Json* part = member(from, sub)) {
    into[sub] = *part;
  }
}

void drop_empty(Json& holder, const std::string& key) {
  Json& value = holder[key];
  if (value.is_array()) {
    Json kept = Json::array();
    for (Json& element : value)
      if (!element.empty()) kept.push_back(std::move(element));
    value = std::move(kept);
  }
  if (value.is_null() || value.empty()) holder.erase(key);
}

}  // namespace

Projection::Projection(const ResourceType& type, const std::vector<std::string>& attributes,
                       const std::vector<std::string>& excluded) {
  const bool only = !is_blank(attributes), without = !is_blank(excluded);
  if (only && without)
    throw invalid_value("attributes and excludedAttributes cannot be asked for together");
  if (!only && !without) return;
  mode_ = only ? Mode::Only : Mode::Without;
  for (const std::string& list : only ? attributes : excluded)
    for (const std::string& text : names_in(list))
      if (const auto name = find_name(type, text)) names_.push_back(*name);
}

bool Projection::leaves_out(std::string_view attribute) const {
  if (mode_ == Mode::Default) return false;
  const bool whole_counts = mode_ == Mode::Without;
  const bool named = std::any_of(names_.begin(), names_.end(), [&](const Name& name) {
    return name.attribute && !name.extension && name.attribute->name == attribute &&
           (!whole_counts || !name.sub);
  });
  return named == whole_counts;
}

void Projection::select(Json& result, const Json& resource, const Name& name) const {
  const Json* from = holder_of(resource, name.extension);
  if (!from) return;
  if (!name.attribute) {
    result[std::string(name.extension->urn)] = *from;
    return;
  }
  const Json* value = member(*from, name.attribute->name);
  if (!value) return;
  Json& into = name.extension ? result[std::string(name.extension->urn)] : result;
  const std::string key = key_of(*name.attribute);
  if (!name.sub) {
    into[key] = *value;
    return;
  }
  Json part = into.contains(key) ? into[key] : Json();
  copy_part(part, *value, key_of(*name.sub));
  if (!part.is_null()) into[key] = std::move(part);
}

void Projection::remove(Json& result, const Name& name) {
  if (name.attribute && name.attribute->returned == Returned::Always) return;
  const std::string urn = name.extension ? std::string(name.extension->urn) : std::string();
  if (!name.attribute) {
    result.erase(urn);
    return;
  }
  if (name.extension && !result.contains(urn)) return;
  Json& holder = name.extension ? result[urn] : result;
  const std::string key = key_of(*name.attribute);
  if (!holder.contains(key)) return;
  if (!name.sub) {
    holder.erase(key);
  } else {
    const std::string sub = key_of(*name.sub);
    Json& value = holder[key];
    if (value.is_array()) {
      for (Json& element : value) element.erase(sub);
    } else {
      value.erase(sub);
    }
    drop_empty(holder, key);
  }
  if (name.extension && holder.empty()) result.erase(urn);
}

Json Projection::apply(const Json& resource) const {
  if (mode_ == Mode::Default) return resource;
  if (mode_ == Mode::Without) {
    Json result = resource;
    for (const Name& name : names_) remove(result, name);
    return result;
  }
  Json result = Json::object();
  for (const char* always : {"schemas", "id"})
    if (const Json* value = member(resource, always)) result[always] = *value;
  for (const Name& name : names_) select(result, resource, name);
  // Only now: until then elements are told apart by where they stand.
  for (const Name& name : names_) {
    if (!name.sub) continue;
    const std::string urn = name.extension ? std::string(name.extension->urn) : std::string();
    if (name.extension && !result.contains(urn)) continue;
    Json& holder = name.extension ? result[urn] : result;
    if (holder.contains(key_of(*name.attribute))) drop_empty(holder, key_of(*name.attribute));
    if (name.extension && holder.empty()) result.erase(urn);
  }
  return result;
}

}  // namespace idm::scim
