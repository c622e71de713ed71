#pragma once

#include <optional>
#include <string>

#include "identity/search_members.h"
#include "identity/search_users.h"
#include "identity/statement_text.h"

namespace idm::users {

/// A pattern that no index serves, and of which kind of search_blocks.h its texts are.
struct PartSought {
  const char* kind;
  std::string pattern;
};
/// None when other criteria lead to few users.
std::optional<PartSought> part_sought(const SearchCriteria& criteria);

/// The SELECT of at most `limit` user ids for these criteria, in the order of the answer. Throws
/// Error(InvalidArgument) for a date attribute or an operator that is not on the list.
Statement search_statement(const SearchCriteria& criteria, const SearchSurroundings& surroundings,
                           int limit);

}  // namespace idm::users
