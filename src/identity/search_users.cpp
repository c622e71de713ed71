#include "identity/search_users.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/time_zone.h"
#include "identity/found_ids.h"
#include "identity/search_blocks.h"
#include "identity/search_statement.h"
#include "orm/prepared.h"
#include "orm/user-odb.hxx"

namespace idm::users {
namespace {

/// The users of these ids, in their order. A statement names so many at a time, because databases
/// bound its parameters.
std::vector<User> load(Db& db, const std::vector<std::string>& ids) {
  constexpr std::ptrdiff_t at_a_time = 500;
  std::vector<User> users;
  users.reserve(ids.size());
  for (auto begin = ids.begin(); begin != ids.end();) {
    const auto end = begin + std::min(at_a_time, ids.end() - begin);
    std::unordered_map<std::string, User> by_id;
    for (User& user : rows_where<User>(db, odb::query<User>::id.in_range(begin, end)))
      by_id.emplace(user.id, std::move(user));
    for (; begin != end; ++begin)
      if (const auto found = by_id.find(*begin); found != by_id.end())
        users.push_back(std::move(found->second));
  }
  return users;
}

/// At most `limit` users; `cut_off` says to the caller that there are more.
SearchAnswer find(Services& services, const SearchCriteria& criteria, int limit,
                  const std::string& cut_off) {
  const auto reference = services.reference.get();
  SearchSurroundings surroundings{services.config, *reference, time_zone(services.config.time_zone),
                                  services.store.dialect()};
  const Statement members = many_members_statement(criteria, surroundings);
  const std::optional<PartSought> part = part_sought(criteria);
  return services.store.read([&](Db& db) {
    SearchAnswer read;
    surroundings.many_members = !members.empty() && !found_ids(db, members).empty();
    if (part) surroundings.candidates = search_blocks::candidates(db, part->kind, part->pattern);
    std::vector<std::string> ids =
        found_ids(db, search_statement(criteria, surroundings, limit + 1));
    if (ids.size() > static_cast<std::size_t>(limit)) {
      ids.resize(static_cast<std::size_t>(limit));
      read.note = cut_off;
    }
    read.users = load(db, ids);
    return read;
  });
}

SearchAnswer somebody(SearchAnswer answer) {
  if (answer.users.empty()) throw Error(ErrorCode::UserNotFound, "no user meets the criteria");
  return answer;
}

std::string first_users(int limit) {
  return "only the first " + std::to_string(limit) + " users are here and more meet the criteria";
}

SearchAnswer find_all(Services& services, const SearchCriteria& criteria) {
  const int limit = services.config.search_max;
  return find(services, criteria, limit,
              first_users(limit) + ": identity.search_max of this server bounds every answer");
}

}  // namespace

SearchAnswer search(Services& services, const SearchCriteria& criteria) {
  const Config& config = services.config;
  if (criteria.max_results.null() || *criteria.max_results <= 0) {
    const int limit = std::min(config.search_limit, config.search_max);
    return somebody(
        find(services, criteria, limit, first_users(limit) + ": maxResultSize may ask for more"));
  }
  // Who gets as many as asked for knows.
  if (*criteria.max_results <= config.search_max)
    return somebody(find(services, criteria, *criteria.max_results, ""));
  return search_all(services, criteria);
}

SearchAnswer search_all(Services& services, const SearchCriteria& criteria) {
  return somebody(find_all(services, criteria));
}

SearchAnswer search_organization(Services& services, const std::string& id) {
  SearchCriteria criteria;
  criteria.organization_id = id;
  SearchAnswer answer = find_all(services, criteria);
  const auto reference = services.reference.get();
  if (answer.users.empty() && !reference->has_organization(reference->organization_id(id)))
    throw Error(ErrorCode::ObjectIdInvalid, "orgId '" + id + "' is not known");
  return somebody(std::move(answer));
}

}  // namespace idm::users
