#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/instant.h"
#include "orm/store.h"

namespace idm::users {

using StatementValue = std::variant<std::monostate, std::string, int, Instant>;

/// A piece of SQL, and a value that is bound after it. Values never become part of the text.
struct StatementPiece {
  std::string sql;
  StatementValue value;
};
using Statement = std::vector<StatementPiece>;

/// The longest text without wildcards in a pattern as clients send it, folded: what everything like
/// the pattern has in it.
std::string longest_piece(const std::string& sent);

/// Writes SQL that both databases understand and serve by their indexes.
class StatementText {
 public:
  explicit StatementText(Dialect dialect) : dialect_(dialect) {}

  Dialect dialect() const { return dialect_; }

  void add(const std::string& sql);
  /// `left`, which ends in an operator, and a value.
  void compare(const std::string& left, StatementValue value);
  void equals(const std::string& column, StatementValue value);
  void one_of(const std::string& column, const std::vector<std::string>& values);

  /// A folded column is like a pattern as clients send it, folded here: % and _ are wildcards, a
  /// backslash takes their meaning away. What stands before the first wildcard becomes a range,
  /// which an index serves on both databases. Throws Error(InvalidArgument) for a pattern longer
  /// than any column.
  void like(const std::string& column, const std::string& sent);

  /// `other` after what is here.
  void append(const Statement& other);
  void append(const StatementText& other) { append(other.statement_); }

  Statement take() { return std::move(statement_); }

 private:
  Dialect dialect_;
  Statement statement_;
};

}  // namespace idm::users
