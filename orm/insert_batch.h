#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

struct st_mysql;
struct st_mysql_bind;

namespace idm {

/// Rows that wait to be sent to MariaDB in one round trip. Belongs to one transaction.
///
/// Rows of one table that follow each other and fill the same columns become one multi-row INSERT;
/// the INSERTs travel as one
/// multi-statement query over the connection of ODB's own transaction, in the order in which they
/// came.
class InsertBatch {
 public:
  /// `connection` is that of the transaction.
  explicit InsertBatch(st_mysql* connection) : connection_(connection) {}

  /// Renders `row`, whose values ODB's generated code binds exactly as for its own INSERT.
  template <class Row>
  void add(const Row& row);

  bool empty() const { return statements_.empty(); }

  /// Sends everything and reads all answers. Throws what the first refused statement means, with
  /// its table; a deadlock or a lost connection as ODB's exceptions, for Store to run the work
  /// again.
  void send();

 private:
  struct Statement {
    const char* table;    ///< quoted, as ODB names it
    std::string columns;  ///< those written: "(`A`, `B`"
    std::string text;
  };

  void append_row(const char* table, const char* persist_statement, const st_mysql_bind* values);
  void append_value(std::string& text, const st_mysql_bind& value) const;
  void append_escaped(std::string& text, const char* data, std::size_t size) const;
  void send_some(std::span<const Statement> statements, const std::string& query);
  [[noreturn]] void refuse(const Statement& statement) const;

  st_mysql* connection_;
  std::vector<Statement> statements_;
};

}  // namespace idm
