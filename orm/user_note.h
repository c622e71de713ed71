#pragma once

#include "orm/types.h"

namespace idm {

/// A note about a user.
struct UserNote {
  std::string id;
  Text user_id;
  Text type;
  Text description;
  Moment create_date;
  Text created_by;
};
#pragma db object(UserNote) table("USER_NOTE")
#pragma db member(UserNote::id) id column("USER_NOTE_ID") type("VARCHAR(32)")
#pragma db member(UserNote::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(UserNote::type) column("NOTE_TYPE") type("VARCHAR(20)")
#pragma db member(UserNote::description) column("DESCRIPTION") type("VARCHAR(2000)")
#pragma db member(UserNote::create_date) column("CREATE_DATE")
#pragma db member(UserNote::created_by) column("CREATED_BY") type("VARCHAR(20)")

}  // namespace idm
