#pragma once

#include "orm/types.h"

namespace idm {

/// A password hash that a principal had.
struct PasswordHistory {
  std::string id;
  std::string login;
  std::string domain_id;
  std::string managed_system_id;
  Instant date_created;
  Text password;
};
#pragma db object(PasswordHistory) table("PWD_HISTORY")
#pragma db member(PasswordHistory::id) id column("PWD_HISTORY_ID") type("VARCHAR(32)")
#pragma db member(PasswordHistory::login) column("LOGIN") type("VARCHAR(320)")
#pragma db member(PasswordHistory::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(PasswordHistory::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(PasswordHistory::date_created) column("DATE_CREATED")
#pragma db member(PasswordHistory::password) column("PASSWORD") type("VARCHAR(128)")

}  // namespace idm
