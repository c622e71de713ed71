#include "scim/attributes.h"

#include <algorithm>

#include "core/ascii.h"

namespace idm::scim {
namespace {

const Attribute* named(std::span<const Attribute> attributes, std::string_view name) {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(),
                   [&](const Attribute& attribute) { return ascii::same(attribute.name, name); });
  return found == attributes.end() ? nullptr : &*found;
}

/// What stands behind the URN's colon; nothing when `text` does not start with that URN.
std::optional<std::string_view> behind(std::string_view urn, std::string_view text) {
  if (text.size() < urn.size() || !ascii::same(text.substr(0, urn.size()), urn)) return {};
  if (text.size() == urn.size()) return text.substr(urn.size());
  if (text[urn.size()] != ':' || text.size() == urn.size() + 1) return {};
  return text.substr(urn.size() + 1);
}

const Attribute* top_attribute(const Schema& schema, std::string_view name) {
  if (const Attribute* common = named(common_attributes(), name)) return common;
  return schema.attribute(name);
}

std::optional<Name> find_in(const Schema& schema, const Schema* extension, std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view first = text.substr(0, dot);
  Name name{extension, extension ? schema.attribute(first) : top_attribute(schema, first), nullptr};
  if (!name.attribute) return {};
  if (dot == std::string_view::npos) return name;
  name.sub = name.attribute->sub(text.substr(dot + 1));
  return name.sub ? std::optional(name) : std::nullopt;
}

}  // namespace

const Attribute* Attribute::sub(std::string_view wanted) const {
  return named(sub_attributes, wanted);
}

const Attribute* Schema::attribute(std::string_view wanted) const {
  return named(attributes, wanted);
}

const Schema* ResourceType::schema(std::string_view urn) const {
  if (ascii::same(core->urn, urn)) return core;
  const auto found = std::find_if(extensions.begin(), extensions.end(), [&](const Schema* schema) {
    return ascii::same(schema->urn, urn);
  });
  return found == extensions.end() ? nullptr : *found;
}

std::optional<Name> find_name(const ResourceType& type, std::string_view text) {
  for (const Schema* extension : type.extensions) {
    const auto rest = behind(extension->urn, text);
    if (!rest) continue;
    if (rest->empty()) return Name{extension, nullptr, nullptr};
    return find_in(*extension, extension, *rest);
  }
  if (const auto rest = behind(type.core->urn, text))
    return rest->empty() ? std::nullopt : find_in(*type.core, nullptr, *rest);
  return find_in(*type.core, nullptr, text);
}

std::string spelled(const Name& name) {
  std::string text;
  if (name.extension) text = name.extension->urn;
  if (name.extension && name.attribute) text += ':';
  if (name.attribute) text += name.attribute->name;
  if (name.sub) text.append(1, '.').append(name.sub->name);
  return text;
}

}  // namespace idm::scim
