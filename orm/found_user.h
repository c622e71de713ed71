#pragma once

#include "orm/types.h"

namespace idm {

/// The id of a user that a search found. The statement is written by the search
/// (search_statement.h).
struct FoundUser {
  std::string id;
};
#pragma db view(FoundUser) query()
#pragma db member(FoundUser::id) type("VARCHAR(32)")

}  // namespace idm
