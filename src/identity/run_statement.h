#pragma once

#include <odb/mysql/database.hxx>
#include <odb/sqlite/database.hxx>
#include <vector>

#include "identity/statement_text.h"

// Slow to compile: for .cpp files that run statements, with the view's -odb-mysql.hxx and
// -odb-sqlite.hxx.

namespace idm::users {

/// Runs the statement through the database's own query class: only that one binds values to native
/// SQL.
template <class View, class Query, class Database>
std::vector<View> run_on(Database& database, const Statement& statement) {
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
  std::vector<View> rows;
  odb::result<View> found = database.template query<View>(query);
  for (auto row = found.begin(); row != found.end(); ++row) row.load(rows.emplace_back());
  return rows;
}

/// What the statement finds, as rows of that view.
template <class View>
std::vector<View> run_statement(Db& db, const Statement& statement) {
  if (db.dialect() == Dialect::Sqlite)
    return run_on<View, odb::sqlite::query_base>(static_cast<odb::sqlite::database&>(db.odb()),
                                                 statement);
  return run_on<View, odb::mysql::query_base>(static_cast<odb::mysql::database&>(db.odb()),
                                              statement);
}

}  // namespace idm::users
