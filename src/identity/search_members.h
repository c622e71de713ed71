#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time_zone.h"
#include "identity/search_users.h"
#include "identity/statement_text.h"
#include "orm/reference.h"

/// The domains, roles and groups that a search names, spelt as they are stored.
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
  /// Nobody else meets the pattern of part_sought(); none: they are not known.
  std::optional<std::vector<std::string>> candidates = std::nullopt;
};

/// The domain of principals and roles: the one sent, else the default.
std::string domain_sought(const SearchCriteria& criteria, const SearchSurroundings& surroundings);

/// Of roleIdList, the roles of that domain.
std::vector<std::string> roles_sought(const SearchCriteria& criteria,
                                      const SearchSurroundings& surroundings);
/// The groups that give one of these roles.
std::vector<std::string> groups_with_roles(const std::vector<std::string>& role_ids,
                                           const std::string& domain_id,
                                           const Reference& reference);
std::vector<std::string> groups_sought(const SearchCriteria& criteria,
                                       const SearchSurroundings& surroundings);

/// Finds one id when the roles, or else the groups, have many members. Empty without either.
Statement many_members_statement(const SearchCriteria& criteria,
                                 const SearchSurroundings& surroundings);

}  // namespace idm::users
