#pragma once

#include "orm/types.h"

namespace idm {

/// A postal address of a user.
struct Address {
  std::string id;
  Text name;
  Text country;
  Text building_number;
  Text street_direction;
  Text suite;
  Text address1;
  Text address2;
  Text address3;
  Text address4;
  Text address5;
  Text address6;
  Text address7;
  Text city;
  Text state;
  Text postal_code;
  Number is_default = Number(0);
  Text description;
  Number active = Number(1);
  Text parent_id;
  Text parent_type;
};
#pragma db object(Address) table("ADDRESS")
#pragma db member(Address::id) id column("ADDRESS_ID") type("VARCHAR(32)")
#pragma db member(Address::name) column("NAME") type("VARCHAR(40)")
#pragma db member(Address::country) column("COUNTRY") type("VARCHAR(30)")
#pragma db member(Address::building_number) column("BLDG_NUM") type("VARCHAR(10)")
#pragma db member(Address::street_direction) column("STREET_DIRECTION") type("VARCHAR(20)")
#pragma db member(Address::suite) column("SUITE") type("VARCHAR(20)")
#pragma db member(Address::address1) column("ADDRESS1") type("VARCHAR(45)")
#pragma db member(Address::address2) column("ADDRESS2") type("VARCHAR(45)")
#pragma db member(Address::address3) column("ADDRESS3") type("VARCHAR(45)")
#pragma db member(Address::address4) column("ADDRESS4") type("VARCHAR(45)")
#pragma db member(Address::address5) column("ADDRESS5") type("VARCHAR(45)")
#pragma db member(Address::address6) column("ADDRESS6") type("VARCHAR(45)")
#pragma db member(Address::address7) column("ADDRESS7") type("VARCHAR(45)")
#pragma db member(Address::city) column("CITY") type("VARCHAR(30)")
#pragma db member(Address::state) column("STATE") type("VARCHAR(15)")
#pragma db member(Address::postal_code) column("POSTAL_CD") type("VARCHAR(10)")
#pragma db member(Address::is_default) column("IS_DEFAULT") type("INT")
#pragma db member(Address::description) column("DESCRIPTION") type("VARCHAR(100)")
#pragma db member(Address::active) column("ACTIVE") type("INT")
#pragma db member(Address::parent_id) column("PARENT_ID") type("VARCHAR(32)")
#pragma db member(Address::parent_type) column("PARENT_TYPE") type("VARCHAR(30)")

}  // namespace idm
