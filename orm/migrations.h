#pragma once

#include <string>
#include <vector>

#include "orm/store.h"

namespace odb {
class database;
namespace sqlite {
class database;
}
namespace mysql {
class database;
}
}  // namespace odb

namespace idm {

/// The newest file of sql/ that this program was written for.
inline constexpr const char* expected_schema = "0013_search_blocks";

/// One numbered file of sql/.
struct Migration {
  std::string name;  ///< NNNN_what
  std::string text;
  std::string checksum;  ///< SHA-256 hex of the text
};

/// The migrations of a folder for a dialect, in order: NNNN_what.sql, or NNNN_what.mysql.sql on
/// MariaDB where there is one. Throws Error(Internal) when the folder cannot be read or has none.
std::vector<Migration> load_migrations(const std::string& sql_dir, Dialect dialect);

/// The statements of one file. Throws Error(Internal) when it cannot be read.
std::vector<std::string> read_statements(const std::string& file, Dialect dialect);

/// Apply what is missing, and return the names of that. Throw Error(Internal) when an applied file
/// has changed, when the database has had a migration that this folder does not know (it is newer
/// than this program), or when a statement fails (naming file and statement). Several processes may
/// do so at once. SQLite: each file is one transaction. MariaDB commits by itself at each change of
/// a table, so files must be harmless when run again after a crash; their other statements are one
/// transaction with the record.
std::vector<std::string> migrate_sqlite(odb::sqlite::database& database,
                                        const std::string& sql_dir);
std::vector<std::string> migrate_mysql(odb::mysql::database& database, const std::string& sql_dir);

/// The newest migration of the database, inside a transaction; empty when it has none.
std::string newest_migration(odb::database& database);

}  // namespace idm
