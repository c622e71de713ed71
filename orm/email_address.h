#pragma once

#include "orm/types.h"

namespace idm {

/// An e-mail address of a user (PARENT_ID, PARENT_TYPE USER).
struct EmailAddress {
  std::string id;
  Text name;
  Text description;
  Text address;
  Number is_default;
  Number active = Number(1);
  Text parent_id;
  Text parent_type;
  Text email_folded;
};
#pragma db object(EmailAddress) table("EMAIL_ADDRESS")
#pragma db member(EmailAddress::id) id column("EMAIL_ID") type("VARCHAR(32)")
#pragma db member(EmailAddress::name) column("NAME") type("VARCHAR(40)")
#pragma db member(EmailAddress::description) column("DESCRIPTION") type("VARCHAR(100)")
#pragma db member(EmailAddress::address) column("EMAIL_ADDRESS") type("VARCHAR(320)")
#pragma db member(EmailAddress::is_default) column("IS_DEFAULT") type("INT")
#pragma db member(EmailAddress::active) column("ACTIVE") type("INT")
#pragma db member(EmailAddress::parent_id) column("PARENT_ID") type("VARCHAR(32)")
#pragma db member(EmailAddress::parent_type) column("PARENT_TYPE") type("VARCHAR(30)")
#pragma db member(EmailAddress::email_folded) column("EMAIL_FOLDED") type("VARCHAR(640)")

}  // namespace idm
