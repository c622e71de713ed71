#pragma once

#include "core/time_zone.h"
#include "identity/search_users.h"
#include "identity/statement_text.h"
#include "orm/reference.h"

namespace idm::users {

/// What a statement is made with.
struct SearchSurroundings {
  const Config& config;
  const Reference& reference;  ///< spells the ids of roles, groups, … as they are stored
  const TimeZone& zone;
  Dialect dialect;
  /// The roles or groups sought have so many members that the walk through all users by name finds
  /// enough of them soon; else their members are collected first.
  bool many_members = false;
};

/// Finds one id when the roles, or else the groups, have many members. Empty without either.
Statement many_members_statement(const SearchCriteria& criteria,
                                 const SearchSurroundings& surroundings);

/// The SELECT of at most `limit` user ids for these criteria, in the order of the answer. Throws
/// Error(InvalidArgument) for a date attribute or an operator that is not on the list.
Statement search_statement(const SearchCriteria& criteria, const SearchSurroundings& surroundings,
                           int limit);

}  // namespace idm::users
