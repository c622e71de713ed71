#include "scim/f5_roles.h"

#include <map>
#include <set>

#include "core/ascii.h"
#include "scim/effort.h"
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

/// "namespace/role", taken apart.
struct Said {
  explicit Said(const std::string& text) {
    const std::size_t slash = text.find('/');
    spaced = slash != std::string::npos;
    space = spaced ? text.substr(0, slash) : std::string(home);
    role = spaced ? text.substr(slash + 1) : text;
  }

  bool spaced;  ///< the namespace was said
  std::string space, role;
};

/// A role of another security domain is known as "DOMAIN/ID" on every surface; not to those who may
/// work in one domain alone.
Json element_of(const Place& place, const std::string& text) {
  const auto [spaced, space, said] = Said(text);
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

std::string text_for(const Place& place, const Json& element) {
  const std::string space = member_text(element, "type");
  const std::string said = said_for(place, element);
  return space.empty() || space == home ? said : space + "/" + said;
}

/// The resource's roles by the texts that show them, of several the first.
std::map<std::string, const Json*> shown_elements(const Place& place, const Json& resource) {
  std::map<std::string, const Json*> shown;
  if (const Json* elements = member(resource, "roles"))
    for (const Json& element : *elements) shown.try_emplace(text_for(place, element), &element);
  return shown;
}

Filter compared(const char* name, Comparison comparison, Json value = {}) {
  Filter filter;
  filter.name = name;
  filter.comparison = comparison;
  filter.value = std::move(value);
  return filter;
}

Filter joined(Filter::Kind kind, std::vector<Filter> parts) {
  Filter filter;
  filter.kind = kind;
  filter.parts = std::move(parts);
  return filter;
}

/// What is true of the elements that the text says.
Filter elements_said_as(const Place& place, const std::string& text) {
  using Kind = Filter::Kind;
  const auto [spaced, space, said] = Said(text);
  const Role* role = place.reference->role_called(place.domain, said);
  Filter there = compared("type", Comparison::Equal, space);
  if (space == home)
    there = joined(Kind::Any, {there, joined(Kind::Not, {compared("type", Comparison::Present)})});
  const std::string& id = role != nullptr ? role->id.role_id : said;
  Filter meant = joined(Kind::All, {compared("value", Comparison::Equal, id), there});
  if (!spaced) return meant;
  return joined(Kind::Any, {compared("value", Comparison::Equal, text), meant});
}

/// Is it `eq` or `ne` of a text?
bool asks_for_text(const Filter& filter) {
  return filter.value.is_string() &&
         (filter.comparison == Comparison::Equal || filter.comparison == Comparison::NotEqual);
}

void reverse_if_negative(Filter& filter, Comparison comparison) {
  if (comparison == Comparison::NotEqual) filter = joined(Filter::Kind::Not, {filter});
}

bool names_roles(const std::string& name) {
  const auto found = find_name(user_type, name);
  return found && found->attribute != nullptr && found->attribute->name == "roles" &&
         (found->sub == nullptr || found->sub->name == "value");
}

}  // namespace

Json read_roles(const Place& place, const Json& sent, const Json& present) {
  if (!sent.is_array()) throw invalid_value("roles must be a list of texts");
  refuse_long_list(sent.size(), "roles");
  const std::map<std::string, const Json*> known = shown_elements(place, present);
  Json elements = Json::array();
  std::set<std::string> there;
  for (const Json& item : sent) {
    const std::string text = text_of_role(item);
    const auto found = known.find(text);
    Json element = found != known.end() ? *found->second : element_of(place, text);
    if (there.insert(element.dump()).second) elements.push_back(std::move(element));
  }
  return elements;
}

void read_role_filter(const Place& place, Filter& filter) {
  using Kind = Filter::Kind;
  if (filter.kind == Kind::Element) {
    if (names_roles(filter.name)) read_role_element_filter(place, filter.parts.front());
    return;
  }
  for (Filter& part : filter.parts) read_role_filter(place, part);
  if (filter.kind != Kind::Compare || !asks_for_text(filter) || !names_roles(filter.name)) return;
  const Comparison comparison = filter.comparison;
  Filter elements =
      joined(Kind::Element, {elements_said_as(place, filter.value.get_ref<const std::string&>())});
  elements.name = "roles";
  filter = std::move(elements);
  reverse_if_negative(filter, comparison);
}

void read_role_element_filter(const Place& place, Filter& filter) {
  for (Filter& part : filter.parts) read_role_element_filter(place, part);
  if (filter.kind != Filter::Kind::Compare || !asks_for_text(filter) ||
      !ascii::same(filter.name, "value"))
    return;
  const Comparison comparison = filter.comparison;
  filter = elements_said_as(place, filter.value.get<std::string>());
  reverse_if_negative(filter, comparison);
}

Json shown_roles(const Place& place, const Json& resource) {
  Json texts = Json::array();
  if (const Json* elements = member(resource, "roles"))
    for (const Json& element : *elements) texts.push_back(text_for(place, element));
  return texts;
}

}  // namespace idm::scim::f5
