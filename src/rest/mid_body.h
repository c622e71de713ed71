#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orm/reference.h"
#include "orm/role.h"
#include "rest/json_body.h"
#include "rest/refusal.h"
#include "rest/request.h"

namespace idm::rest::mid {

/// What create and update send; nothing in a member that was left out or null.
struct UserBody {
  struct Password {
    std::string value;
    bool temporary = true;
  };
  std::optional<std::string> username, first_name, last_name, email;
  std::optional<bool> enabled, email_verified;
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;
  std::optional<Password> password;
  std::optional<std::vector<std::string>> required_actions, realm_roles;
  std::optional<Json> client_roles;

  bool tells_of_profile() const { return email_verified || required_actions || client_roles; }
};

/// Throws Refusal 400 that names the member, also for one that is unknown: nothing that is sent is
/// lost unsaid. What the info call shows beside these (id, admin) may be sent back and means
/// nothing.
UserBody read_user_body(const Request& request);

/// The texts of a member that is a list of them. Throws Refusal 400 naming it.
std::vector<std::string> texts_of(const Json& json, const std::string& member,
                                  std::size_t most_characters);
/// One text. Likewise.
std::string text_of(const Json& json, const std::string& member, std::size_t most_characters);
/// true or false, perhaps as a text. Likewise.
bool flag_of(const Json& json, const std::string& member);

/// The domain's roles of these ids, in whatever case. Throws Refusal 400 naming one that it does
/// not have.
std::vector<RoleId> known_roles(const Reference& reference, const std::string& domain,
                                const std::vector<std::string>& names);

}  // namespace idm::rest::mid
