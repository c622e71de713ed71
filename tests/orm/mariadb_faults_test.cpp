#include <atomic>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <odb/database.hxx>
#include <thread>

#include "core/ids.h"
#include "orm/all_rows.h"
#include "support/database.h"
#include "support/mariadb.h"

using namespace idm;
using namespace idm::test;

namespace {

void rename(Db& db, const char* type_id, const char* text) {
  db.odb().execute(std::string("UPDATE METADATA_TYPE SET DESCRIPTION = '") + text +
                   "' WHERE TYPE_ID = '" + type_id + "'");
}

std::string description(Store& store, const char* type_id) {
  return *store.read([&](Db& db) { return db.find<MetadataType>(type_id); })->description;
}

void kill_all_connections(MariaDb& server, const std::string& database) {
  server.ask("SELECT 1");
  for (;;) {
    const std::string id =
        server.ask("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + database +
                   "' AND COMMAND <> 'Killed' AND ID <> CONNECTION_ID() LIMIT 1");
    if (id.empty()) return;
    server.execute("KILL " + id);
  }
}

/// A server of its own, that a test may stop.
struct OwnServer {
  MariaDb server{1};
  DatabaseConfig config = [this] {
    DatabaseConfig made = server.make_database();
    made.timeout = std::chrono::milliseconds(2000);
    return made;
  }();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mariadb_faults)

BOOST_AUTO_TEST_CASE(the_victim_of_a_deadlock_runs_again) {
  TestStore database(Dialect::MySql);
  std::atomic<int> runs{0};
  std::latch both_hold_one(2);
  const auto cross = [&](const char* first, const char* second, const char* text) {
    bool waited = false;
    database.store.transact([&](Db& db) {
      ++runs;
      rename(db, first, text);
      if (!waited) {
        waited = true;
        both_hold_one.arrive_and_wait();
      }
      rename(db, second, text);
    });
  };
  std::thread other([&] { cross("URL", "FILE", "other"); });
  cross("FILE", "URL", "one");
  other.join();
  BOOST_CHECK_GE(runs.load(), 3);
  BOOST_CHECK_EQUAL(description(database.store, "URL"), description(database.store, "FILE"));
}

BOOST_AUTO_TEST_CASE(killed_idle_connections_are_not_noticed_by_the_caller) {
  TestStore database(Dialect::MySql);
  std::vector<std::thread> threads;
  std::latch all_inside(8);
  for (int i = 0; i < 8; ++i)  // so that eight connections idle afterwards
    threads.emplace_back([&] {
      bool waited = false;
      database.store.transact([&](Db&) {
        if (!std::exchange(waited, true)) all_inside.arrive_and_wait();
      });
    });
  for (std::thread& thread : threads) thread.join();
  kill_all_connections(MariaDb::shared(), database.config.name);
  database.store.transact([](Db& db) { rename(db, "URL", "changed"); });
  BOOST_CHECK_EQUAL(description(database.store, "URL"), "changed");
}

BOOST_AUTO_TEST_CASE(a_connection_killed_in_the_middle_of_a_work_runs_it_again) {
  TestStore database(Dialect::MySql);
  int runs = 0;
  User user;
  user.id = new_id();
  database.store.transact([&](Db& db) {
    db.insert(user);
    db.flush();
    if (++runs == 1) kill_all_connections(MariaDb::shared(), database.config.name);
    rename(db, "URL", "changed");
  });
  BOOST_CHECK_EQUAL(runs, 2);
  BOOST_CHECK(database.store.read([&](Db& db) { return db.find<User>(user.id).has_value(); }));
}

BOOST_AUTO_TEST_CASE(a_connection_killed_before_the_commit_leaves_the_outcome_unknown_and_says_so) {
  TestStore database(Dialect::MySql);
  const auto killed_last = [&](Db& db) {
    rename(db, "URL", "changed");
    kill_all_connections(MariaDb::shared(), database.config.name);
  };
  BOOST_CHECK_EXCEPTION(database.store.transact(killed_last), Error, [](const Error& error) {
    return error.code() == ErrorCode::OutcomeUnknown &&
           std::string(error.what()).find("outcome") != std::string::npos;
  });
}

BOOST_FIXTURE_TEST_CASE(a_server_that_is_away_is_an_error_in_time_and_found_again, OwnServer) {
  server.stop();
  Store store(config);  // starts without it
  BOOST_CHECK(!store.ready());
  server.start();
  BOOST_CHECK(!store.migrate(sql_dir()).empty());
  store.transact([](Db& db) { rename(db, "URL", "before"); });

  server.stop(true);
  const auto started = std::chrono::steady_clock::now();
  BOOST_CHECK_EXCEPTION(store.transact([](Db& db) { rename(db, "URL", "lost"); }), Error,
                        fails_with(ErrorCode::StoreUnavailable));
  BOOST_CHECK_EXCEPTION(store.read([](Db& db) { return db.find<User>("x"); }), Error,
                        fails_with(ErrorCode::StoreUnavailable));
  BOOST_CHECK(std::chrono::steady_clock::now() - started < 2 * config.timeout);

  server.start();
  BOOST_CHECK(store.ready());
  BOOST_CHECK_EQUAL(description(store, "URL"), "before");
  store.transact([](Db& db) { rename(db, "URL", "after"); });
  BOOST_CHECK_EQUAL(description(store, "URL"), "after");
}

BOOST_FIXTURE_TEST_CASE(a_server_that_hangs_is_an_error_after_one_time_out, OwnServer) {
  Store store(config);
  store.migrate(sql_dir());
  server.hang();
  const auto read = [](Db& db) { return db.find<User>("x"); };
  // The first has a connection already, the second needs a new one.
  for (int i = 0; i < 2; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    BOOST_CHECK_EXCEPTION(store.read(read), Error, fails_with(ErrorCode::StoreUnavailable));
    BOOST_CHECK(std::chrono::steady_clock::now() - begin < config.timeout * 3 / 2);
  }
  server.go_on();
  BOOST_CHECK(!store.read(read));
}

BOOST_AUTO_TEST_CASE(who_waits_too_long_for_a_lock_hears_that_in_time) {
  EmptyDatabase empty(Dialect::MySql);
  empty.config.timeout = std::chrono::milliseconds(1000);
  Store store(empty.config);
  store.migrate(sql_dir());
  std::latch locked(1), may_end(1);
  std::thread holder([&] {
    store.transact([&](Db& db) {
      rename(db, "URL", "held");
      locked.count_down();
      may_end.wait();
    });
  });
  locked.wait();
  BOOST_CHECK_EXCEPTION(store.transact([](Db& db) { rename(db, "URL", "mine"); }), Error,
                        fails_with(ErrorCode::StoreUnavailable));
  may_end.count_down();
  holder.join();
  BOOST_CHECK_EQUAL(description(store, "URL"), "held");
}

BOOST_AUTO_TEST_SUITE_END()
