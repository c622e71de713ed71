#pragma once

#include <memory>
#include <odb/connection.hxx>
#include <odb/database.hxx>
#include <odb/prepared-query.hxx>
#include <odb/query.hxx>
#include <odb/transaction.hxx>
#include <string>
#include <vector>

#include "orm/store.h"

namespace idm {

/// All rows that a query with one parameter finds. The statement is prepared once a connection and
/// kept under `name` (a literal, unique in the program): the hot reads go through here. `condition`
/// makes the query from a reference to the parameter: `query(odb::query<Row>::user_id ==
/// odb::query<Row>::_ref(parameter))`.
template <class Row, class Parameter, class Condition>
std::vector<Row> rows_by(Db& db, const char* name, const Parameter& value, Condition condition) {
  db.flush();
  odb::connection& connection = odb::transaction::current().connection();
  Parameter* parameter = nullptr;
  odb::prepared_query<Row> prepared(connection.lookup_query<Row>(name, parameter));
  if (!prepared) {
    auto owned = std::make_unique<Parameter>();
    parameter = owned.get();
    prepared = connection.prepare_query<Row>(name, condition(*parameter));
    connection.cache_query(prepared, std::move(owned));
  }
  *parameter = value;
  std::vector<Row> rows;
  odb::result<Row> result = prepared.execute();
  for (auto row = result.begin(); row != result.end(); ++row) {
    rows.emplace_back();
    row.load(rows.back());
  }
  return rows;
}

/// All rows that a query made for this call finds.
template <class Row>
std::vector<Row> rows_where(Db& db, const odb::query<Row>& condition) {
  std::vector<Row> rows;
  odb::result<Row> result = db.odb().template query<Row>(condition);
  for (auto row = result.begin(); row != result.end(); ++row) {
    rows.emplace_back();
    row.load(rows.back());
  }
  return rows;
}

}  // namespace idm
