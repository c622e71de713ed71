#include "identity/attribute_list.h"

#include <algorithm>
#include <set>

#include "identity/needed.h"
#include "identity/users.h"
#include "orm/text.h"

namespace idm::users {
namespace {

constexpr const char* email_name = "EMAIL";

UserAttribute email_of(const User& user) {
  UserAttribute email;
  email.name = std::string(email_name);
  email.value = user.email;
  return email;
}

}  // namespace

AttributeList attribute_list(Services& services, const Text& principal,
                             const std::vector<std::string>& names) {
  const UserGraph user =
      get_by_principal(services, "", needed(principal, "principalName"), "", true).user;
  AttributeList list;
  list.attributes.push_back(email_of(user.user));
  std::set<std::string> seen{email_name, ""};
  for (const std::string& name : names) {
    if (!seen.insert(name).second) continue;
    const std::size_t before = list.attributes.size();
    std::copy_if(user.attributes.begin(), user.attributes.end(),
                 std::back_inserter(list.attributes),
                 [&](const UserAttribute& row) { return is(row.name, name); });
    if (list.attributes.size() == before)
      list.note += (list.note.empty() ? "the user has no attribute named '" : "', '") + name;
  }
  if (!list.note.empty()) list.note += "'";
  return list;
}

}  // namespace idm::users
