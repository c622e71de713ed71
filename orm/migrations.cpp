#include "orm/migrations.h"

#include <sodium.h>
#include <odb/mysql/connection.hxx>
#include <odb/mysql/database.hxx>
#include <odb/mysql/transaction.hxx>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>
#include <orm/schema_migration-odb.hxx>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "core/error.h"
#include "core/instant.h"
#include "orm/sql_statements.h"
#include "orm/stored_texts.h"

namespace idm {
namespace {

namespace fs = std::filesystem;
using Applied = std::map<std::string, std::string>;  // name to checksum

constexpr const char* sqlite_table =
    R"(CREATE TABLE IF NOT EXISTS "SCHEMA_MIGRATION" ("NAME" VARCHAR(100) NOT NULL,
       "APPLIED_AT" TEXT NOT NULL, "CHECKSUM" VARCHAR(64) NOT NULL, PRIMARY KEY ("NAME")))";
constexpr const char* mysql_table =
    R"(CREATE TABLE IF NOT EXISTS `SCHEMA_MIGRATION` (`NAME` VARCHAR(100) NOT NULL,
       `APPLIED_AT` DATETIME(3) NOT NULL, `CHECKSUM` VARCHAR(64) NOT NULL, PRIMARY KEY (`NAME`))
       ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ErrorCode::Internal, "cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string checksum_of(const std::string& text) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  char hex[2 * sizeof hash + 1];
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  return hex;
}

Applied load_applied(odb::database& database) {
  Applied applied;
  for (const SchemaMigration& row : database.query<SchemaMigration>())
    applied.emplace(row.name, row.checksum);
  return applied;
}

/// The files still to be applied; refuses a database that these files did not make.
std::vector<Migration> missing(const std::vector<Migration>& known, const Applied& applied) {
  for (const auto& [name, checksum] : applied) {
    const auto file = std::find_if(known.begin(), known.end(),
                                   [&name = name](const Migration& m) { return m.name == name; });
    if (file == known.end())
      throw Error(ErrorCode::Internal,
                  "the database is newer than this program: it has migration " + name +
                      ", which this program does not know");
    if (file->checksum != checksum)
      throw Error(
          ErrorCode::Internal,
          "migration " + name + " was changed after the database had it: add a new one instead");
  }
  std::vector<Migration> left;
  for (const Migration& migration : known)
    if (!applied.contains(migration.name)) left.push_back(migration);
  return left;
}

void run_statements(odb::connection& connection, const Migration& migration, Dialect dialect) {
  for (const std::string& statement : split_statements(migration.text, dialect)) {
    try {
      connection.execute(statement);
    } catch (const odb::connection_lost&) {
      throw;
    } catch (const std::exception& error) {
      throw Error(ErrorCode::Internal,
                  "migration " + migration.name + " failed: " + error.what() + " at: " + statement);
    }
  }
}

void record(odb::database& database, const Migration& migration) {
  database.persist(SchemaMigration{migration.name, now(), migration.checksum});
}

/// The server's lock by which one process migrates at a time; held by a connection.
class MigrationLock {
 public:
  explicit MigrationLock(MYSQL* handle) : handle_(handle) {
    if (ask("SELECT GET_LOCK(CONCAT(DATABASE(), '.provisiond'), 60)") != "1")
      throw Error(ErrorCode::StoreUnavailable, "another process is migrating the database");
  }
  ~MigrationLock() { ask("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.provisiond'))"); }
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

 private:
  std::string ask(const char* question) {
    if (mysql_query(handle_, question) != 0) return {};
    MYSQL_RES* result = mysql_store_result(handle_);
    const MYSQL_ROW row = result ? mysql_fetch_row(result) : nullptr;
    std::string answer = row && row[0] ? row[0] : "";
    if (result) mysql_free_result(result);
    return answer;
  }

  MYSQL* handle_;
};

}  // namespace

std::vector<Migration> load_migrations(const std::string& sql_dir, Dialect dialect) {
  static const std::regex numbered(R"((\d{4}_[a-z0-9_]+)(\.mysql)?\.sql)");
  std::map<std::string, fs::path> files;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(sql_dir, failed)) {
    std::smatch match;
    const std::string file = entry.path().filename().string();
    if (!std::regex_match(file, match, numbered)) continue;
    const bool for_mysql = match[2].matched;
    if (for_mysql && dialect != Dialect::MySql) continue;
    fs::path& chosen = files[match[1].str()];
    if (chosen.empty() || for_mysql) chosen = entry.path();
  }
  if (failed || files.empty()) throw Error(ErrorCode::Internal, "no migrations in " + sql_dir);
  std::vector<Migration> migrations;
  for (const auto& [name, path] : files) {
    const std::string text = read_file(path);
    migrations.push_back({name, text, checksum_of(text)});
  }
  return migrations;
}

std::vector<std::string> read_statements(const std::string& file, Dialect dialect) {
  return split_statements(read_file(file), dialect);
}

std::vector<std::string> migrate_sqlite(odb::sqlite::database& database,
                                        const std::string& sql_dir) {
  const std::vector<Migration> known = load_migrations(sql_dir, Dialect::Sqlite);
  std::vector<std::string> done;
  for (;;) {
    // What is missing is read again under each file's own lock: another process may have been
    // quicker.
    odb::sqlite::transaction transaction(database.begin_immediate());
    database.execute(sqlite_table);
    const std::vector<Migration> left = missing(known, load_applied(database));
    if (left.empty()) {
      transaction.commit();
      return done;
    }
    run_statements(transaction.connection(), left.front(), Dialect::Sqlite);
    fold_stored_texts(database, Dialect::Sqlite, left.front().name);
    record(database, left.front());
    transaction.commit();
    done.push_back(left.front().name);
  }
}

std::vector<std::string> migrate_mysql(odb::mysql::database& database, const std::string& sql_dir) {
  const std::vector<Migration> known = load_migrations(sql_dir, Dialect::MySql);
  const odb::mysql::connection_ptr connection = database.connection();
  const MigrationLock lock(connection->handle());
  std::vector<std::string> done;
  connection->execute(mysql_table);
  for (;;) {
    odb::mysql::transaction transaction(connection->begin());
    const std::vector<Migration> left = missing(known, load_applied(database));
    if (left.empty()) return done;
    run_statements(*connection, left.front(), Dialect::MySql);
    fold_stored_texts(database, Dialect::MySql, left.front().name);
    record(database, left.front());
    transaction.commit();
    done.push_back(left.front().name);
  }
}

std::string newest_migration(odb::database& database) {
  const Applied applied = load_applied(database);
  return applied.empty() ? std::string() : applied.rbegin()->first;
}

}  // namespace idm
