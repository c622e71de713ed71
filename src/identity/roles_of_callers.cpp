#include "identity/roles_of_callers.h"

#include "core/ascii.h"
#include "core/error.h"
#include "core/nearest.h"

namespace idm {

const std::vector<std::string>& caller_role_names() {
  // The bit of each is its place here.
  static const std::vector<std::string> names{"ORG_ADMIN", "SOURCE_ADMIN", "SOURCE_SUBADMIN",
                                              "API",       "SCIM",         "USER_ADMIN"};
  return names;
}

CallerRoles caller_role_of(const std::string& name) {
  const auto& names = caller_role_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (ascii::same(names[i], name)) return 1u << i;
  return 0;
}

CallerRoles parse_caller_roles(const std::string& names) {
  CallerRoles roles = 0;
  for (std::size_t from = 0; from < names.size();) {
    const std::size_t end = std::min(names.find_first_of(", ", from), names.size());
    const std::string name = names.substr(from, end - from);
    from = end + 1;
    if (name.empty()) continue;
    const CallerRoles role = caller_role_of(name);
    if (role == 0)
      throw Error(ErrorCode::InvalidArgument,
                  "there is no role '" + name + "'" + did_you_mean(name, caller_role_names()));
    roles |= role;
  }
  if (roles == 0) throw Error(ErrorCode::InvalidArgument, "at least one role is needed");
  return roles;
}

std::string to_string(CallerRoles roles) {
  std::string text;
  const auto& names = caller_role_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (roles & (1u << i)) text += (text.empty() ? "" : ",") + names[i];
  return text;
}

}  // namespace idm
