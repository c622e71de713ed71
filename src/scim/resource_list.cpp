#include "scim/resource_list.h"

#include <algorithm>

#include "scim/group_resource.h"
#include "scim/projection.h"
#include "scim/user_resource.h"

namespace idm::scim {
namespace {

using users::Statement;
using users::StatementText;

/// Whether the user has a login on the default system, of one tenant or of any. Not by EXISTS, for
/// which MariaDB would go through all logins first.
void add_login(StatementText& text, const Config& config, const std::string* domain,
               const char* found) {
  text.compare("(SELECT 1 FROM LOGIN t WHERE t.USER_ID = u.USER_ID AND t.MANAGED_SYS_ID = ",
               config.default_managed_system);
  if (domain) text.compare(" AND t.SERVICE_ID = ", *domain);
  text.add(std::string(" LIMIT 1) ") + found);
}

/// As user_resource.cpp sees it: not those who have left, and those of the tenant, to whose default
/// one belongs who has no login at all.
Statement visible_users(const Place& place) {
  const Config& config = place.services.config;
  StatementText text(place.services.store.dialect());
  text.add("(u.STATUS IS NULL OR UPPER(RTRIM(u.STATUS)) <> 'DELETED') AND (");
  add_login(text, config, &place.domain, "IS NOT NULL");
  if (place.domain == config.default_domain) {
    text.add(" OR ");
    add_login(text, config, nullptr, "IS NULL");
  }
  text.add(")");
  return text.take();
}

Statement all_groups(Dialect dialect) {
  StatementText text(dialect);
  text.add("1 = 1");
  return text.take();
}

std::vector<Json> read_users(Db& db, const Place& place, const std::vector<std::string>& ids) {
  std::vector<Json> documents;
  documents.reserve(ids.size());
  for (const std::string& id : ids) documents.push_back(find_user(db, place, id).value_or(Json()));
  return documents;
}

std::vector<Json> read_groups(Db& db, const Place& place, const std::vector<std::string>& ids,
                              Members members) {
  std::vector<Json> documents;
  documents.reserve(ids.size());
  for (const std::string& id : ids)
    documents.push_back(find_group(db, place, id, members).value_or(Json()));
  return documents;
}

Listed listed(const Place& place, const ResourceType& type) {
  if (&type == &user_type)
    return {&type, visible_users(place),
            [&place](Db& db, const std::vector<std::string>& ids, const Needed&) {
              return read_users(db, place, ids);
            }};
  return {&type, all_groups(place.services.store.dialect()),
          [&place](Db& db, const std::vector<std::string>& ids, const Needed& needed) {
            return read_groups(db, place, ids, needed("members") ? Members::Read : Members::Skip);
          }};
}

}  // namespace

Page list_resources(const Place& place, std::span<const ResourceType* const> types,
                    const ListRequest& request, const Needed& shown) {
  std::vector<Listed> all;
  for (const ResourceType* type : types) all.push_back(listed(place, *type));
  const Services& services = place.services;
  const ListSettings settings{services.store, services.secret_key, place.domain,
                              services.config.scim.lenient_members};
  return list(settings, all, request, shown);
}

Json list_response(const Place& place, std::span<const ResourceType* const> types,
                   const ListRequest& request) {
  std::vector<Projection> projections;
  for (const ResourceType* type : types)
    projections.emplace_back(*type, request.attributes, request.excluded_attributes);
  const Page page = list_resources(place, types, request, [&](std::string_view attribute) {
    return std::any_of(projections.begin(), projections.end(), [&](const Projection& projection) {
      return !projection.leaves_out(attribute);
    });
  });
  Json response;
  response["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:ListResponse"};
  response["totalResults"] = page.total;
  if (!request.cursor) response["startIndex"] = page.start_index;
  response["itemsPerPage"] = page.resources.size();
  if (page.next_cursor) response["nextCursor"] = *page.next_cursor;
  Json& resources = response["Resources"] = Json::array();
  for (std::size_t at = 0; at < page.resources.size(); ++at) {
    const auto type = std::find(types.begin(), types.end(), page.types[at]) - types.begin();
    resources.push_back(projections[static_cast<std::size_t>(type)].apply(page.resources[at]));
  }
  return response;
}

}  // namespace idm::scim
