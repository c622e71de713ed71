#include "connectors/scim_attributes.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace idm::connectors::scim {
namespace {

/// The lists of complex elements in the core schema (RFC 7643 section 4.1.2).
bool is_list(const Path& path) {
  static const char* const lists[] = {"emails",       "phoneNumbers", "ims",
                                      "photos",       "addresses",    "groups",
                                      "entitlements", "roles",        "x509Certificates"};
  return path.extension.empty() &&
         std::find(std::begin(lists), std::end(lists), path.attribute) != std::end(lists);
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Failure(Failure::Kind::Refused, "attribute \"" + name + "\": " + why);
}

bool is_name(const std::string& text) {
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_' || c == '$';
         });
}

/// `active` and `primary` are the only truth values of the core schema.
Json as_json(const Path& path, const std::string& value) {
  const std::string& last = path.part.empty() ? path.attribute : path.part;
  if ((last == "active" || last == "primary") && (value == "true" || value == "false"))
    return value == "true";
  return value;
}

/// A scalar as text; nothing for objects, arrays and null.
std::vector<std::string> as_text(const Json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (value.is_boolean() || value.is_number()) return {value.dump()};
  return {};
}

/// Null when it is not there.
const Json* member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool is_picked(const Path& path, const Json& element) {
  const Json* type = member(element, "type");
  const Json* primary = member(element, "primary");
  if (!path.type.empty() && !(type && type->is_string() && *type == path.type)) return false;
  return !path.primary || (primary && *primary == true);
}

Json new_element(const Path& path) {
  Json element = Json::object();
  if (!path.type.empty()) element["type"] = path.type;
  if (path.primary) element["primary"] = true;
  return element;
}

std::string filtered(const Path& path) {
  std::string text = path.extension.empty() ? "" : path.extension + ":";
  text += path.attribute;
  if (!path.type.empty()) text += "[type eq " + quoted(path.type) + "]";
  if (path.primary) text += "[primary eq true]";
  return text;
}

std::string text_of(const Path& path) {
  return filtered(path) + (path.part.empty() ? "" : "." + path.part);
}

/// One value, one list of values, or a list of elements that hold one each.
Json values_of(const Path& path, const Attribute& attribute) {
  if (is_list(path) && !path.part.empty()) {
    Json elements = Json::array();
    for (const std::string& value : attribute.values)
      elements.push_back({
          {path.part, as_json(path, value)}
      });
    return elements;
  }
  if (attribute.values.size() == 1) return as_json(path, attribute.values.front());
  Json values = Json::array();
  for (const std::string& value : attribute.values) values.push_back(as_json(path, value));
  return values;
}

/// A part of one thing, as against a whole attribute or a list.
bool takes_one(const Path& path) {
  return path.picks_element() || (!path.part.empty() && !is_list(path));
}

/// The resource, or the part of it that belongs to the extension; null when it is not there.
const Json* schema_part(const Json& resource, const Path& path) {
  return path.extension.empty() ? &resource : member(resource, path.extension);
}

std::vector<std::string> current(const Json& resource, const Path& path) {
  const Json* schema = schema_part(resource, path);
  const Json* found = schema ? member(*schema, path.attribute) : nullptr;
  if (!found) return {};
  const auto part = [&](const Json& holder) -> std::vector<std::string> {
    if (path.part.empty()) return as_text(holder);
    const Json* value = member(holder, path.part);
    return value ? as_text(*value) : std::vector<std::string>();
  };
  if (!found->is_array()) return part(*found);
  std::vector<std::string> values;
  for (const Json& element : *found) {
    if (!is_picked(path, element)) continue;
    for (std::string& value : part(element)) values.push_back(std::move(value));
    if (path.picks_element()) break;
  }
  return values;
}

bool has_element(const Json& resource, const Path& path) {
  const Json* schema = schema_part(resource, path);
  const Json* list = schema ? member(*schema, path.attribute) : nullptr;
  return list && list->is_array() &&
         std::any_of(list->begin(), list->end(),
                     [&](const Json& element) { return is_picked(path, element); });
}

void apply_to_element(Json& list, const Path& path, const std::string& value) {
  if (!list.is_array()) list = Json::array();
  auto element = std::find_if(list.begin(), list.end(),
                              [&](const Json& candidate) { return is_picked(path, candidate); });
  if (element == list.end()) {
    list.push_back(new_element(path));
    element = list.end() - 1;
  }
  (*element)[path.part] = as_json(path, value);
}

/// What a clearing removes: an element by its value, a list without its parts.
bool clears_whole(const Path& path) {
  return path.picks_element() ? path.part == "value" : path.part.empty() || is_list(path);
}

void clear(Json& resource, const Path& path) {
  if (!schema_part(resource, path)) return;
  Json& schema = path.extension.empty() ? resource : resource[path.extension];
  const auto found = schema.find(path.attribute);
  if (found == schema.end()) return;
  if (!path.picks_element()) {
    if (clears_whole(path))
      schema.erase(found);
    else if (found->is_object())
      found->erase(path.part);
    return;
  }
  if (!found->is_array()) return;
  const auto element = std::find_if(found->begin(), found->end(),
                                    [&](const Json& each) { return is_picked(path, each); });
  if (element == found->end()) return;
  if (clears_whole(path))
    found->erase(element);
  else
    element->erase(path.part);
}

/// The order of a list's values says nothing.
bool same(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return one.size() == other.size() && std::is_permutation(one.begin(), one.end(), other.begin());
}

void add_flat(std::vector<Attribute>& found, const std::string& name, const Json& value) {
  const std::vector<std::string> texts = as_text(value);
  if (!texts.empty()) found.push_back({name, texts});
}

