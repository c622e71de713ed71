#pragma once

#include "orm/types.h"

namespace idm {

/// What callers of the mID-Provider API say of a user that has no column elsewhere. Ours. There is
/// none for users of whom they said nothing of it.
struct RealmProfile {
  std::string user_id;
  int email_verified = 0;
  Text required_actions;  ///< JSON: a list of texts
  Text client_roles;      ///< JSON, as sent
  std::uint64_t version = 0;
};
#pragma db object(RealmProfile) table("REALM_PROFILE") optimistic
#pragma db member(RealmProfile::user_id) id column("USER_ID") type("VARCHAR(32)")
#pragma db member(RealmProfile::email_verified) column("EMAIL_VERIFIED") type("INT")
#pragma db member(RealmProfile::required_actions) column("REQUIRED_ACTIONS") type("MEDIUMTEXT")
#pragma db member(RealmProfile::client_roles) column("CLIENT_ROLES") type("MEDIUMTEXT")
#pragma db member(RealmProfile::version) version column("VERSION")

}  // namespace idm
