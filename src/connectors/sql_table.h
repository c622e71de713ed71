#pragma once

#include <map>
#include <set>
#include <string>

namespace idm::connectors {

class SqlTalk;

struct SqlColumn {
  std::string name;  ///< as the database spells it
  bool nullable = false;
  bool has_default = false;
  bool text = false;
};

/// What the database says about a table.
class SqlTable {
 public:
  /// Throws Failure(Refused) when there is no such table for us.
  SqlTable(SqlTalk& talk, const std::string& name);

  /// Null when there is none; names have no case.
  const SqlColumn* find(const std::string& column) const;
  /// No two rows have the same value there.
  bool is_unique(const std::string& column) const;
  const std::map<std::string, SqlColumn>& columns() const { return columns_; }

 private:
  std::map<std::string, SqlColumn> columns_;  ///< by folded name
  std::set<std::string> unique_;              ///< folded names
};

/// An identifier in a statement.
std::string quoted(const std::string& name);

}  // namespace idm::connectors
