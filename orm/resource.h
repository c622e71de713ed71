#pragma once

#include "orm/types.h"

namespace idm {

/// A kind of resource.
struct ResourceType {
  std::string id;
  Text description;
  Text metadata_type_id;
  Number provision_resource;
  Text process_name;
};
#pragma db object(ResourceType) table("RESOURCE_TYPE")
#pragma db member(ResourceType::id) id column("RESOURCE_TYPE_ID") type("VARCHAR(20)")
#pragma db member(ResourceType::description) column("DESCRIPTION") type("VARCHAR(100)")
#pragma db member(ResourceType::metadata_type_id) column("METADATA_TYPE_ID") type("VARCHAR(20)")
#pragma db member(ResourceType::provision_resource) column("PROVISION_RESOURCE") type("INT")
#pragma db member(ResourceType::process_name) column("PROCESS_NAME") type("VARCHAR(80)")

/// A resource; most stand for a managed system.
struct Resource {
  std::string id;
  Text type_id;
  Text description;
  Text name;
  Text parent_id;
  Text branch_id;
  Text category_id;
  Number display_order = Number(1);
  Number node_level = Number(1);
  Number sensitive_app = Number(0);
  Text managed_system_id;
  Text url;
  Text res_owner_group_id;
  Text res_owner_user_id;
};
#pragma db object(Resource) table("RES")
#pragma db member(Resource::id) id column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(Resource::type_id) column("RESOURCE_TYPE_ID") type("VARCHAR(20)")
#pragma db member(Resource::description) column("DESCRIPTION") type("VARCHAR(100)")
#pragma db member(Resource::name) column("NAME") type("VARCHAR(40)")
#pragma db member(Resource::parent_id) column("RESOURCE_PARENT") type("VARCHAR(32)")
#pragma db member(Resource::branch_id) column("BRANCH_ID") type("VARCHAR(32)")
#pragma db member(Resource::category_id) column("CATEGORY_ID") type("VARCHAR(20)")
#pragma db member(Resource::display_order) column("DISPLAY_ORDER") type("INT")
#pragma db member(Resource::node_level) column("NODE_LEVEL") type("INT")
#pragma db member(Resource::sensitive_app) column("SENSITIVE_APP") type("INT")
#pragma db member(Resource::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(Resource::url) column("URL") type("VARCHAR(255)")
#pragma db member(Resource::res_owner_group_id) column("RES_OWNER_GROUP_ID") type("VARCHAR(32)")
#pragma db member(Resource::res_owner_user_id) column("RES_OWNER_USER_ID") type("VARCHAR(32)")

/// A named value of a resource, e.g. INCLUDE_IN_PASSWORD_SYNC.
struct ResourceProperty {
  std::string id;
  Text resource_id;
  Text metadata_element_id;
  std::string name;
  Text value;
  Text group;
};
#pragma db object(ResourceProperty) table("RESOURCE_PROP")
#pragma db member(ResourceProperty::id) id column("RESOURCE_PROP_ID") type("VARCHAR(32)")
#pragma db member(ResourceProperty::resource_id) column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(ResourceProperty::metadata_element_id) column("METADATA_ID") type("VARCHAR(20)")
#pragma db member(ResourceProperty::name) column("NAME") type("VARCHAR(40)")
#pragma db member(ResourceProperty::value) column("PROP_VALUE") type("VARCHAR(500)")
#pragma db member(ResourceProperty::group) column("PROP_GROUP") type("VARCHAR(20)")

/// The key of ResourceRole.
struct ResourceRoleId {
  std::string resource_id;
  std::string domain_id;
  std::string role_id;
  std::string privilege_id;
};
inline bool operator<(const ResourceRoleId& a, const ResourceRoleId& b) {
  return std::tie(a.resource_id, a.domain_id, a.role_id, a.privilege_id) <
         std::tie(b.resource_id, b.domain_id, b.role_id, b.privilege_id);
}
inline bool operator==(const ResourceRoleId& a, const ResourceRoleId& b) {
  return !(a < b) && !(b < a);
}
/// A role that entitles to a resource.
struct ResourceRole {
  ResourceRoleId id;
  Moment start_date;
  Moment end_date;
  Number permit;
};
#pragma db value(ResourceRoleId)
#pragma db member(ResourceRoleId::resource_id) column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(ResourceRoleId::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(ResourceRoleId::role_id) column("ROLE_ID") type("VARCHAR(32)")
#pragma db member(ResourceRoleId::privilege_id) column("PRIVILEGE_ID") type("VARCHAR(100)")
#pragma db object(ResourceRole) table("RESOURCE_ROLE")
#pragma db member(ResourceRole::id) id column("")
#pragma db member(ResourceRole::start_date) column("START_DATE")
#pragma db member(ResourceRole::end_date) column("END_DATE")
#pragma db member(ResourceRole::permit) column("PERMIT") type("INT")

/// A resource given to a user directly.
struct ResourceUser {
  std::string id;
  std::string resource_id;
  std::string user_id;
  Text privilege_list;
  Number op_against_role;
  Text status;
  Moment start_date;
  Moment end_date;
};
#pragma db object(ResourceUser) table("RESOURCE_USER")
#pragma db member(ResourceUser::id) id column("RESOURCE_USER_ID") type("VARCHAR(32)")
#pragma db member(ResourceUser::resource_id) column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(ResourceUser::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(ResourceUser::privilege_list) column("PRIVILEGE_LIST") type("VARCHAR(100)")
#pragma db member(ResourceUser::op_against_role) column("OP_AGAINST_ROLE") type("INT")
#pragma db member(ResourceUser::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(ResourceUser::start_date) column("START_DATE")
#pragma db member(ResourceUser::end_date) column("END_DATE")

}  // namespace idm
