#include "scim/f5_shape.h"

#include <algorithm>
#include <set>

#include "core/ascii.h"
#include "scim/effort.h"
#include "scim/error.h"
#include "scim/f5_roles.h"
#include "scim/path.h"

namespace idm::scim::f5 {
namespace {

constexpr std::string_view user_types[] = {"USER", "SERVICE", "DEBUG"};

std::string text_in(const Json& holder, std::string_view name) {
  const Json* value = member(holder, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

void need_object(const Json& body) {
  if (!body.is_object()) throw invalid_syntax("the body is no JSON object");
}

void need_same_id(const Json& body, const std::string& id) {
  const auto named = body.find("id");
  if (named != body.end() && !named->is_null() && *named != id)
    throw invalid_value("id is not that of the address");
}

/// F5's own default for what a user is called.
std::string display_name_for(const Json& body) {
  if (const Json* name = member(body, "name"); name != nullptr && name->is_object()) {
    if (const std::string formatted = text_in(*name, "formatted"); !formatted.empty())
      return formatted;
    const std::string given = text_in(*name, "givenName"), family = text_in(*name, "familyName");
    const std::string both = given + (given.empty() || family.empty() ? "" : " ") + family;
    if (!both.empty()) return both;
  }
  return text_in(body, "userName");
}

void check_user_type(const Json& value) {
  const bool known =
      value.is_string() && std::find(std::begin(user_types), std::end(user_types),
                                     value.get_ref<const std::string&>()) != std::end(user_types);
  if (!known) throw invalid_value("userType must be USER, SERVICE or DEBUG");
}

/// The id that a reference to a group says, as `id` or as `value`.
std::string group_id_of(const Json& item) {
  std::string id = item.is_string() ? item.get<std::string>() : text_in(item, "id");
  if (id.empty()) id = text_in(item, "value");
  if (id.empty()) throw invalid_value("groups: an element needs the id of a group");
  return id;
}

std::vector<std::string> group_ids(const Json& list) {
  if (!list.is_array()) return {group_id_of(list)};
  refuse_long_list(list.size(), "groups");
  std::vector<std::string> ids;
  std::set<std::string> there;
  for (const Json& item : list) {
    std::string id = group_id_of(item);
    if (there.insert(id).second) ids.push_back(std::move(id));
  }
  return ids;
}

/// Direct ones only: others come by a group in a group.
std::vector<std::string> groups_in(const Json& resource) {
  std::vector<std::string> ids;
  if (const Json* groups = member(resource, "groups"))
    for (const Json& element : *groups)
      if (text_in(element, "type") != "indirect") ids.push_back(text_in(element, "value"));
  return ids;
}

/// What create and replace have in common.
UserWish read_user(const Place& place, const Json& body, const Json& present) {
  UserWish wish{body};
  Json& document = wish.document;
  document.erase("meta");
  document.erase("id");
  if (const Json* groups = member(body, "groups")) wish.groups = group_ids(*groups);
  document.erase("groups");
  if (!member(body, "userType")) document["userType"] = user_types[0];
  // Other surfaces know other types, and USER is shown for none: neither becomes something else.
  const Json* type = member(present, "userType");
  if (!type || *type != document["userType"]) check_user_type(document["userType"]);
  if (!type && present.contains("id") && document["userType"] == user_types[0])
    document.erase("userType");
  if (text_in(body, "displayName").empty()) {
    const std::string name = display_name_for(body);
    if (!name.empty()) document["displayName"] = name;
  }
  const auto roles = body.find("roles");
  if (roles != body.end() && !roles->is_null())
    document["roles"] = read_roles(place, *roles, present);
  return wish;
}

bool is_path(const Json& operation, std::string_view name) {
  const auto path = operation.find("path");
  return path != operation.end() && path->is_string() &&
         ascii::same(path->get_ref<const std::string&>(), name);
}

bool is_op(const Json& operation, std::string_view name) {
  const auto op = operation.find("op");
  return op != operation.end() && op->is_string() &&
         ascii::same(op->get_ref<const std::string&>(), name);
}

/// Memberships as an operation leaves them.
void change_groups(std::vector<std::string>& groups, const Json& operation, const Json* value) {
  const std::vector<std::string> named =
      value == nullptr ? std::vector<std::string>() : group_ids(*value);
  if (is_op(operation, "remove")) {
    const std::set<std::string> gone(named.begin(), named.end());
    std::erase_if(groups,
                  [&](const std::string& id) { return value == nullptr || gone.contains(id); });
    return;
  }
  if (is_op(operation, "replace")) groups.clear();
  const std::set<std::string> there(groups.begin(), groups.end());
  for (const std::string& id : named)
    if (!there.contains(id)) groups.push_back(id);
  if (groups.size() > there.size()) refuse_long_list(groups.size(), "groups");
}

/// What an operation without a path says, member by member; takes `groups` out.
void read_members(const Place& place, Json& operation, UserWish& wish, const Json& present) {
  Json& value = operation["value"];
  if (value.contains("roles")) value["roles"] = read_roles(place, value["roles"], present);
  if (const Json* type = member(value, "userType")) check_user_type(*type);
  if (const Json* groups = member(value, "groups")) {
    if (!wish.groups) wish.groups = groups_in(present);
    change_groups(*wish.groups, operation, groups);
  }
  value.erase("groups");
}

Json list_or_empty(const Json& resource, std::string_view name) {
  const Json* list = member(resource, name);
  return list != nullptr ? *list : Json::array();
}

/// A role may be said without a list around it.
Json in_list(const Json& value) { return value.is_array() ? value : Json::array({value}); }

/// The path of an operation about roles; nothing for any other.
std::optional<Path> path_of_roles(const Json& operation) {
  const auto path = operation.find("path");
  if (path == operation.end() || !path->is_string()) return {};
  const std::string& text = path->get_ref<const std::string&>();
  const auto name = find_name(user_type, std::string_view(text).substr(0, text.find('[')));
  if (!name || name->attribute == nullptr || name->attribute->name != "roles") return {};
  return parse_path(user_type, text);
}

/// An operation about roles, in SCIM's terms; a removal of several is one of each.
void read_roles_in(const Place& place, Json operation, const Path& path, const Json& present,
                   Json& operations) {
  const Json* value = member(operation, "value");
  const bool removes = is_op(operation, "remove");
  if (value == nullptr || (removes && path.filter)) return operations.push_back(operation);
  const Json sent = in_list(*value);
  Json elements = read_roles(place, sent, present);
  if (removes) {
    for (const Json& item : sent)
      operations.push_back({
          {"op",   "remove"                                                                  },
          {"path", "roles[value eq " + (item.is_object() ? item["value"] : item).dump() + "]"}
      });
    return;
  }
  // A role is one text, so its `value` is all of it.
  if (path.sub != nullptr && path.sub->name == "value")
    operation["path"] = path.text.substr(0, path.text.rfind('.'));
  operation["value"] = std::move(elements);
  operations.push_back(std::move(operation));
}

/// `name` is shown as a second displayName, and counts where no other is sent.
void read_group_operation(Json& operation) {
  if (is_op(operation, "delete")) operation["op"] = "remove";
  if (text_in(operation, "path") == "name") operation["path"] = "displayName";
  const auto value = operation.find("value");
  if (value == operation.end() || !value->is_object() || !value->contains("name")) return;
  if (!value->contains("displayName")) (*value)["displayName"] = (*value)["name"];
  value->erase("name");
}

}  // namespace

UserWish read_new_user(const Place& place, const Json& body) {
  need_object(body);
  const auto roles = body.find("roles");
  if (roles == body.end() || roles->is_null())
    throw invalid_value("roles is missing; [] is for a user without any");
  return read_user(place, body, Json::object());
}

UserWish read_replacement(const Place& place, const Json& body, const Json& present) {
  need_object(body);
  UserWish wish = read_user(place, body, present);
  if (!wish.document.contains("roles")) wish.document["roles"] = list_or_empty(present, "roles");
  return wish;
}

UserWish read_patch(const Place& place, const Json& body, const std::string& id,
                    const Json& present) {
  need_object(body);
  need_same_id(body, id);
  UserWish wish{body};
  const auto list = wish.document.find("Operations");
  if (list == wish.document.end() || !list->is_array()) return wish;  // apply_patch() says why
  refuse_many_operations(*list);
  Json kept = Json::array();
  for (Json operation : *list) {
    if (operation.is_object() && is_op(operation, "delete")) operation["op"] = "remove";
    const Json* value = operation.is_object() ? member(operation, "value") : nullptr;
    if (operation.is_object() && is_path(operation, "groups")) {
      if (!wish.groups) wish.groups = groups_in(present);
      change_groups(*wish.groups, operation, value);
      continue;
    }
    if (const auto path = operation.is_object() ? path_of_roles(operation) : std::nullopt) {
      read_roles_in(place, std::move(operation), *path, present, kept);
      continue;
    }
    if (value != nullptr && is_path(operation, "userType")) {
      check_user_type(*value);
    } else if (value != nullptr && value->is_object() && !operation.contains("path")) {
      read_members(place, operation, wish, present);
    }
    kept.push_back(std::move(operation));
  }
  *list = std::move(kept);
  return wish;
}

Json shown_user(const Place& place, const Json& resource) {
  // What the dialect always shows comes first, in its order.
  Json shown{
      {"schemas",    list_or_empty(resource, "schemas")   },
      {"id",         text_in(resource,       "id")        },
      {"externalId", text_in(resource,       "externalId")},
      {"userName",   text_in(resource,       "userName")  },
      {"roles",      shown_roles(place,      resource)    }
  };
  Json groups = Json::array();
  for (const Json& element : list_or_empty(resource, "groups"))
    groups.push_back({
        {"id",      text_in(element, "value")  },
        {"display", text_in(element, "display")}
    });
  shown["groups"] = std::move(groups);
  shown["meta"] = resource.value("meta", Json::object());
  const std::string type = text_in(resource, "userType");
  shown["userType"] = type.empty() ? std::string(user_types[0]) : type;
  shown["active"] = resource.value("active", true);
  for (const auto& [name, value] : resource.items())
    if (!shown.contains(name)) shown[name] = value;
  return shown;
}

Json read_group(const Json& body) {
  need_object(body);
  Json document = body;
  document.erase("meta");
  document.erase("id");
  if (text_in(body, "displayName").empty() && !text_in(body, "name").empty())
    document["displayName"] = text_in(body, "name");
  return document;
}

Json read_group_patch(const Json& body, const std::string& id) {
  need_object(body);
  need_same_id(body, id);
  Json message = body;
  const auto list = message.find("Operations");
  if (list != message.end() && list->is_array())
    for (Json& operation : *list)
      if (operation.is_object()) read_group_operation(operation);
  return message;
}

Json shown_group(const Json& resource) {
  Json shown = resource;
  shown["name"] = text_in(resource, "displayName");
  if (!shown.contains("members")) shown["members"] = Json::array();
  for (Json& element : shown["members"])
    if (const Json* reference = member(element, "$ref")) element["ref"] = *reference;
  return shown;
}

}  // namespace idm::scim::f5
