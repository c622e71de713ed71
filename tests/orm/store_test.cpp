#include <boost/test/unit_test.hpp>

#include "core/ids.h"
#include "orm/all_rows.h"
#include "support/database.h"

using namespace idm;
using namespace idm::test;

BOOST_AUTO_TEST_SUITE(store_promises)

BOOST_DATA_TEST_CASE(a_new_database_is_ready_after_the_migrations, boost::unit_test::data::make({Dialect::Sqlite}), dialect) {
  EmptyDatabase database(dialect);
  Store store(database.config);
  std::string why;
  BOOST_CHECK(!store.ready(&why));
  BOOST_CHECK(!why.empty());
  BOOST_CHECK_EQUAL(store.migrate(sql_dir()).size(), 2u);
  BOOST_CHECK_MESSAGE(store.ready(&why), why);
  BOOST_CHECK(store.migrate(sql_dir()).empty());
  BOOST_CHECK(store.read([](Db& db) { return db.find<SecurityDomain>("IDM").has_value(); }));
  store.load_sample_people(sql_dir());
  store.load_sample_people(sql_dir());
  const auto scott = store.read([](Db& db) { return db.find<User>("3006"); });
  BOOST_REQUIRE(scott);
  BOOST_CHECK_EQUAL(*scott->last_name, "Nelson");
}

BOOST_AUTO_TEST_SUITE_END()
