#pragma once

#include "orm/types.h"

namespace idm {

/// A group of users.
struct Group {
  std::string id;
  Text name;
  Moment create_date;
  Text created_by;
  Text company_id;
  Text owner_id;
  Text parent_id;
  Number inherit_from_parent = Number(0);
  Text provision_method;
  Text provision_obj_name;
  Text metadata_type_id;
  Text group_class;
  Text description;
  Text status;
  Moment last_update;
  Text last_updated_by;
  Text policy_id;
  Text internal_group_id;
  Text external_name;
  Text approver_id;
  Text name_folded;
};
#pragma db object(Group) table("GRP")
#pragma db member(Group::id) id column("GRP_ID") type("VARCHAR(32)")
#pragma db member(Group::name) column("GRP_NAME") type("VARCHAR(80)")
#pragma db member(Group::create_date) column("CREATE_DATE")
#pragma db member(Group::created_by) column("CREATED_BY") type("VARCHAR(20)")
#pragma db member(Group::company_id) column("COMPANY_ID") type("VARCHAR(32)")
#pragma db member(Group::owner_id) column("OWNER_ID") type("VARCHAR(32)")
#pragma db member(Group::parent_id) column("PARENT_GRP_ID") type("VARCHAR(32)")
#pragma db member(Group::inherit_from_parent) column("INHERIT_FROM_PARENT") type("INT")
#pragma db member(Group::provision_method) column("PROVISION_METHOD") type("VARCHAR(20)")
#pragma db member(Group::provision_obj_name) column("PROVISION_OBJ_NAME") type("VARCHAR(80)")
#pragma db member(Group::metadata_type_id) column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(Group::group_class) column("GROUP_CLASS") type("VARCHAR(40)")
#pragma db member(Group::description) column("GROUP_DESC") type("VARCHAR(80)")
#pragma db member(Group::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Group::last_update) column("LAST_UPDATE")
#pragma db member(Group::last_updated_by) column("LAST_UPDATED_BY") type("VARCHAR(32)")
#pragma db member(Group::policy_id) column("POLICY_ID") type("VARCHAR(20)")
#pragma db member(Group::internal_group_id) column("INTERNAL_GROUP_ID") type("VARCHAR(32)")
#pragma db member(Group::external_name) column("EXTERNAL_GRP_NAME") type("VARCHAR(200)")
#pragma db member(Group::approver_id) column("GROUP_APPROVER_ID") type("VARCHAR(32)")
#pragma db member(Group::name_folded) column("GRP_NAME_FOLDED") type("VARCHAR(160)")

/// A membership of a user in a group.
struct UserGroup {
  std::string id;
  std::string group_id;
  std::string user_id;
  Text status;
  Moment create_date;
  Text created_by;
  Moment start_date;
  Moment end_date;
};
#pragma db object(UserGroup) table("USER_GRP")
#pragma db member(UserGroup::id) id column("USER_GRP_ID") type("VARCHAR(32)")
#pragma db member(UserGroup::group_id) column("GRP_ID") type("VARCHAR(32)")
#pragma db member(UserGroup::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(UserGroup::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(UserGroup::create_date) column("CREATE_DATE")
#pragma db member(UserGroup::created_by) column("CREATED_BY") type("VARCHAR(32)")
#pragma db member(UserGroup::start_date) column("START_DATE")
#pragma db member(UserGroup::end_date) column("END_DATE")

/// The key of GroupRole.
struct GroupRoleId {
  std::string domain_id;
  std::string role_id;
  std::string group_id;
};
inline bool operator<(const GroupRoleId& a, const GroupRoleId& b) {
  return std::tie(a.domain_id, a.role_id, a.group_id) <
         std::tie(b.domain_id, b.role_id, b.group_id);
}
inline bool operator==(const GroupRoleId& a, const GroupRoleId& b) { return !(a < b) && !(b < a); }
/// A role that members of a group have.
struct GroupRole {
  GroupRoleId id;
};
#pragma db value(GroupRoleId)
#pragma db member(GroupRoleId::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(GroupRoleId::role_id) column("ROLE_ID") type("VARCHAR(32)")
#pragma db member(GroupRoleId::group_id) column("GRP_ID") type("VARCHAR(32)")
#pragma db object(GroupRole) table("GRP_ROLE")
#pragma db member(GroupRole::id) id column("")

}  // namespace idm
