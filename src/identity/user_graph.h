#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orm/account_state.h"
#include "orm/address.h"
#include "orm/email_address.h"
#include "orm/group.h"
#include "orm/login.h"
#include "orm/organization.h"
#include "orm/phone.h"
#include "orm/resource.h"
#include "orm/role.h"
#include "orm/supervision.h"
#include "orm/user.h"
#include "orm/user_attribute.h"
#include "orm/user_note.h"

namespace idm {

/// A principal with its attributes.
struct Principal {
  Login login;
  std::vector<LoginAttribute> attributes;
};

/// A user with everything that belongs to the user, as stored.
struct UserGraph {
  User user;
  std::vector<UserAttribute> attributes;
  std::vector<EmailAddress> emails;
  std::vector<Phone> phones;
  std::vector<Address> addresses;
  std::vector<UserNote> notes;
  std::vector<Principal> principals;
  std::vector<UserRole> roles;  ///< direct ones
  std::vector<UserGroup> groups;
  std::vector<Affiliation> affiliations;
  std::vector<Supervision> supervisors;
  std::vector<ResourceUser> resources;
  std::vector<AccountState> accounts;  ///< on target systems
};

}  // namespace idm
