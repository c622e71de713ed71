#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "orm/all_rows.h"
#include "orm/migrations.h"
#include "orm/sql_statements.h"
#include "support/database.h"

using namespace idm;
using namespace idm::test;

namespace {

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

/// A folder with the migrations of a past version, and rows as that version stored them.
struct PastMigrations : TemporaryFolder {
  explicit PastMigrations(const std::string& version) {
    namespace fs = std::filesystem;
    for (const auto& entry : fs::directory_iterator(sql_dir()))
      if (entry.path().filename().string().substr(0, 4) <= version) fs::copy(entry.path(), path());
    fs::copy(std::string(IDM_SOURCE_DIR "/tests/orm/past_rows/") + version + ".sql",
             path() + "/" + version + "_zz_rows.sql");
  }

  void add_the_rest() const {
    for (const auto& entry : std::filesystem::directory_iterator(sql_dir()))
      std::filesystem::copy(entry.path(), path(), std::filesystem::copy_options::skip_existing);
  }
};

/// A copy of sql/ that a test may change.
struct CopiedMigrations : TemporaryFolder {
  CopiedMigrations() {
    for (const auto& entry : std::filesystem::directory_iterator(sql_dir()))
      std::filesystem::copy(entry.path(), path());
  }
};

std::vector<std::string> names_of_all(Dialect dialect) {
  std::vector<std::string> names;
  for (const Migration& migration : load_migrations(sql_dir(), dialect))
    names.push_back(migration.name);
  return names;
}

auto says(const std::string& text) {
  return [text](const Error& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(text) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_migrations)

BOTH_DATABASES(a_new_database_is_ready_after_the_migrations) {
  EmptyDatabase database(dialect);
  Store store(database.config);
  std::string why;
  BOOST_CHECK(!store.ready(&why));
  BOOST_CHECK(!why.empty());

  const std::vector<std::string> all = names_of_all(dialect);
  BOOST_TEST(all.size() > 2u);
  BOOST_TEST(store.migrate(sql_dir()) == all, boost::test_tools::per_element());
  BOOST_CHECK_MESSAGE(store.ready(&why), why);
  BOOST_CHECK(store.migrate(sql_dir()).empty());
}

BOOST_AUTO_TEST_CASE(the_program_expects_the_newest_file) {
  for (const Dialect dialect : {Dialect::Sqlite, Dialect::MySql})
    BOOST_CHECK_EQUAL(load_migrations(sql_dir(), dialect).back().name, expected_schema);
}

BOTH_DATABASES(a_changed_migration_is_refused) {
  TestStore database(dialect);
  CopiedMigrations copy;
  std::ofstream(copy.path() + "/0002_shipped_rows.sql", std::ios::app) << "-- changed\n";
  BOOST_CHECK_EXCEPTION(database.store.migrate(copy.path()), Error,
                        says("0002_shipped_rows was changed"));
}

BOTH_DATABASES(a_database_of_a_newer_program_is_refused) {
  EmptyDatabase database(dialect);
  Store store(database.config);
  CopiedMigrations copy;
  write(copy.path() + "/9999_of_the_future.sql", "CREATE TABLE FUTURE (ID INT PRIMARY KEY);");
  store.migrate(copy.path());
  BOOST_CHECK(!store.ready());
  BOOST_CHECK_EXCEPTION(store.migrate(sql_dir()), Error, says("newer than this program"));
}

BOTH_DATABASES(a_failing_statement_is_named_and_can_be_mended) {
  TestStore database(dialect);
  CopiedMigrations copy;
  const std::string file = copy.path() + "/9999_broken.sql";
  write(file,
        "INSERT INTO METADATA_TYPE (TYPE_ID) VALUES ('x'); INSERT INTO NO_SUCH_TABLE VALUES (1);");
  BOOST_CHECK_EXCEPTION(database.store.migrate(copy.path()), Error, says("9999_broken failed"));
  BOOST_CHECK_EXCEPTION(database.store.migrate(copy.path()), Error,
                        says("INSERT INTO NO_SUCH_TABLE"));
  // Nothing of it stayed.
  BOOST_CHECK(!database.store.read([](Db& db) { return db.find<MetadataType>("x").has_value(); }));

  write(file, "INSERT INTO METADATA_TYPE (TYPE_ID) VALUES ('x');");
  BOOST_CHECK_EQUAL(database.store.migrate(copy.path()).size(), 1u);
  BOOST_CHECK(database.store.read([](Db& db) { return db.find<MetadataType>("x").has_value(); }));
}

BOTH_DATABASES(two_processes_may_migrate_at_once) {
  EmptyDatabase database(dialect);
  Store one(database.config), other(database.config);
  std::size_t applied_by_other = 0;
  std::thread racing([&] { applied_by_other = other.migrate(sql_dir()).size(); });
  const std::size_t applied_by_one = one.migrate(sql_dir()).size();
  racing.join();
  BOOST_CHECK_EQUAL(applied_by_one + applied_by_other, names_of_all(dialect).size());
  BOOST_CHECK(one.ready());
}

// style.md 7: "a row stored at each past version must still load"
BOTH_DATABASES(rows_of_the_first_version_still_load) {
  EmptyDatabase database(dialect);
  Store store(database.config);
  const PastMigrations folder("0002");
  store.migrate(folder.path());
  folder.add_the_rest();
  store.migrate(folder.path());
  BOOST_TEST(store.ready());
  store.read([](Db& db) {
    const auto user = db.find<User>("past-user");
    BOOST_REQUIRE(user);
    BOOST_TEST(user->last_name.get() == "Ödegård");
    BOOST_TEST(db.find<UserLock>("past-user").has_value());
    const auto login = db.find<Login>(LoginId{"USR_SEC_DOMAIN", "Past.User", "0"});
    BOOST_REQUIRE(login);
    BOOST_TEST(login->login_folded == "past.user");
    BOOST_TEST(login->locked == 1);
    BOOST_TEST(db.find<EmailAddress>("past-email")->address.get() == "past@example.org");
    // What is compared without case is filled for them too, also where SQL cannot.
    BOOST_TEST(user->location_folded.get() == "hq-north");
    BOOST_TEST(user->classification_folded.get() == "ärztin");
    BOOST_TEST(user->user_type_folded.null());
    const auto phone = db.find<Phone>("past-phone");
    BOOST_REQUIRE(phone);
    BOOST_TEST(phone->number_folded.get() == "555-flower");
    BOOST_TEST(phone->area_code_folded.null());
  });
}

BOTH_DATABASES(a_folder_without_migrations_is_refused) {
  EmptyDatabase database(dialect);
  Store store(database.config);
  TemporaryFolder empty;
  BOOST_CHECK_EXCEPTION(store.migrate(empty.path()), Error, says("no migrations in"));
  BOOST_CHECK_THROW(store.migrate(empty.path() + "/missing"), Error);
}

BOTH_DATABASES(the_shipped_rows_are_there) {
  TestStore database(dialect);
  database.store.read([](Db& db) {
    BOOST_CHECK_EQUAL(*db.find<SecurityDomain>("USR_SEC_DOMAIN")->password_policy, "4000");
    BOOST_CHECK_EQUAL(*db.find<MetadataType>("InetOrgPerson")->active, 1);
    BOOST_CHECK_EQUAL(db.find<MetadataElement>("261")->type_id, "Contractor");
    BOOST_CHECK(db.find<Role>(RoleId{"SEC_ADMIN", "USR_SEC_DOMAIN"}));
    BOOST_CHECK(db.find<GroupRole>(GroupRoleId{"USR_SEC_DOMAIN", "MANAGER", "MNGR_GRP"}));
    BOOST_CHECK_EQUAL(*db.find<Organization>("103")->name_folded, "customer service");
    BOOST_CHECK(db.find<ManagedSystem>("0")->connector_id.null());
    BOOST_CHECK(db.find<Resource>("0")->managed_system_id.null());
    BOOST_CHECK_EQUAL(*db.find<Resource>("110")->managed_system_id, "110");
    BOOST_CHECK_EQUAL(*db.find<PolicyAttribute>("4000-112")->value2, "12");
    BOOST_CHECK_EQUAL(*db.find<PolicyParameter>("170")->group, "PSWD_COMPOSITION");
    BOOST_CHECK_EQUAL(*db.find<PolicyAttribute>("4001-181")->value1, "30");
    BOOST_CHECK(!db.find<User>("3006"));
  });
}

BOTH_DATABASES(sample_people_are_loaded_once_and_have_no_password) {
  TestStore database(dialect);
  database.store.load_sample_people(sql_dir());
  database.store.transact([](Db& db) {
    User scott = *db.find<User>("3006");
    scott.last_name = std::string("Changed");
    db.update(scott);
  });
  database.store.load_sample_people(sql_dir());
  database.store.read([](Db& db) {
    BOOST_CHECK_EQUAL(*db.find<User>("3006")->last_name, "Changed");
    const auto login = db.find<Login>(LoginId{"USR_SEC_DOMAIN", "helpdesk", "0"});
    BOOST_REQUIRE(login);
    BOOST_CHECK(login->password.null());
    BOOST_CHECK_EQUAL(*login->user_id, "3010");
  });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(statements_of_a_script)

BOOST_AUTO_TEST_CASE(semicolons_in_strings_names_and_comments_do_not_split) {
  const std::vector<std::string> expected = {"INSERT INTO \"a;b\" VALUES ('it''s; here')",
                                             "SELECT   1"};
  BOOST_TEST(split_statements("-- first; comment\nINSERT INTO \"a;b\" VALUES ('it''s; here');\n"
                              ";; SELECT /* ; */ 1 -- no end",
                              Dialect::Sqlite) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_backslash_escapes_on_mariadb_only) {
  BOOST_CHECK_EQUAL(split_statements(R"(SELECT 'a\';b'; SELECT 2)", Dialect::MySql).size(), 2u);
  BOOST_CHECK_EQUAL(split_statements(R"(SELECT 'a\';SELECT 'b')", Dialect::Sqlite).size(), 2u);
}

BOOST_AUTO_TEST_CASE(what_does_not_end_is_refused) {
  for (const char* script : {"SELECT 'a", "SELECT 1 /* b", "SELECT \"c"})
    BOOST_CHECK_THROW(split_statements(script, Dialect::Sqlite), Error);
}

BOOST_AUTO_TEST_SUITE_END()
