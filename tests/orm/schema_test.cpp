#include <sqlite3.h>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <odb/database.hxx>
#include <odb/mysql/database.hxx>
#include <odb/sqlite/database.hxx>
#include <set>
#include <sstream>

#include "orm/sql_statements.h"
#include "support/database.h"
#include "support/mariadb.h"

using namespace idm;
using namespace idm::test;

namespace {

/// A line for each column: table, name, type, null or not, place in the primary key.
using Columns = std::set<std::string>;

/// What ODB wrote for a dialect beside the stubs.
std::vector<std::string> generated_statements(Dialect dialect) {
  const std::string end = dialect == Dialect::Sqlite ? "-sqlite.sql" : "-mysql.sql";
  std::vector<std::string> statements;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(IDM_SOURCE_DIR) + "/generated/orm")) {
    if (!entry.path().string().ends_with(end)) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    for (const std::string& statement : split_statements(text.str(), dialect))
      if (statement.starts_with("CREATE")) statements.push_back(statement);
  }
  return statements;
}

struct Sqlite {
  explicit Sqlite(const std::string& path) {
    BOOST_REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  }
  ~Sqlite() { sqlite3_close(handle); }

  Columns ask(const std::string& question) {
    Columns rows;
    const auto add = [](void* to, int count, char** values, char**) {
      std::string row;
      for (int i = 0; i < count; ++i) row += std::string(values[i] ? values[i] : "") + ' ';
      static_cast<Columns*>(to)->insert(row);
      return 0;
    };
    char* error = nullptr;
    sqlite3_exec(handle, question.c_str(), add, &rows, &error);
    BOOST_REQUIRE_MESSAGE(!error, error << " at " << question);
    return rows;
  }

  Columns columns() {
    return ask(
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m "
        "JOIN pragma_table_info(m.name) c WHERE m.type = 'table'");
  }

  sqlite3* handle = nullptr;
};

Columns lines(const std::string& text) {
  std::istringstream in(text);
  Columns all;
  for (std::string line; std::getline(in, line);) all.insert(line);
  return all;
}

Columns mariadb_columns(const std::string& database) {
  MariaDb::shared().execute("SET SESSION group_concat_max_len = 1000000");
  return lines(MariaDb::shared().ask(
      "SELECT GROUP_CONCAT(CONCAT_WS(' ', c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, "
      "c.IS_NULLABLE, "
      "k.ORDINAL_POSITION) SEPARATOR '\\n') FROM information_schema.COLUMNS c "
      "LEFT JOIN information_schema.KEY_COLUMN_USAGE k ON k.TABLE_SCHEMA = c.TABLE_SCHEMA "
      "AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME AND k.CONSTRAINT_NAME = "
      "'PRIMARY' "
      "WHERE c.TABLE_SCHEMA = '" +
      database + "'"));
}

void check_same(const Columns& migrated, const Columns& generated) {
  BOOST_CHECK_GT(migrated.size(), 300u);
  for (const std::string& column : migrated)
    BOOST_CHECK_MESSAGE(generated.contains(column), "only the migrations have " << column);
  for (const std::string& column : generated)
    BOOST_CHECK_MESSAGE(migrated.contains(column), "only the classes have " << column);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(the_migrated_sqlite_schema_is_what_odb_expects) {
  TestStore migrated(Dialect::Sqlite);
  Sqlite generated(":memory:");
  for (const std::string& statement : generated_statements(Dialect::Sqlite))
    generated.ask(statement);
  check_same(Sqlite(migrated.config.path).columns(), generated.columns());
}

BOOST_AUTO_TEST_CASE(the_migrated_mariadb_schema_is_what_odb_expects) {
  TestStore migrated(Dialect::MySql);
  EmptyDatabase generated(Dialect::MySql);
  MariaDb& server = MariaDb::shared();
  server.execute("USE " + generated.config.name);
  for (const std::string& statement : generated_statements(Dialect::MySql))
    server.execute(statement);
  check_same(mariadb_columns(migrated.config.name), mariadb_columns(generated.config.name));
}

BOOST_AUTO_TEST_CASE(every_text_on_mariadb_is_utf8mb4_and_compared_byte_by_byte) {
  TestStore migrated(Dialect::MySql);
  BOOST_CHECK_EQUAL(
      MariaDb::shared().ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE "
                            "TABLE_SCHEMA = '" +
                            migrated.config.name + "' AND COLLATION_NAME <> 'utf8mb4_bin'"),
      "0");
}

BOOST_AUTO_TEST_CASE(both_dialects_have_the_same_foreign_keys_and_the_same_unique_ones) {
  TestStore sqlite(Dialect::Sqlite), mariadb(Dialect::MySql);
  const Columns in_sqlite =
      Sqlite(sqlite.config.path)
          .ask(
              "SELECT m.name || ' ' || f.\"from\" || ' ' || f.\"table\" || ' ' || f.\"to\" FROM "
              "sqlite_master m "
              "JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'");
  const Columns in_mariadb = lines(MariaDb::shared().ask(
      "SELECT GROUP_CONCAT(CONCAT_WS(' ', TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, "
      "REFERENCED_COLUMN_NAME, '') SEPARATOR '\\n') FROM information_schema.KEY_COLUMN_USAGE "
      "WHERE REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_SCHEMA = '" +
      mariadb.config.name + "'"));
  BOOST_CHECK_GT(in_sqlite.size(), 30u);
  BOOST_TEST(in_sqlite == in_mariadb, boost::test_tools::per_element());

  const std::string unique =
      Sqlite(sqlite.config.path)
          .ask(
              "SELECT COUNT(*) FROM sqlite_master m JOIN "
              "pragma_index_list(m.name) i WHERE i.\"unique\" AND i.origin = 'c'")
          .begin()
          ->c_str();
  BOOST_CHECK_EQUAL(unique, "4 ");
  BOOST_CHECK_EQUAL(MariaDb::shared().ask("SELECT COUNT(DISTINCT TABLE_NAME, INDEX_NAME) FROM "
                                          "information_schema.STATISTICS WHERE NON_UNIQUE = 0 AND "
                                          "INDEX_NAME <> 'PRIMARY' AND TABLE_SCHEMA = '" +
                                          mariadb.config.name + "'"),
                    "4");
}

BOOST_AUTO_TEST_SUITE_END()
