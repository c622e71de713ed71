#pragma once

#include <string>
#include <vector>

namespace idm {

/// What a REST caller may be allowed (contract rest.md section 0). A caller has several; a call
/// asks for one of several.
using CallerRoles = unsigned;
namespace caller_role {
constexpr CallerRoles org_admin = 1, source_admin = 2, source_subadmin = 4, api = 8, scim = 16,
                      user_admin = 32;
}

/// ORG_ADMIN, SOURCE_ADMIN, SOURCE_SUBADMIN, API, SCIM, USER_ADMIN.
const std::vector<std::string>& caller_role_names();

/// Names parted by commas or blanks, in any case. Throws Error(InvalidArgument) naming one that is
/// none, and when there is none at all.
CallerRoles parse_caller_roles(const std::string& names);
/// 0 for what is none.
CallerRoles caller_role_of(const std::string& name);
std::string to_string(CallerRoles roles);

}  // namespace idm
