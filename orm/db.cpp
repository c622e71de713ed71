#include <sqlite3.h>
#include <odb/database.hxx>
#include <odb/mysql/connection.hxx>
#include <odb/mysql/transaction.hxx>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/transaction.hxx>

#include "core/error.h"
#include "orm/all_rows_odb.h"
#include "orm/folded_columns.h"
#include "orm/rehearsal.h"
#include "orm/search_changes.h"
#include "orm/store.h"
#include "orm/store_errors.h"
#include "orm/write_batch.h"

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

std::string key_text(const std::string& id) { return id; }
std::string key_text(const LoginId& id) {
  return id.domain_id + " " + id.login + " " + id.managed_system_id;
}
std::string key_text(const AccountStateId& id) { return id.user_id + " " + id.managed_system_id; }
std::string key_text(const RoleId& id) { return id.domain_id + " " + id.role_id; }
/// Keys of rows that no call of a client changes.
template <class Id>
std::string key_text(const Id&) {
  return {};
}

void trace_row(Rehearsal::Traces& traces, const Task& task) {
  traces.users.insert(task.user_id);
  traces.tasks.push_back(task);
}
void trace_row(Rehearsal::Traces& traces, const User& user) { traces.users.insert(user.id); }
template <class Row>
void trace_row(Rehearsal::Traces&, const Row&) {}

/// Notes what a rehearsal writes.
template <class Row, class Id>
void trace(const char* kind, const Id& id) {
  if (Rehearsal::Traces* traces = Rehearsal::traces_of_work())
    traces->changes.push_back({kind, table_of<Row>(), key_text(id)});
}
template <class Row>
void trace(const char* kind, const Row& row, bool is_new) {
  Rehearsal::Traces* traces = Rehearsal::traces_of_work();
  if (!traces) return;
  trace<Row>(kind, odb::object_traits<Row>::id(row));
  if constexpr (std::is_same_v<Row, Task>)
    if (!is_new) return;
  trace_row(*traces, row);
}

}  // namespace

Db::Db(odb::database& odb, Dialect dialect)
    : odb_(odb), dialect_(dialect), search_changes_(std::make_unique<SearchChanges>()) {
  if (dialect == Dialect::MySql)
    batch_ = std::make_unique<WriteBatch>(odb::mysql::transaction::current().connection().handle());
}

Db::~Db() = default;

template <class Row>
void Db::insert(Row row) {
  fill_folded_columns(row);
  trace("insert", row, true);
  search_changes_->inserted(row);
  write_new(row);
}

template <class Row>
void Db::write_new(const Row& row) {
  try {
    if (batch_)
      batch_->insert(row);
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
  if (refused_) throw Error(ErrorCode::Internal, "a transaction went on after a refused change");
  for (const SearchChange& change : search_changes_->take()) write_new(change);
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
void Db::update(Row& row, const Row* before) {
  fill_folded_columns(row);
  trace("update", row, false);
  search_changes_->updated(row, before);
  if (batch_) {
    batch_->update(row, before);
    if constexpr (requires { row.version; }) ++row.version;
    return;
  }
  try {
    odb_.update(row);
  } catch (...) {
    rethrow_unless_retriable(table_of<Row>());
  }
}

template <class Row, class Key>
void Db::erase_row(const Key& key) {
  flush();
  trace<Row>("delete", key);
  search_changes_->removed<Row>();
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
  template void Db::update<ROW>(ROW&, const ROW*);                \
  template std::optional<ROW> Db::find_row<ROW, KEY>(const KEY&); \
  template void Db::erase_row<ROW, KEY>(const KEY&);
IDM_EACH_ROW(IDM_INSTANTIATE)
#undef IDM_INSTANTIATE

}  // namespace idm
