#pragma once

#include <type_traits>
#include <variant>
#include <vector>

#include "identity/statement_text.h"

#include <odb/mysql/database.hxx>
#include <odb/sqlite/database.hxx>

namespace idm::users {

/// Runs the statement through the database's own query class: only that one binds values to native
/// SQL.
template <class Row, class Query, class Database>
std::vector<Row> rows_of(Database& database, const Statement& statement) {
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
  std::vector<Row> rows;
  odb::result<Row> found = database.template query<Row>(query);
  for (auto row = found.begin(); row != found.end(); ++row) {
    rows.emplace_back();
    row.load(rows.back());
  }
  return rows;
}

/// The rows of a view without a query of its own (orm/found_user.h). Its three -odb headers are
/// included where this is called.
template <class Row>
std::vector<Row> rows_of(Db& db, const Statement& statement) {
  if (db.dialect() == Dialect::Sqlite)
    return rows_of<Row, odb::sqlite::query_base>(static_cast<odb::sqlite::database&>(db.odb()),
                                                 statement);
  return rows_of<Row, odb::mysql::query_base>(static_cast<odb::mysql::database&>(db.odb()),
                                              statement);
}

}  // namespace idm::users
