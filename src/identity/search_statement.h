#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/instant.h"
#include "core/time_zone.h"
#include "identity/search_users.h"
#include "orm/store.h"

namespace idm::users {

/// A piece of SQL, and a value that is bound after it. Values never become part of the text.
struct StatementPiece {
  std::string sql;
  std::variant<std::monostate, std::string, int, Instant> value;
};
using Statement = std::vector<StatementPiece>;

/// The SELECT of user ids for these criteria, in the order and up to the limit of the answer.
/// Throws Error(InvalidArgument) for a date attribute or an operator that is not on the list.
Statement search_statement(const SearchCriteria& criteria, const Config& config,
                           const TimeZone& zone, Dialect dialect);

}  // namespace idm::users
