#include "rest/mid_body.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/folding.h"
#include "orm/text.h"

namespace idm::rest::mid {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Refusal(400, "", why); }

UserBody::Password password_of(const Json& json) {
  const std::string here = "credentials[0]";
  if (!json.is_object()) refuse(here + " must be an object");
  std::optional<std::string> value, type;
  UserBody::Password password;
  for (const auto& [name, member] : json.items()) {
    if (member.is_null()) continue;
    if (name == "type")
      type = text_of(member, here + ".type", 50);
    else if (name == "value")
      value = text_of(member, here + ".value", 1000);
    else if (name == "temporary")
      password.temporary = flag_of(member, here + ".temporary");
    else
      refuse("unknown member '" + name + "' of " + here);
  }
  if (type.value_or("") != "password") refuse(here + ".type must be 'password'");
  if (value.value_or("").empty()) refuse(here + ".value is missing");
  password.value = *value;
  return password;
}

std::optional<UserBody::Password> credentials_of(const Json& json) {
  if (!json.is_array()) refuse("credentials must be a list");
  if (json.empty()) return std::nullopt;
  if (json.size() > 1) refuse("credentials has more than one entry: a user has one password");
  return password_of(json[0]);
}

decltype(UserBody::attributes) attributes_of(const Json& json) {
  if (!json.is_object()) refuse("attributes must be an object");
  decltype(UserBody::attributes) attributes;
  for (const auto& [name, value] : json.items()) {
    const std::string member = "attributes." + name;
    if (name.empty() || first_characters(name, 50) != name)
      refuse(member + ": a name has 1 to 50 characters");
    if (value.is_string())
      attributes.push_back({name, {text_of(value, member, 1000)}});
    else
      attributes.push_back(
          {name, value.is_null() ? std::vector<std::string>() : texts_of(value, member, 1000)});
  }
  return attributes;
}

Json client_roles_of(const Json& json) {
  if (!json.is_object()) refuse("clientRoles must be an object: a client's name to its roles");
  for (const auto& [client, roles] : json.items()) texts_of(roles, "clientRoles." + client, 255);
  return json;
}

void read_member(const std::string& name, const Json& json, UserBody& body) {
  if (name == "username") {
    body.username = text_of(json, name, 320);
  } else if (name == "firstName") {
    body.first_name = text_of(json, name, 100);
  } else if (name == "lastName") {
    body.last_name = text_of(json, name, 100);
  } else if (name == "email") {
    body.email = text_of(json, name, 320);
  } else if (name == "enabled" || name == "Enabled") {
    body.enabled = flag_of(json, name);
  } else if (name == "emailVerified") {
    body.email_verified = flag_of(json, name);
  } else if (name == "attributes") {
    body.attributes = attributes_of(json);
  } else if (name == "credentials") {
    body.password = credentials_of(json);
  } else if (name == "requiredActions" || name == "RequiredActions") {
    body.required_actions = texts_of(json, name, 255);
  } else if (name == "realmRoles") {
    body.realm_roles = texts_of(json, name, 32);
  } else if (name == "clientRoles" || name == "ClientRoles") {
    body.client_roles = client_roles_of(json);
  } else if (name != "id" && name != "admin") {
    refuse("unknown member '" + name + "'");
  }
}

}  // namespace

std::string text_of(const Json& json, const std::string& member, std::size_t most_characters) {
  if (!json.is_string()) refuse(member + " must be a text");
  const auto& text = json.get_ref<const std::string&>();
  if (first_characters(text, most_characters) != text)
    refuse(member + " is longer than " + std::to_string(most_characters) + " characters");
  return text;
}

std::vector<std::string> texts_of(const Json& json, const std::string& member,
                                  std::size_t most_characters) {
  if (!json.is_array()) refuse(member + " must be a list of texts");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < json.size(); ++i)
    texts.push_back(text_of(json[i], member + "[" + std::to_string(i) + "]", most_characters));
  return texts;
}

bool flag_of(const Json& json, const std::string& member) {
  if (json.is_boolean()) return json.get<bool>();
  const std::string text = json.is_string() ? fold(json.get_ref<const std::string&>()) : "";
  if (text != "true" && text != "false") refuse(member + " must be true or false");
  return text == "true";
}

UserBody read_user_body(const Request& request) {
  const Json json = json_body(request, {"application/json"});
  if (!json.is_object()) refuse("the body must be an object");
  UserBody body;
  for (const auto& [name, value] : json.items())
    if (!value.is_null()) read_member(name, value, body);
  for (const char* name : {"enabled", "requiredActions", "clientRoles"}) {
    std::string other = name;
    other[0] = ascii::upper(other[0]);
    if (json.contains(name) && json.contains(other))
      refuse(std::string(name) + " and " + other + " are one: send only one of them");
  }
  return body;
}

std::vector<RoleId> known_roles(const Reference& reference, const std::string& domain,
                                const std::vector<std::string>& names) {
  std::vector<RoleId> roles;
  for (const std::string& name : names) {
    const std::vector<RoleId> named = reference.roles_named(name);
    const auto found = std::find_if(named.begin(), named.end(),
                                    [&](const RoleId& id) { return id.domain_id == domain; });
    if (found == named.end()) refuse("realmRoles: the tenant has no role '" + name + "'");
    roles.push_back(*found);
  }
  return roles;
}

}  // namespace idm::rest::mid
