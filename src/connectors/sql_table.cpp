#include "connectors/sql_table.h"

#include "connectors/sql_session.h"
#include "core/folding.h"

namespace idm::connectors {

SqlTable::SqlTable(SqlTalk& talk, const std::string& name) {
  const std::vector<SqlValue> which{{name}};
  for (const SqlRow& row :
       talk.ask("SELECT COLUMN_NAME, IS_NULLABLE, COLUMN_DEFAULT IS NOT NULL, "
                "DATA_TYPE LIKE '%char' OR DATA_TYPE LIKE '%text' FROM information_schema.COLUMNS "
                "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
                which))
    columns_[fold(*row[0])] = {*row[0], row[1] == "YES", row[2] == "1", row[3] == "1"};
  if (columns_.empty())
    throw Failure(Failure::Kind::Refused,
                  "there is no table '" + name + "', or the login may not read it");
  for (const SqlRow& row :
       talk.ask("SELECT MAX(COLUMN_NAME) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = "
                "DATABASE() AND TABLE_NAME = ? AND NON_UNIQUE = 0 GROUP BY INDEX_NAME "
                "HAVING COUNT(*) = 1",
                which))
    unique_.insert(fold(*row[0]));
}

const SqlColumn* SqlTable::find(const std::string& column) const {
  const auto found = columns_.find(fold(column));
  return found == columns_.end() ? nullptr : &found->second;
}

bool SqlTable::is_unique(const std::string& column) const {
  return unique_.count(fold(column)) > 0;
}

std::string quoted(const std::string& name) {
  std::string text = "`";
  for (const char c : name) text += c == '`' ? std::string("``") : std::string(1, c);
  return text + "`";
}

}  // namespace idm::connectors
