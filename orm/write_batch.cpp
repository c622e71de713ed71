#include "orm/write_batch.h"

#include <mysql.h>
#include <odb/mysql/exceptions.hxx>

#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "orm/all_rows.h"
#include "orm/all_rows_odb.h"
#include "orm/store_errors.h"

// Why this file exists: ODB sends one statement a row, and on MariaDB each is a round trip; a user
// with everything that belongs to it is about a dozen. Here they travel together. ODB stays the
// only authority on the mapping: the texts of INSERT and UPDATE (persist_statement,
// update_statement), the order and the conversion of the values (init, bind) are its generated
// code. We only write the bound values as literals instead of sending them beside a prepared
// statement, because a multi-statement query cannot be prepared.
namespace idm {
namespace {

// A query must stay below the server's max_allowed_packet (16 MiB unless set lower; never below 1
// MiB here).
constexpr std::size_t longest_query = 768u << 10;

/// "INSERT INTO `T` (`A`, `B`, `VERSION`) VALUES (?, ?, 1)" taken apart.
struct InsertTemplate {
  std::string_view head;  ///< "INSERT INTO `T` "
  std::vector<std::string_view> columns;
  std::vector<std::string_view> row;  ///< what is no question mark (the first version) is copied
};

std::vector<std::string_view> split(std::string_view list, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at; (at = list.find(separator)) != list.npos;
       list.remove_prefix(at + separator.size()))
    parts.push_back(list.substr(0, at));
  parts.push_back(list);
  return parts;
}

InsertTemplate take_apart_insert(std::string_view persist_statement) {
  constexpr std::string_view values = ") VALUES (";
  const std::size_t columns = persist_statement.find('('), row = persist_statement.rfind(values);
  const std::size_t first = row + values.size();
  return {persist_statement.substr(0, columns),
          split(persist_statement.substr(columns + 1, row - columns - 1), ", "),
          split(persist_statement.substr(first, persist_statement.size() - 1 - first), ", ")};
}

/// "UPDATE `T` SET `A`=?, `VERSION`=`VERSION`+1 WHERE `ID`=? AND `VERSION`=?" taken apart.
struct UpdateTemplate {
  std::string_view head;  ///< "UPDATE `T` SET "
  std::vector<std::string_view> assignments, conditions;
};

UpdateTemplate take_apart_update(std::string_view update_statement) {
  constexpr std::string_view set = " SET ", where = " WHERE ";
  const std::size_t first = update_statement.find(set) + set.size();
  const std::size_t condition = update_statement.rfind(where);
  return {update_statement.substr(0, first),
          split(update_statement.substr(first, condition - first), ", "),
          split(update_statement.substr(condition + where.size()), " AND ")};
}

/// ODB's texts are constants: one address, one statement.
template <class Parts>
const Parts& kept(const char* statement, Parts (*take_apart)(std::string_view)) {
  thread_local std::map<const char*, Parts> known;
  const auto found = known.find(statement);
  return found != known.end() ? found->second
                              : known.emplace(statement, take_apart(statement)).first->second;
}

/// The text of "`A`=?" before its question mark; nothing when it has none.
std::optional<std::string_view> before_question_mark(std::string_view text) {
  if (!text.ends_with('?')) return std::nullopt;
  return text.substr(0, text.size() - 1);
}

bool is_number(const MYSQL_BIND& value) {
  return value.buffer_type == MYSQL_TYPE_LONG || value.buffer_type == MYSQL_TYPE_LONGLONG;
}

/// A user has sixty columns of which ten are filled; reading the names and NULLs of the others was
/// a quarter of the server's work. OpenIAM's schema gives some numbers a default, so these are
/// always written.
bool goes_without_saying(const MYSQL_BIND& value) {
  return value.is_null && *value.is_null && !is_number(value);
}

template <class Integer>
void append_integer(std::string& text, const MYSQL_BIND& value) {
  Integer number;
  std::memcpy(&number, value.buffer, sizeof number);
  text += std::to_string(number);
}

/// The server's clock zone does not matter: DATETIME is stored as written, and we write UTC.
void append_datetime(std::string& text, const MYSQL_TIME& at) {
  char literal[40];
  const int length =
      std::snprintf(literal, sizeof literal, "'%04u-%02u-%02u %02u:%02u:%02u.%03lu'", at.year,
                    at.month, at.day, at.hour, at.minute, at.second, at.second_part / 1000);
  text.append(literal, static_cast<std::size_t>(length));
}

/// The values of a row. ODB's generated statements do the same: the values go into an image
/// (strings, numbers, MYSQL_TIME), the image's addresses into MYSQL_BINDs. Images are kept, since
/// their buffers are allocated once.
template <class Row>
struct Values {
  using Traits = odb::access::object_traits_impl<Row, odb::id_mysql>;
  using Image = typename Traits::image_type;

