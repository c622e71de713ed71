#include "orm/wal_checkpointer.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <odb/database.hxx>

#include "orm/store.h"
#include "support/database.h"

using namespace idm;
using namespace idm::test;

namespace {

constexpr int writes = 240, size = 512 << 10;

void write_much(Store& store) {
  store.transact([](Db& db) { db.odb().execute("CREATE TABLE MUCH (X BLOB)"); });
  for (int i = 0; i < writes; ++i)
    store.transact([](Db& db) {
      db.odb().execute("INSERT INTO MUCH VALUES (zeroblob(" + std::to_string(size) + "))");
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wal_checkpointer)

// Without anybody who brings it back, the log would be as long as all that was ever written.
BOOST_AUTO_TEST_CASE(the_log_stays_short_while_much_is_written) {
  const EmptyDatabase house(Dialect::Sqlite);
  Store store(house.config);
  write_much(store);
  const auto log = std::filesystem::file_size(house.config.path + "-wal");
  BOOST_TEST(log < std::uintmax_t{writes} * size * 3 / 4);
  BOOST_TEST(std::filesystem::file_size(house.config.path) > std::uintmax_t{writes} * size / 4);
}

// What is in the log counts before it is brought back, and nothing is lost when it is.
BOOST_AUTO_TEST_CASE(nothing_is_lost_on_the_way_from_the_log_into_the_database) {
  const EmptyDatabase house(Dialect::Sqlite);
  {
    Store store(house.config);
    write_much(store);
  }
  Store again(house.config);
  const auto rows = again.transact(
      [](Db& db) { return db.odb().execute("DELETE FROM MUCH WHERE LENGTH(X) = 524288"); });
  BOOST_TEST(rows == writes);
}

BOOST_AUTO_TEST_SUITE_END()
