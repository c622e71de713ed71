#include <sqlite3.h>
#include <odb/database.hxx>
#include <odb/mysql/connection.hxx>
#include <odb/mysql/transaction.hxx>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/transaction.hxx>

#include "core/error.h"
#include "orm/all_rows_odb.h"
#include "orm/folded_columns.h"
#include "orm/insert_batch.h"
#include "orm/store.h"
#include "orm/store_errors.h"

namespace idm {
namespace {

/// "LOGIN" of "`LOGIN`".
template <class Row>
const char* table_of() {
  static const std::string quoted = odb::access::object_traits_impl<Row, odb::id_mysql>::table_name;
  static const std::string name = quoted.substr(1, quoted.size() - 2);
  return name.c_str();
}

/// ODB reports every violated constraint of an INSERT as a taken key; SQLite remembers which it
/// was.
bool refers_to_nothing() {
  sqlite3* handle = odb::sqlite::transaction::current().connection().handle();
  return sqlite3_extended_errcode(handle) == SQLITE_CONSTRAINT_FOREIGNKEY;
}

template <class Row>
void persist_in_sqlite(odb::database& odb, const Row& row) {
  try {
    odb.persist(row);
  } catch (const odb::object_already_persistent&) {
    if (!refers_to_nothing()) throw_key_taken(table_of<Row>());
    throw Error(ErrorCode::ObjectIdInvalid, std::string("a row in ") + table_of<Row>() +
                                                " refers to a row that does not exist");
  } catch (...) {
    rethrow_unless_retriable(table_of<Row>());
  }
}

}  // namespace

Db::Db(odb::database& odb, Dialect dialect) : odb_(odb), dialect_(dialect) {
  if (dialect == Dialect::MySql)
    batch_ =
        std::make_unique<InsertBatch>(odb::mysql::transaction::current().connection().handle());
}

Db::~Db() = default;

template <class Row>
void Db::insert(Row row) {
  fill_folded_columns(row);
  try {
    if (batch_)
      batch_->add(row);
    else
      persist_in_sqlite(odb_, row);
  } catch (...) {
    refused_ = true;
    throw;
  }
}

void Db::flush() {
  if (!batch_ || batch_->empty()) return;
  try {
    batch_->send();
  } catch (...) {
    refused_ = true;
    throw;
  }
}

void Db::finish() {
  if (refused_) throw Error(ErrorCode::Internal, "a transaction went on after a refused insert");
  flush();
}

template <class Row, class Key>
std::optional<Row> Db::find_row(const Key& key) {
  flush();
  Row row;
  if (!odb_.find<Row>(key, row)) return std::nullopt;
  // MariaDB's comparison ignores blanks at the end. An id with some must not go on into other rows.
  if constexpr (requires { std::string(row.id) == key; })
    if (row.id != key) return std::nullopt;
  return row;
}

template <class Row>
void Db::update(Row& row) {
  flush();
  fill_folded_columns(row);
  try {
    odb_.update(row);
  } catch (...) {
    rethrow_unless_retriable(table_of<Row>());
  }
}

template <class Row, class Key>
void Db::erase_row(const Key& key) {
  flush();
  try {
    odb_.erase<Row>(key);
  } catch (const odb::object_not_persistent&) {
    throw Error(ErrorCode::ObjectNotFound, std::string("no such row in ") + table_of<Row>());
  } catch (...) {
    rethrow_unless_retriable(table_of<Row>());
  }
}

#define IDM_INSTANTIATE(ROW, KEY)                                 \
  template void Db::insert<ROW>(ROW);                             \
  template void Db::update<ROW>(ROW&);                            \
  template std::optional<ROW> Db::find_row<ROW, KEY>(const KEY&); \
  template void Db::erase_row<ROW, KEY>(const KEY&);
IDM_EACH_ROW(IDM_INSTANTIATE)
#undef IDM_INSTANTIATE

}  // namespace idm
