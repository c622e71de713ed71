#include "orm/stored_texts.h"

#include <odb/database.hxx>
#include <odb/mysql/database.hxx>
#include <odb/sqlite/database.hxx>
#include <vector>

#include "orm/folded_columns.h"
#include "orm/stored_text-odb-mysql.hxx"
#include "orm/stored_text-odb-sqlite.hxx"
#include "orm/stored_text-odb.hxx"

namespace idm {
namespace {

struct FoldedColumn {
  const char* migration;
  const char* table;
  const char* key;
  const char* column;  ///< its folded copy is named after it
  std::size_t width;   ///< of the copy
};
constexpr FoldedColumn folded_columns[] = {
    {"0003_search_columns", "USERS", "USER_ID",  "LOCATION_CD",    100},
    {"0003_search_columns", "USERS", "USER_ID",  "CLASSIFICATION", 40 },
    {"0003_search_columns", "USERS", "USER_ID",  "USER_TYPE_IND",  40 },
    {"0003_search_columns", "USERS", "USER_ID",  "POSTAL_CD",      20 },
    {"0003_search_columns", "PHONE", "PHONE_ID", "AREA_CD",        20 },
    {"0003_search_columns", "PHONE", "PHONE_ID", "PHONE_NBR",      100},
    {"0009_scim_resources", "GRP",   "GRP_ID",   "GRP_NAME",       160},
};

std::vector<StoredText> left_over(odb::database& database, const FoldedColumn& what) {
  const std::string column = what.column;
  std::vector<StoredText> rows;
  odb::result<StoredText> result = database.query<StoredText>(
      std::string("SELECT ") + what.key + ", " + column + " FROM " + what.table + " WHERE " +
      column + " IS NOT NULL AND " + column + "_FOLDED IS NULL");
  for (auto row = result.begin(); row != result.end(); ++row) {
    rows.emplace_back();
    row.load(rows.back());
  }
  return rows;
}

}  // namespace

std::string sql_literal(const std::string& text, Dialect dialect) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string hex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {digits[byte >> 4], digits[byte & 15]};
  }
  return dialect == Dialect::Sqlite ? "CAST(X'" + hex + "' AS TEXT)"
                                    : "CONVERT(X'" + hex + "' USING utf8mb4)";
}

void fold_stored_texts(odb::database& database, Dialect dialect, const std::string& migration) {
  for (const FoldedColumn& what : folded_columns) {
    if (migration != what.migration) continue;
    for (const StoredText& row : left_over(database, what))
      database.execute(std::string("UPDATE ") + what.table + " SET " + what.column +
                       "_FOLDED = " + sql_literal(*folded(row.text, what.width), dialect) +
                       " WHERE " + what.key + " = " + sql_literal(row.key, dialect));
  }
}

}  // namespace idm
