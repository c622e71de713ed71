#pragma once

#include "orm/types.h"

namespace idm {

/// One named value of a user.
struct UserAttribute {
  std::string id;
  Text user_id;
  Text metadata_element_id;
  Text name;
  Text value;
  Text group;
  Bytes value_as_bytes;
  Text name_folded;
  Text value_folded;
};
#pragma db object(UserAttribute) table("USER_ATTRIBUTES")
#pragma db member(UserAttribute::id) id column("ID") type("VARCHAR(32)")
#pragma db member(UserAttribute::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(UserAttribute::metadata_element_id) column("METADATA_ID") type("VARCHAR(20)")
#pragma db member(UserAttribute::name) column("NAME") type("VARCHAR(50)")
#pragma db member(UserAttribute::value) column("VALUE") type("VARCHAR(1000)")
#pragma db member(UserAttribute::group) column("ATTR_GROUP") type("VARCHAR(20)")
#pragma db member(UserAttribute::value_as_bytes) column("VALUE_AS_BYTE_ARRAY") type("BLOB")
#pragma db member(UserAttribute::name_folded) column("NAME_FOLDED") type("VARCHAR(100)")
#pragma db member(UserAttribute::value_folded) column("VALUE_FOLDED") type("VARCHAR(2000)")

}  // namespace idm
