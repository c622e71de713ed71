#include "support/database.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/mariadb.h"

namespace idm {

std::ostream& operator<<(std::ostream& out, Dialect dialect) {
  return out << (dialect == Dialect::Sqlite ? "SQLite" : "MariaDB");
}

std::ostream& operator<<(std::ostream& out, ErrorCode code) {
  const char* wire = form_of(code).wire;
  return out << (*wire ? std::string(wire) : "error " + std::to_string(static_cast<int>(code)));
}

namespace test {

TemporaryFolder::TemporaryFolder() {
  const std::string parent = std::filesystem::is_directory("/dev/shm")
                                 ? "/dev/shm"
                                 : std::filesystem::temp_directory_path().string();
  std::string pattern = parent + "/provisiond-test-XXXXXX";
  BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string sql_dir() { return std::string(IDM_SOURCE_DIR) + "/sql"; }

EmptyDatabase::EmptyDatabase(Dialect dialect) {
  if (dialect == Dialect::Sqlite) {
    folder_ = std::make_unique<TemporaryFolder>();
    config.kind = DatabaseConfig::Kind::Sqlite;
    config.path = folder_->path() + "/store.db";
  } else {
    config = MariaDb::shared().make_database();
  }
}

EmptyDatabase::~EmptyDatabase() {
  if (config.kind == DatabaseConfig::Kind::MySql) MariaDb::shared().drop_database(config.name);
}

TestStore::TestStore(Dialect dialect) : EmptyDatabase(dialect), store(config) {
  store.migrate(sql_dir());
}

}  // namespace test
}  // namespace idm
