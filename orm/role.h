#pragma once

#include "orm/types.h"

namespace idm {

/// The key of Role.
struct RoleId {
  std::string role_id;
  std::string domain_id;
};
inline bool operator<(const RoleId& a, const RoleId& b) {
  return std::tie(a.role_id, a.domain_id) < std::tie(b.role_id, b.domain_id);
}
inline bool operator==(const RoleId& a, const RoleId& b) { return !(a < b) && !(b < a); }
/// A role of a security domain.
struct Role {
  RoleId id;
  Text name;
  Moment create_date;
  Text created_by;
  Text description;
  Text provision_obj_name;
  Text parent_role_id;
  Text metadata_type_id;
  Number inherit_from_parent;
  Text owner_id;
  Text status;
  Text internal_role_id;
  Text approver_id;
  Moment end_date;
};
#pragma db value(RoleId)
#pragma db member(RoleId::role_id) column("ROLE_ID") type("VARCHAR(32)")
#pragma db member(RoleId::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db object(Role) table("ROLE")
#pragma db member(Role::id) id column("")
#pragma db member(Role::name) column("ROLE_NAME") type("VARCHAR(80)")
#pragma db member(Role::create_date) column("CREATE_DATE")
#pragma db member(Role::created_by) column("CREATED_BY") type("VARCHAR(32)")
#pragma db member(Role::description) column("DESCRIPTION") type("VARCHAR(255)")
#pragma db member(Role::provision_obj_name) column("PROVISION_OBJ_NAME") type("VARCHAR(80)")
#pragma db member(Role::parent_role_id) column("PARENT_ROLE_ID") type("VARCHAR(32)")
#pragma db member(Role::metadata_type_id) column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(Role::inherit_from_parent) column("INHERIT_FROM_PARENT") type("INT")
#pragma db member(Role::owner_id) column("OWNER_ID") type("VARCHAR(32)")
#pragma db member(Role::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Role::internal_role_id) column("INTERNAL_ROLE_ID") type("VARCHAR(32)")
#pragma db member(Role::approver_id) column("ROLE_APPROVER_ID") type("VARCHAR(32)")
#pragma db member(Role::end_date) column("ROLE_END_DATE")

/// The key of UserRole.
struct UserRoleId {
  std::string domain_id;
  std::string role_id;
  std::string user_id;
};
inline bool operator<(const UserRoleId& a, const UserRoleId& b) {
  return std::tie(a.domain_id, a.role_id, a.user_id) < std::tie(b.domain_id, b.role_id, b.user_id);
}
inline bool operator==(const UserRoleId& a, const UserRoleId& b) { return !(a < b) && !(b < a); }
/// A role given to a user directly.
struct UserRole {
  UserRoleId id;
  std::string row_id;
  Text status;
  Moment create_date;
  Moment start_date;
  Moment end_date;
  Text created_by;
};
#pragma db value(UserRoleId)
#pragma db member(UserRoleId::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(UserRoleId::role_id) column("ROLE_ID") type("VARCHAR(32)")
#pragma db member(UserRoleId::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db object(UserRole) table("USER_ROLE")
#pragma db member(UserRole::id) id column("")
#pragma db member(UserRole::row_id) column("USER_ROLE_ID") type("VARCHAR(32)")
#pragma db member(UserRole::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(UserRole::create_date) column("CREATE_DATE")
#pragma db member(UserRole::start_date) column("START_DATE")
#pragma db member(UserRole::end_date) column("END_DATE")
#pragma db member(UserRole::created_by) column("CREATED_BY") type("VARCHAR(32)")

}  // namespace idm
