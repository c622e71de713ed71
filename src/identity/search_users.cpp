#include "identity/search_users.h"

#include <unordered_map>

#include "core/error.h"
#include "core/time_zone.h"
#include "identity/search_statement.h"
#include "orm/found_user-odb-mysql.hxx"
#include "orm/found_user-odb-sqlite.hxx"
#include "orm/found_user-odb.hxx"
#include "orm/prepared.h"
#include "orm/user-odb.hxx"

#include <odb/mysql/database.hxx>
#include <odb/sqlite/database.hxx>

namespace idm::users {
namespace {

/// Runs the statement through the database's own query class: only that one binds values to native
/// SQL.
template <class Query, class Database>
std::vector<std::string> found_ids(Database& database, const Statement& statement) {
  Query query;
  for (const StatementPiece& piece : statement) {
    query += piece.sql;
    std::visit(
        [&](const auto& value) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
            query += Query::_val(value);
        },
        piece.value);
  }
  std::vector<std::string> ids;
  odb::result<FoundUser> found = database.template query<FoundUser>(query);
  for (auto row = found.begin(); row != found.end(); ++row) {
    FoundUser user;
    row.load(user);
    ids.push_back(std::move(user.id));
  }
  return ids;
}

}  // namespace

std::vector<User> search(Services& services, const SearchCriteria& criteria) {
  const Statement statement = search_statement(
      criteria, services.config, time_zone(services.config.time_zone), services.store.dialect());
  return services.store.read([&](Db& db) {
    const std::vector<std::string> ids =
        db.dialect() == Dialect::Sqlite
            ? found_ids<odb::sqlite::query_base>(static_cast<odb::sqlite::database&>(db.odb()),
                                                 statement)
            : found_ids<odb::mysql::query_base>(static_cast<odb::mysql::database&>(db.odb()),
                                                statement);
    std::vector<User> users;
    if (ids.empty()) return users;
    std::unordered_map<std::string, User> by_id;
    for (User& user : rows_where<User>(db, odb::query<User>::id.in_range(ids.begin(), ids.end())))
      by_id.emplace(user.id, std::move(user));
    for (const std::string& id : ids)
      if (const auto found = by_id.find(id); found != by_id.end())
        users.push_back(std::move(found->second));
    return users;
  });
}

}  // namespace idm::users
