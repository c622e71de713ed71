#pragma once

#include "orm/types.h"

namespace idm {

/// A principal that a page of users lists, with the user's id. The statement is written by
/// identity/realm_users.cpp.
struct FoundPrincipal {
  std::string user_id;
  std::string login;
};
#pragma db view(FoundPrincipal) query()
#pragma db member(FoundPrincipal::user_id) type("VARCHAR(32)")
#pragma db member(FoundPrincipal::login) type("VARCHAR(320)")

}  // namespace idm
