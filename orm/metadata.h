#pragma once

#include "orm/types.h"

namespace idm {

/// A type of users, organisations, groups, systems.
struct MetadataType {
  std::string id;
  Text description;
  Number active = Number(0);
  Number sync_managed_sys = Number(0);
};
#pragma db object(MetadataType) table("METADATA_TYPE")
#pragma db member(MetadataType::id) id column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(MetadataType::description) column("DESCRIPTION") type("VARCHAR(40)")
#pragma db member(MetadataType::active) column("ACTIVE") type("INT")
#pragma db member(MetadataType::sync_managed_sys) column("SYNC_MANAGED_SYS") type("INT")

/// A known attribute of a type.
struct MetadataElement {
  std::string id;
  std::string type_id;
  Text attribute_name;
  Text description;
  Number min_length = Number(0);
  Number max_length;
  Text text_case;
  Text data_type;
  Number min_value;
  Number max_value;
  Text default_value;
  Text value_list;
  Text label;
  Number multi_value;
  Number auditable;
  Number required;
  Number self_editable;
  Number self_viewable;
  Text ui_type;
  Text ui_object_size;
  Text value_src;
};
#pragma db object(MetadataElement) table("METADATA_ELEMENT")
#pragma db member(MetadataElement::id) id column("METADATA_ID") type("VARCHAR(20)")
#pragma db member(MetadataElement::type_id) column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(MetadataElement::attribute_name) column("ATTRIBUTE_NAME") type("VARCHAR(50)")
#pragma db member(MetadataElement::description) column("DESCRIPTION") type("VARCHAR(40)")
#pragma db member(MetadataElement::min_length) column("MIN_LEN") type("INT")
#pragma db member(MetadataElement::max_length) column("MAX_LEN") type("INT")
#pragma db member(MetadataElement::text_case) column("TEXT_CASE") type("VARCHAR(20)")
#pragma db member(MetadataElement::data_type) column("DATA_TYPE") type("VARCHAR(20)")
#pragma db member(MetadataElement::min_value) column("MIN_VALUE") type("INT")
#pragma db member(MetadataElement::max_value) column("MAX_VALUE") type("INT")
#pragma db member(MetadataElement::default_value) column("DEFAULT_VALUE") type("VARCHAR(100)")
#pragma db member(MetadataElement::value_list) column("VALUE_LIST") type("VARCHAR(1000)")
#pragma db member(MetadataElement::label) column("LABEL") type("VARCHAR(100)")
#pragma db member(MetadataElement::multi_value) column("MULTI_VALUE") type("INT")
#pragma db member(MetadataElement::auditable) column("AUDITABLE") type("INT")
#pragma db member(MetadataElement::required) column("REQUIRED") type("INT")
#pragma db member(MetadataElement::self_editable) column("SELF_EDITABLE") type("INT")
#pragma db member(MetadataElement::self_viewable) column("SELF_VIEWABLE") type("INT")
#pragma db member(MetadataElement::ui_type) column("UI_TYPE") type("VARCHAR(20)")
#pragma db member(MetadataElement::ui_object_size) column("UI_OBJECT_SIZE") type("VARCHAR(40)")
#pragma db member(MetadataElement::value_src) column("VALUE_SRC") type("VARCHAR(1000)")

}  // namespace idm
