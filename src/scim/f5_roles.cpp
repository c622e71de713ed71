#include "scim/f5_roles.h"

#include <algorithm>

#include "scim/error.h"

namespace idm::scim::f5 {
namespace {

constexpr std::string_view home = "system";

std::string text_of_role(const Json& item) {
  const Json* value = item.is_object() ? member(item, "value") : &item;
  if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().empty())
    throw invalid_value("roles must be a list of texts");
  return value->get<std::string>();
}

/// A role of another security domain is known as "DOMAIN/ID" on every surface; not to those who may
/// work in one domain alone.
Json element_of(const Place& place, const std::string& text) {
  const std::size_t slash = text.find('/');
  const bool spaced = slash != std::string::npos;
  const std::string space = spaced ? text.substr(0, slash) : std::string(home);
  const std::string said = spaced ? text.substr(slash + 1) : text;
  const bool elsewhere = spaced && space != place.domain && place.reference->has_domain(space);
  if (elsewhere && !place.bound && place.reference->role({said, space}) != nullptr)
    return {
        {"value", text}
    };
  const Role* role = place.reference->role_called(place.domain, said);
  if (space.empty() || role == nullptr || (elsewhere && place.bound))
    throw not_found("role " + text + " does not exist");
  Json element{
      {"value", role->id.role_id}
  };
  if (said != role->id.role_id) element["display"] = said;
  if (space != home) element["type"] = space;
  return element;
}

std::string member_text(const Json& element, std::string_view name) {
  const Json* value = member(element, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// Only what would be understood when it is sent again stands for the role.
std::string said_for(const Place& place, const Json& element) {
  const std::string id = member_text(element, "value"), name = member_text(element, "display");
  if (name.empty()) return id;
  const Role* role = place.reference->role_called(place.domain, name);
  return role != nullptr && role->id.role_id == id ? name : id;
}

}  // namespace

Json read_roles(const Place& place, const Json& sent) {
  if (!sent.is_array()) throw invalid_value("roles must be a list of texts");
  Json elements = Json::array();
  for (const Json& item : sent) {
    Json element = element_of(place, text_of_role(item));
    if (std::find(elements.begin(), elements.end(), element) == elements.end())
      elements.push_back(std::move(element));
  }
  return elements;
}

Json shown_roles(const Place& place, const Json& resource) {
  Json texts = Json::array();
  const Json* elements = member(resource, "roles");
  if (elements == nullptr) return texts;
  for (const Json& element : *elements) {
    const std::string space = member_text(element, "type");
    const std::string said = said_for(place, element);
    texts.push_back(space.empty() || space == home ? said : space + "/" + said);
  }
  return texts;
}

}  // namespace idm::scim::f5