  Values(Image& image, const Row& row, odb::mysql::statement_kind kind) {
    Traits::init(image, row, kind);
    Traits::bind(binds, image, kind);
  }

  // bind() leaves out what the statement has no question mark for, so these are enough.
  MYSQL_BIND binds[Traits::column_count] = {};
};

}  // namespace

template <class Row>
void WriteBatch::insert(const Row& row) {
  using Traits = odb::access::object_traits_impl<Row, odb::id_mysql>;
  static thread_local typename Traits::image_type image;
  const Values<Row> values(image, row, odb::mysql::statement_insert);
  append_row(Traits::table_name, Traits::persist_statement, values.binds);
}

void WriteBatch::append_row(const char* table, const char* persist_statement,
                            const st_mysql_bind* values) {
  const InsertTemplate& parts = kept(persist_statement, take_apart_insert);
  std::string columns, row;
  for (std::size_t i = 0; i < parts.columns.size(); ++i) {
    const bool given = parts.row[i] == "?";
    const st_mysql_bind* value = given ? values++ : nullptr;
    if (value && goes_without_saying(*value)) continue;
    (columns += columns.empty() ? "(" : ", ") += parts.columns[i];
    row += row.empty() ? "(" : ", ";
    if (value)
      append_value(row, *value);
    else
      row += parts.row[i];
  }
  row += ')';
  // ODB's names are constants of one class each: the same address, the same table.
  const bool joins = !statements_.empty() && statements_.back().table == table &&
                     statements_.back().columns == columns &&
                     statements_.back().text.size() < longest_query / 2;
  if (joins) {
    (statements_.back().text += ',') += row;
  } else {
    std::string text = std::string(parts.head) + columns + ") VALUES " + row;
    statements_.push_back({table, std::move(columns), std::move(text)});
  }
}

template <class Row>
void WriteBatch::update(const Row& row, const Row* before) {
  using Traits = odb::access::object_traits_impl<Row, odb::id_mysql>;
  if constexpr (requires { Traits::update_statement; }) {
    static thread_local typename Traits::image_type image, image_before;
    static thread_local typename Traits::id_image_type id_image;
    const Values<Row> values(image, row, odb::mysql::statement_update);
    std::optional<Values<Row>> values_before;
    if (before) values_before.emplace(image_before, *before, odb::mysql::statement_update);
    MYSQL_BIND id[Traits::id_column_count + 1] = {};  // and the version
    if constexpr (requires { row.version; })
      Traits::init(id_image, Traits::id(row), &row.version);
    else
      Traits::init(id_image, Traits::id(row));
    Traits::bind(id, id_image);
    append_change(Traits::table_name, Traits::update_statement, values.binds,
                  values_before ? values_before->binds : nullptr, id);
  } else {
    throw Error(ErrorCode::Internal, "rows of this table have nothing but their key");
  }
}

void WriteBatch::append_change(const char* table, const char* update_statement,
                               const st_mysql_bind* values, const st_mysql_bind* before,
                               const st_mysql_bind* id) {
  const UpdateTemplate& parts = kept(update_statement, take_apart_update);
  std::string assignments, text(parts.head);
  const auto assign = [&](std::string_view column, const std::string& value) {
    ((assignments += assignments.empty() ? "" : ", ") += column) += value;
  };
  for (const std::string_view assignment : parts.assignments) {
    const auto column = before_question_mark(assignment);
    if (!column) {
      assign(assignment, {});
      continue;
    }
    const std::string value = literal(*values++);
    if (!before || literal(*before++) != value) assign(*column, value);
  }
  if (assignments.empty()) return;
  text += assignments;
  const char* separator = " WHERE ";
  for (const std::string_view condition : parts.conditions) {
    ((text += separator) += before_question_mark(condition).value()) += literal(*id++);
    separator = " AND ";
  }
  statements_.push_back({table, {}, std::move(text), true});
}

