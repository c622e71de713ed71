#pragma once

#include "orm/types.h"

namespace idm {

/// A telephone of a user.
struct Phone {
  std::string id;
  Text name;
  Text area_code;
  Text country_code;
  Text description;
  Text number;
  Text extension;
  Number is_default;
  Number active = Number(1);
  Text parent_id;
  Text parent_type;
  Text type;
  Text area_code_folded;
  Text number_folded;
};
#pragma db object(Phone) table("PHONE")
#pragma db member(Phone::id) id column("PHONE_ID") type("VARCHAR(32)")
#pragma db member(Phone::name) column("NAME") type("VARCHAR(40)")
#pragma db member(Phone::area_code) column("AREA_CD") type("VARCHAR(10)")
#pragma db member(Phone::country_code) column("COUNTRY_CD") type("VARCHAR(3)")
#pragma db member(Phone::description) column("DESCRIPTION") type("VARCHAR(100)")
#pragma db member(Phone::number) column("PHONE_NBR") type("VARCHAR(50)")
#pragma db member(Phone::extension) column("PHONE_EXT") type("VARCHAR(20)")
#pragma db member(Phone::is_default) column("IS_DEFAULT") type("INT")
#pragma db member(Phone::active) column("ACTIVE") type("INT")
#pragma db member(Phone::parent_id) column("PARENT_ID") type("VARCHAR(32)")
#pragma db member(Phone::parent_type) column("PARENT_TYPE") type("VARCHAR(30)")
#pragma db member(Phone::type) column("PHONE_TYPE") type("VARCHAR(20)")
#pragma db member(Phone::area_code_folded) column("AREA_CD_FOLDED") type("VARCHAR(20)")
#pragma db member(Phone::number_folded) column("PHONE_NBR_FOLDED") type("VARCHAR(100)")

}  // namespace idm
