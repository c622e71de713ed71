#include "identity/search_members.h"

#include <set>

namespace idm::users {
namespace {

/// Each once, however often it was sent: a statement has room for so many parameters.
std::vector<std::string> once(std::vector<std::string> ids) {
  const std::set<std::string> different(ids.begin(), ids.end());
  return {different.begin(), different.end()};
}

}  // namespace

std::string domain_sought(const SearchCriteria& criteria, const SearchSurroundings& surroundings) {
  return criteria.domain_id.null() ? surroundings.config.default_domain
                                   : surroundings.reference.domain_id(*criteria.domain_id);
}

std::vector<std::string> roles_sought(const SearchCriteria& criteria,
                                      const SearchSurroundings& surroundings) {
  const std::string domain = domain_sought(criteria, surroundings);
  std::vector<std::string> ids;
  for (const std::string& id : criteria.role_ids)
    for (const RoleId& role : surroundings.reference.roles_named(id))
      if (role.domain_id == domain) ids.push_back(role.role_id);
  return once(std::move(ids));
}

std::vector<std::string> groups_sought(const SearchCriteria& criteria,
                                       const SearchSurroundings& surroundings) {
  std::vector<std::string> ids;
  for (const std::string& id : criteria.group_ids)
    ids.push_back(surroundings.reference.group_id(id));
  return once(std::move(ids));
}

std::vector<std::string> groups_with_roles(const std::vector<std::string>& role_ids,
                                           const std::string& domain_id,
                                           const Reference& reference) {
  std::vector<std::string> groups;
  for (const std::string& id : role_ids)
    for (std::string& group : reference.groups_with_role({id, domain_id}))
      groups.push_back(std::move(group));
  return once(std::move(groups));
}

Statement many_members_statement(const SearchCriteria& criteria,
                                 const SearchSurroundings& surroundings) {
  const std::vector<std::string> roles = roles_sought(criteria, surroundings);
  const std::string domain = domain_sought(criteria, surroundings);
  const std::vector<std::string> groups =
      roles.empty() ? groups_sought(criteria, surroundings)
                    : groups_with_roles(roles, domain, surroundings.reference);
  StatementText text(surroundings.dialect);
  if (!roles.empty()) {
    text.add("SELECT USER_ID FROM USER_ROLE WHERE ");
    text.equals("SERVICE_ID", domain);
    text.add(" AND ");
    text.one_of("ROLE_ID", roles);
  }
  if (!groups.empty()) {
    text.add(roles.empty() ? "" : " UNION ALL ");
    text.add("SELECT USER_ID FROM USER_GRP WHERE ");
    text.one_of("GRP_ID", groups);
  }
  // The one after so many members, if there is: with an index that is a short walk.
  if (!roles.empty() || !groups.empty()) text.add(" LIMIT 1 OFFSET 5000");
  return text.take();
}

}  // namespace idm::users