/// A list: elements with a type by it, the primary one also as that, those without by their part.
void add_list(std::vector<Attribute>& found, const std::string& name, const Json& list) {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> taken;
  for (const Json& element : list) {
    for (std::string& value : as_text(element)) values[name].push_back(std::move(value));
    if (!element.is_object()) continue;
    std::vector<std::string> picks = {""};
    if (const Json* type = member(element, "type"); type && type->is_string())
      picks.push_back("[type eq " + quoted(type->get<std::string>()) + "]");
    if (const Json* primary = member(element, "primary"); primary && *primary == true)
      picks.push_back("[primary eq true]");
    for (const std::string& pick : picks) {
      if (!pick.empty() && std::exchange(taken[pick], true)) continue;
      for (const auto& [part, value] : element.items())
        for (std::string& text : as_text(value))
          values[name + pick + "." + part].push_back(std::move(text));
    }
  }
  for (auto& [path, texts] : values) found.push_back({path, std::move(texts)});
}

void add_members(std::vector<Attribute>& found, const std::string& prefix, const Json& object) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_array()) {
      add_list(found, prefix + name, value);
    } else if (value.is_object()) {
      for (const auto& [part, inner] : value.items())
        add_flat(found, prefix + name + "." + part, inner);
    } else {
      add_flat(found, prefix + name, value);
    }
  }
}

}  // namespace

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Path parse_path(const std::string& text) {
  Path path;
  std::string rest = text;
  if (text.starts_with("urn:")) {
    // The filter's literal may hold colons too.
    const std::size_t colon = text.rfind(':', text.find('['));
    path.extension = text.substr(0, colon);
    rest = text.substr(colon + 1);
  }
  const std::size_t open = rest.find('['), close = rest.rfind(']');
  if (open != rest.npos) {
    if (close == rest.npos || close < open) refuse(text, "\"[\" without \"]\"");
    const std::string filter = rest.substr(open + 1, close - open - 1);
    const std::string by_type = "type eq ";
    const Json literal = filter.starts_with(by_type)
                             ? Json::parse(filter.substr(by_type.size()), nullptr, false)
                             : Json();
    if (filter == "primary eq true")
      path.primary = true;
    else if (literal.is_string() && !literal.get<std::string>().empty())
      path.type = literal.get<std::string>();
    else
      refuse(text, "in brackets stands type eq \"…\" or primary eq true");
    rest.erase(open, close - open + 1);
  }
  const std::size_t dot = rest.find('.');
  path.attribute = rest.substr(0, dot);
  if (dot != rest.npos) path.part = rest.substr(dot + 1);
  if (!is_name(path.attribute) || (dot != rest.npos && !is_name(path.part)))
    refuse(text, "is no SCIM path");
  if (path.picks_element() && path.part.empty())
    refuse(text, "a part is missing after the brackets, such as .value");
  return path;
}

void check(const Attribute& attribute) {
  if (takes_one(parse_path(attribute.name)) && attribute.values.size() > 1)
    refuse(attribute.name, "takes one value, not " + std::to_string(attribute.values.size()));
}

std::vector<Attribute> attributes_of(const Json& resource) {
  std::vector<Attribute> found;
  Json core = Json::object();
  for (const auto& [name, value] : resource.items()) {
    if (name.starts_with("urn:") && value.is_object())
      add_members(found, name + ":", value);
    else if (name != "schemas" && name != "meta" && name != "id" && name != "active" &&
             name != "userName" && name != "groups")
      core[name] = value;
  }
  add_members(found, "", core);
  return found;
}

void apply(Json& resource, const Attribute& attribute) {
  const Path path = parse_path(attribute.name);
  if (attribute.values.empty()) return clear(resource, path);
  if (!path.extension.empty()) {
    Json& schemas = resource["schemas"];
    if (std::find(schemas.begin(), schemas.end(), path.extension) == schemas.end())
      schemas.push_back(path.extension);
  }
  Json& schema = path.extension.empty() ? resource : resource[path.extension];
  Json& place = schema[path.attribute];
  if (path.picks_element()) {
    apply_to_element(place, path, attribute.values.front());
  } else if (takes_one(path)) {
    if (!place.is_object()) place = Json::object();
    place[path.part] = as_json(path, attribute.values.front());
  } else {
    place = values_of(path, attribute);
  }
}

Json operations(const Json& resource, const std::vector<Attribute>& attributes) {
  Json changes = Json::array();
  Json new_elements = Json::object();  // by the list's path
  for (const Attribute& attribute : attributes) {
    const Path path = parse_path(attribute.name);
    if (!attribute.secret && same(current(resource, path), attribute.values)) continue;
    Path list = path;
    list.type.clear();
    list.primary = false;
    list.part.clear();
    Path target = path;
    if (attribute.values.empty()) {
      if (clears_whole(path)) target.part.clear();
      changes.push_back({
          {"op",   "remove"       },
          {"path", text_of(target)}
      });
    } else if (path.picks_element() && !has_element(resource, path)) {
      // RFC 7644 section 3.5.2.3: a replace whose filter matches nothing fails.
      apply_to_element(new_elements[text_of(list)], path, attribute.values.front());
    } else {
      const bool one = takes_one(path);
      Json value = one ? as_json(path, attribute.values.front()) : values_of(path, attribute);
      changes.push_back({
          {"op",    "replace"                 },
          {"path",  text_of(one ? path : list)},
          {"value", std::move(value)          }
      });
    }
  }
  for (auto& [path, elements] : new_elements.items())
    changes.push_back({
        {"op",    "add"              },
        {"path",  path               },
        {"value", std::move(elements)}
    });
  return changes;
}

}  // namespace idm::connectors::scim
