#pragma once

#include "orm/types.h"

namespace idm {

/// A principal that a retired user had: its name is free again. Ours. Its password, its attributes
/// and its history are not kept.
struct ArchivedLogin {
  std::string id;
  std::string domain_id;
  std::string login;
  std::string managed_system_id;
  Text user_id;
  Moment create_date;
  Moment last_login;
  Instant archived;
};
#pragma db object(ArchivedLogin) table("LOGIN_ARCHIVE")
#pragma db member(ArchivedLogin::id) id column("LOGIN_ARCHIVE_ID") type("VARCHAR(32)")
#pragma db member(ArchivedLogin::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(ArchivedLogin::login) column("LOGIN") type("VARCHAR(320)")
#pragma db member(ArchivedLogin::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(ArchivedLogin::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(ArchivedLogin::create_date) column("CREATE_DATE")
#pragma db member(ArchivedLogin::last_login) column("LAST_LOGIN")
#pragma db member(ArchivedLogin::archived) column("ARCHIVED")

}  // namespace idm
