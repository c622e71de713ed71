#pragma once

#include "identity/search_members.h"
#include "identity/search_users.h"
#include "identity/statement_text.h"

namespace idm::users {

/// The SELECT of at most `limit` user ids for these criteria, in the order of the answer. Throws
/// Error(InvalidArgument) for a date attribute or an operator that is not on the list.
Statement search_statement(const SearchCriteria& criteria, const SearchSurroundings& surroundings,
                           int limit);

}  // namespace idm::users