std::string WriteBatch::literal(const st_mysql_bind& value) const {
  std::string text;
  append_value(text, value);
  return text;
}

void WriteBatch::append_value(std::string& text, const st_mysql_bind& value) const {
  if (value.is_null && *value.is_null) {
    text += "NULL";
    return;
  }
  const char* data = static_cast<const char*>(value.buffer);
  switch (value.buffer_type) {
    case MYSQL_TYPE_STRING:
      append_escaped(text, data, *value.length);
      return;
    case MYSQL_TYPE_BLOB: {
      // As hexadecimal, or the connection's character set would have a say.
      static constexpr char digits[] = "0123456789abcdef";
      text += "X'";
      for (const char c : std::string_view(data, *value.length)) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[c & 0xf];
      }
      text += '\'';
      return;
    }
    case MYSQL_TYPE_LONG:
      return value.is_unsigned ? append_integer<unsigned>(text, value)
                               : append_integer<int>(text, value);
    case MYSQL_TYPE_LONGLONG:
      return value.is_unsigned ? append_integer<unsigned long long>(text, value)
                               : append_integer<long long>(text, value);
    case MYSQL_TYPE_DATETIME:
      return append_datetime(text, *static_cast<const MYSQL_TIME*>(value.buffer));
    default:
      // A persistent class has a column of a type that none had before: teach this function.
      throw Error(ErrorCode::Internal, "no literal for MySQL type " +
                                           std::to_string(static_cast<int>(value.buffer_type)));
  }
}

void WriteBatch::append_escaped(std::string& text, const char* data, std::size_t size) const {
  text += '\'';
  const std::size_t at = text.size();
  text.resize(at + 2 * size + 1);
  // Knows the connection's character set (set when it was made, never by SET NAMES) and its
  // escaping mode.
  text.resize(at + mysql_real_escape_string(connection_, text.data() + at, data,
                                            static_cast<unsigned long>(size)));
  text += '\'';
}

std::string WriteBatch::table_of(const Statement& statement) {
  return {statement.table + 1, std::strlen(statement.table) - 2};
}

void WriteBatch::send() {
  // Whatever happens, nothing is sent twice.
  const std::vector<Statement> statements = std::exchange(statements_, {});
  auto next = statements.begin();
  while (next != statements.end()) {
    const auto first = next;
    std::string query = (next++)->text;
    while (next != statements.end() && query.size() + next->text.size() < longest_query)
      query += ';' + (next++)->text;
    send_some({first, next}, query);
  }
}

void WriteBatch::send_some(std::span<const Statement> statements, const std::string& query) {
  // The server answers each statement in turn and stops at the first that it refuses, so the number
  // of answers read so far says which one that was. Nothing may stay unread: the next command of
  // ODB on this connection would find it ("commands out of sync"). These answers have no rows to
  // store.
  const Statement* missed = nullptr;
  int answer =
      mysql_real_query(connection_, query.data(), static_cast<unsigned long>(query.size()));
  for (const Statement& statement : statements) {
    if (answer > 0) refuse(statement);
    // Changed or not: see CLIENT_FOUND_ROWS in mysql_pool.cpp.
    if (statement.finds_a_row && mysql_affected_rows(connection_) == 0 && !missed)
      missed = &statement;
    answer = mysql_next_result(connection_);  // -1 after the last
  }
  if (missed) throw_row_changed(table_of(*missed).c_str());
}

void WriteBatch::refuse(const Statement& statement) const {
  const unsigned int error = mysql_errno(connection_);
  const std::string message = mysql_error(connection_);
  const std::string table = table_of(statement);
  // What may succeed when run again passes as ODB would have thrown it.
  const MySqlFailure failure = classify_mysql(error);
  if (failure != MySqlFailure::ConnectionLost && failure != MySqlFailure::TryAgain)
    throw_mysql_error(error, message, table.c_str());
  throw odb::mysql::database_exception(error, mysql_sqlstate(connection_), message);
}

#define IDM_INSTANTIATE(ROW, KEY)                    \
  template void WriteBatch::insert<ROW>(const ROW&); \
  template void WriteBatch::update<ROW>(const ROW&, const ROW*);
IDM_EACH_ROW(IDM_INSTANTIATE)
#undef IDM_INSTANTIATE

}  // namespace idm
