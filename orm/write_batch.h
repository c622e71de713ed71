#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

struct st_mysql;
struct st_mysql_bind;

namespace idm {

/// Changes of rows that wait to be sent to MariaDB in one round trip. Belongs to one transaction.
///
/// New rows of one table that follow each other and fill the same columns become one multi-row
/// INSERT; all statements travel as one multi-statement query over the connection of ODB's own
/// transaction, in the order in which they came.
class WriteBatch {
 public:
  /// `connection` is that of the transaction.
  explicit WriteBatch(st_mysql* connection) : connection_(connection) {}

  /// Renders an INSERT of `row`, whose values ODB's generated code binds exactly as for its own.
  template <class Row>
  void insert(const Row& row);

  /// Renders an UPDATE of `row`: of the columns that differ from `before`, or of all when that is
  /// null. It must find the row, in the version that `row` has; then the row has the next one.
  template <class Row>
  void update(const Row& row, const Row* before);

  bool empty() const { return statements_.empty(); }

  /// Sends everything and reads all answers. Throws what the first refused statement means, with
  /// its table (an UPDATE that found no row: Error(StaleVersion)); a deadlock or a lost connection
  /// as ODB's exceptions, for Store to run the work again.
  void send();

 private:
  struct Statement {
    const char* table;    ///< quoted, as ODB names it
    std::string columns;  ///< of an INSERT, those written: "(`A`, `B`"
    std::string text;
    bool finds_a_row = false;  ///< an UPDATE, which must
  };

  static std::string table_of(const Statement& statement);
  void append_row(const char* table, const char* persist_statement, const st_mysql_bind* values);
  void append_change(const char* table, const char* update_statement, const st_mysql_bind* values,
                     const st_mysql_bind* before, const st_mysql_bind* id);
  std::string literal(const st_mysql_bind& value) const;
  void append_value(std::string& text, const st_mysql_bind& value) const;
  void append_escaped(std::string& text, const char* data, std::size_t size) const;
  void send_some(std::span<const Statement> statements, const std::string& query);
  [[noreturn]] void refuse(const Statement& statement) const;

  st_mysql* connection_;
  std::vector<Statement> statements_;
};

}  // namespace idm
