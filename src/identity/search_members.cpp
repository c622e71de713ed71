#include "identity/search_members.h"

namespace idm::users {

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
  return ids;
}

std::vector<std::string> groups_sought(const SearchCriteria& criteria,
                                       const SearchSurroundings& surroundings) {
  std::vector<std::string> ids;
  for (const std::string& id : criteria.group_ids)
    ids.push_back(surroundings.reference.group_id(id));
  return ids;
}

std::vector<std::string> groups_with_roles(const std::vector<std::string>& role_ids,
                                           const std::string& domain_id,
                                           const Reference& reference) {
  std::vector<std::string> groups;
  for (const std::string& id : role_ids)
    for (std::string& group : reference.groups_with_role({id, domain_id}))
      groups.push_back(std::move(group));
  return groups;
}

Statement many_members_statement(const SearchCriteria& criteria,
                                 const SearchSurroundings& surroundings) {
  // The n-th member, if there are so many: with an index that is a short walk.
  const std::string nth = " LIMIT 1 OFFSET 5000";
  const std::vector<std::string> roles = roles_sought(criteria, surroundings);
  StatementText text(surroundings.dialect);
  if (!roles.empty()) {
    text.add("SELECT r.USER_ID FROM USER_ROLE r WHERE ");
    text.equals("r.SERVICE_ID", domain_sought(criteria, surroundings));
    text.add(" AND ");
    text.one_of("r.ROLE_ID", roles);
    text.add(nth);
  } else if (!criteria.group_ids.empty()) {
    text.add("SELECT g.USER_ID FROM USER_GRP g WHERE ");
    text.one_of("g.GRP_ID", groups_sought(criteria, surroundings));
    text.add(nth);
  }
  return text.take();
}

}  // namespace idm::users
