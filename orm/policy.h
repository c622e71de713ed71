#pragma once

#include "orm/types.h"

namespace idm {

/// A kind of policy.
struct PolicyDefinition {
  std::string id;
  Text name;
  Text description;
  Text type;
  Text location_type;
  Text rule;
  Text handler;
  Text advise_handler;
};
#pragma db object(PolicyDefinition) table("POLICY_DEF")
#pragma db member(PolicyDefinition::id) id column("POLICY_DEF_ID") type("VARCHAR(32)")
#pragma db member(PolicyDefinition::name) column("NAME") type("VARCHAR(60)")
#pragma db member(PolicyDefinition::description) column("DESCRIPTION") type("VARCHAR(255)")
#pragma db member(PolicyDefinition::type) column("POLICY_TYPE") type("VARCHAR(20)")
#pragma db member(PolicyDefinition::location_type) column("LOCATION_TYPE") type("VARCHAR(20)")
#pragma db member(PolicyDefinition::rule) column("POLICY_RULE") type("VARCHAR(500)")
#pragma db member(PolicyDefinition::handler) column("POLICY_HANDLER") type("VARCHAR(255)")
#pragma db member(PolicyDefinition::advise_handler) column("POLICY_ADVISE_HANDLER") \
    type("VARCHAR(255)")

/// A parameter that policies of a kind may set.
struct PolicyParameter {
  std::string id;
  Text definition_id;
  Text name;
  Text description;
  Text operation;
  Text value1;
  Text value2;
  Number repeats;
  Text group;
  Text handler_language;
  Text handler;
};
#pragma db object(PolicyParameter) table("POLICY_DEF_PARAM")
#pragma db member(PolicyParameter::id) id column("DEF_PARAM_ID") type("VARCHAR(32)")
#pragma db member(PolicyParameter::definition_id) column("POLICY_DEF_ID") type("VARCHAR(32)")
#pragma db member(PolicyParameter::name) column("NAME") type("VARCHAR(60)")
#pragma db member(PolicyParameter::description) column("DESCRIPTION") type("VARCHAR(255)")
#pragma db member(PolicyParameter::operation) column("OPERATION") type("VARCHAR(20)")
#pragma db member(PolicyParameter::value1) column("VALUE1") type("VARCHAR(255)")
#pragma db member(PolicyParameter::value2) column("VALUE2") type("VARCHAR(255)")
#pragma db member(PolicyParameter::repeats) column("REPEATS") type("INT")
#pragma db member(PolicyParameter::group) column("PARAM_GROUP") type("VARCHAR(20)")
#pragma db member(PolicyParameter::handler_language) column("HANDLER_LANGUAGE") type("VARCHAR(20)")
#pragma db member(PolicyParameter::handler) column("POLICY_PARAM_HANDLER") type("VARCHAR(255)")

/// A policy.
struct Policy {
  std::string id;
  Text definition_id;
  Text name;
  Text description;
  Number status;
  Moment create_date;
  Text created_by;
  Moment last_update;
  Text last_updated_by;
  Text rule_src_url;
  Text rule_text;
  Number enablement = Number(1);
};
#pragma db object(Policy) table("POLICY")
#pragma db member(Policy::id) id column("POLICY_ID") type("VARCHAR(32)")
#pragma db member(Policy::definition_id) column("POLICY_DEF_ID") type("VARCHAR(32)")
#pragma db member(Policy::name) column("NAME") type("VARCHAR(60)")
#pragma db member(Policy::description) column("DESCRIPTION") type("VARCHAR(255)")
#pragma db member(Policy::status) column("STATUS") type("INT")
#pragma db member(Policy::create_date) column("CREATE_DATE")
#pragma db member(Policy::created_by) column("CREATED_BY") type("VARCHAR(20)")
#pragma db member(Policy::last_update) column("LAST_UPDATE")
#pragma db member(Policy::last_updated_by) column("LAST_UPDATED_BY") type("VARCHAR(20)")
#pragma db member(Policy::rule_src_url) column("RULE_SRC_URL") type("VARCHAR(80)")
#pragma db member(Policy::rule_text) column("RULE_TEXT") type("TEXT")
#pragma db member(Policy::enablement) column("ENABLEMENT") type("INT")

/// One rule of a policy.
struct PolicyAttribute {
  std::string id;
  Text parameter_id;
  Text policy_id;
  Text name;
  Text operation;
  Text value1;
  Text value2;
  Text rule_text;
};
#pragma db object(PolicyAttribute) table("POLICY_ATTRIBUTE")
#pragma db member(PolicyAttribute::id) id column("POLICY_ATTR_ID") type("VARCHAR(32)")
#pragma db member(PolicyAttribute::parameter_id) column("DEF_PARAM_ID") type("VARCHAR(32)")
#pragma db member(PolicyAttribute::policy_id) column("POLICY_ID") type("VARCHAR(32)")
#pragma db member(PolicyAttribute::name) column("NAME") type("VARCHAR(60)")
#pragma db member(PolicyAttribute::operation) column("OPERATION") type("VARCHAR(20)")
#pragma db member(PolicyAttribute::value1) column("VALUE1") type("VARCHAR(255)")
#pragma db member(PolicyAttribute::value2) column("VALUE2") type("VARCHAR(255)")
#pragma db member(PolicyAttribute::rule_text) column("RULE_TEXT") type("TEXT")

/// Where a policy holds: GLOBAL, DOMAIN, TYPE, CLASSIFICATION.
struct PolicyAssociation {
  std::string id;
  Text policy_id;
  Text level;
  Text value;
  Text object_type;
  Text object_id;
  Text parent_id;
};
#pragma db object(PolicyAssociation) table("POLICY_OBJECT_ASSOC")
#pragma db member(PolicyAssociation::id) id column("POLICY_OBJECT_ID") type("VARCHAR(32)")
#pragma db member(PolicyAssociation::policy_id) column("POLICY_ID") type("VARCHAR(32)")
#pragma db member(PolicyAssociation::level) column("ASSOCIATION_LEVEL") type("VARCHAR(20)")
#pragma db member(PolicyAssociation::value) column("ASSOCIATION_VALUE") type("VARCHAR(255)")
#pragma db member(PolicyAssociation::object_type) column("OBJECT_TYPE") type("VARCHAR(100)")
#pragma db member(PolicyAssociation::object_id) column("OBJECT_ID") type("VARCHAR(32)")
#pragma db member(PolicyAssociation::parent_id) column("PARENT_ASSOC_ID") type("VARCHAR(32)")

}  // namespace idm
