#include "scim/memberships.h"

#include <set>

#include "identity/statement_rows.h"
#include "orm/prepared.h"
#include "orm/scim_resource-odb-mysql.hxx"
#include "orm/scim_resource-odb-sqlite.hxx"
#include "orm/scim_resource-odb.hxx"
#include "orm/text.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

// Who has no name at all is called by a login.
constexpr const char* users_in_group =
    "SELECT m.USER_ID, u.FIRST_NAME, u.LAST_NAME, COALESCE(s.DISPLAY_NAME, "
    "CASE WHEN u.FIRST_NAME IS NULL AND u.LAST_NAME IS NULL THEN "
    "(SELECT MIN(l.LOGIN) FROM LOGIN l WHERE l.USER_ID = u.USER_ID) END) FROM USER_GRP m "
    "JOIN USERS u ON u.USER_ID = m.USER_ID LEFT JOIN SCIM_RESOURCE s ON s.RESOURCE_ID = m.USER_ID "
    "WHERE (u.STATUS IS NULL OR u.STATUS <> 'DELETED') AND m.GRP_ID = ";
constexpr const char* groups_in_group =
    "SELECT g.GRP_ID, g.GRP_NAME, NULL, s.DISPLAY_NAME FROM GRP_MEMBER_GRP m "
    "JOIN GRP g ON g.GRP_ID = m.MEMBER_GRP_ID LEFT JOIN SCIM_RESOURCE s ON s.RESOURCE_ID = "
    "g.GRP_ID "
    "WHERE m.GRP_ID = ";
constexpr const char* groups_with_group =
    "SELECT g.GRP_ID, g.GRP_NAME, NULL, s.DISPLAY_NAME FROM GRP_MEMBER_GRP m "
    "JOIN GRP g ON g.GRP_ID = m.GRP_ID LEFT JOIN SCIM_RESOURCE s ON s.RESOURCE_ID = g.GRP_ID "
    "WHERE m.MEMBER_GRP_ID = ";
constexpr const char* groups_with_user =
    "SELECT g.GRP_ID, g.GRP_NAME, NULL, s.DISPLAY_NAME FROM USER_GRP m "
    "JOIN GRP g ON g.GRP_ID = m.GRP_ID LEFT JOIN SCIM_RESOURCE s ON s.RESOURCE_ID = g.GRP_ID "
    "WHERE m.USER_ID = ";

std::vector<NamedResource> ask(Db& db, const char* statement, const std::string& id,
                               const char* order) {
  return users::rows_of<NamedResource>(db, {
                                               {statement, id},
                                               {order,     {}}
  });
}

/// The display name, else first and last name.
std::string name_of_user(const NamedResource& resource) {
  if (!resource.display_name.null()) return *resource.display_name;
  std::string name = resource.first_name.null() ? "" : *resource.first_name;
  if (resource.last_name.null() || resource.last_name->empty()) return name;
  return name.empty() ? *resource.last_name : name + " " + *resource.last_name;
}

/// The display name that was written, unless the group has another one since.
std::string name_of_group(const NamedResource& group) {
  constexpr std::size_t column = 80;  // GRP.GRP_NAME
  const Text& written = group.display_name;
  if (!written.null() && group.first_name == Text(first_characters(*written, column)))
    return *written;
  return group.first_name.null() ? std::string() : *group.first_name;
}

Json element_of(const Place& place, const ResourceType& type, const NamedResource& resource,
                const char* kind) {
  Json element{
      {"value",        resource.id },
      { "$ref", location(place, type.endpoint, resource.id)}
  };
  const std::string name = &type == &group_type ? name_of_group(resource) : name_of_user(resource);
  if (!name.empty()) element["display"] = name;
  element["type"] = kind;
  return element;
}

}  // namespace

Json groups_of_user(Db& db, const Place& place, const std::string& user_id) {
  Json list = Json::array();
  std::set<std::string> seen;
  std::vector<NamedResource> next = ask(db, groups_with_user, user_id, " ORDER BY m.USER_GRP_ID");
  for (const char* kind = "direct"; !next.empty(); kind = "indirect") {
    std::vector<NamedResource> further;
    for (const NamedResource& group : next) {
      if (!seen.insert(group.id).second) continue;
      list.push_back(element_of(place, group_type, group, kind));
      for (NamedResource& parent : ask(db, groups_with_group, group.id, " ORDER BY g.GRP_ID"))
        further.push_back(std::move(parent));
    }
    next = std::move(further);
  }
  return list.empty() ? Json() : list;
}

Json members_of_group(Db& db, const Place& place, const std::string& group_id) {
  Json list = Json::array();
  for (const NamedResource& user : ask(db, users_in_group, group_id, " ORDER BY m.USER_ID"))
    list.push_back(element_of(place, user_type, user, "User"));
  for (const NamedResource& group : ask(db, groups_in_group, group_id, " ORDER BY g.GRP_ID"))
    list.push_back(element_of(place, group_type, group, "Group"));
  return list.empty() ? Json() : list;
}

std::vector<std::string> parents_of(Db& db, const std::string& group_id) {
  std::vector<std::string> ids;
  for (const GroupNesting& row :
       rows_where<GroupNesting>(db, odb::query<GroupNesting>::id.member_id == group_id))
    ids.push_back(row.id.group_id);
  return ids;
}

std::vector<std::string> children_of(Db& db, const std::string& group_id) {
  std::vector<std::string> ids;
  for (const GroupNesting& row :
       rows_where<GroupNesting>(db, odb::query<GroupNesting>::id.group_id == group_id))
    ids.push_back(row.id.member_id);
  return ids;
}

void require_own_roles(const Place& place, const std::string& group_id) {
  if (!place.bound) return;
  for (const RoleId& role : place.reference->roles_of_group(group_id))
    if (role.domain_id != place.domain)
      throw Refusal(403, "",
                    "group " + group_id + " gives roles of other domains than '" + place.domain +
                        "', which is all that this token is for");
}

bool leads_back(Db& db, const std::string& group_id, const std::string& member_id) {
  std::set<std::string> seen{member_id};
  std::vector<std::string> open{member_id};
  while (!open.empty()) {
    const std::string id = open.back();
    open.pop_back();
    if (id == group_id) return true;
    for (const std::string& child : children_of(db, id))
      if (seen.insert(child).second) open.push_back(child);
  }
  return false;
}

}  // namespace idm::scim
