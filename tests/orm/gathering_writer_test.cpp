#include "orm/gathering_writer.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>
#include <thread>

#include "core/error.h"
#include "core/ids.h"
#include "orm/all_rows.h"
#include "orm/sqlite_pool.h"
#include "support/database.h"

using namespace idm;
using namespace idm::test;

namespace {

struct Writer : TestStore {
  Writer() : TestStore(Dialect::Sqlite), database(open_sqlite_pool(config.path, {})) {}
  std::unique_ptr<odb::sqlite::database> database;
};

User person() {
  User user;
  user.id = new_id();
  return user;
}

/// Runs `count` works that queue while another is under way, and returns when all are answered.
template <class Work>
void queue_behind_another(GatheringWriter& writer, std::size_t count, Work work) {
  std::latch first_runs(1), may_end(1);
  std::thread first([&] {
    writer.run([&](Db&) {
      first_runs.count_down();
      may_end.wait();
    });
  });
  first_runs.wait();
  std::vector<std::thread> others;
  for (std::size_t i = 0; i < count; ++i) others.emplace_back([&, i] { work(i); });
  // They cannot be answered before the first is; give them time to queue.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  may_end.count_down();
  first.join();
  for (std::thread& other : others) other.join();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gathered_writing, Writer)

BOOST_AUTO_TEST_CASE(works_that_wait_share_one_commit) {
  GatheringWriter writer(*database, 64);
  queue_behind_another(writer, 20,
                       [&](std::size_t) { writer.run([](Db& db) { db.insert(person()); }); });
  BOOST_CHECK_EQUAL(writer.commits(), 2u);
}

BOOST_AUTO_TEST_CASE(no_commit_takes_more_works_than_the_bound) {
  GatheringWriter writer(*database, 5);
  queue_behind_another(writer, 20,
                       [&](std::size_t) { writer.run([](Db& db) { db.insert(person()); }); });
  BOOST_CHECK_GE(writer.commits(), 5u);
}

// "A database that is away: a Server fault within the time-out", for all who wait
BOOST_AUTO_TEST_CASE(while_another_process_holds_the_file_nobody_waits_longer_than_the_time_out) {
  SqlitePoolOptions impatient;
  impatient.busy_timeout = std::chrono::milliseconds(500);
  const auto slow = open_sqlite_pool(config.path, impatient);
  const auto other = open_sqlite_pool(config.path, {});
  odb::sqlite::connection_ptr holder = other->connection();
  odb::sqlite::transaction held(holder->begin_immediate());
  GatheringWriter writer(*slow, 64);
  std::atomic<int> refused = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i)
    callers.emplace_back([&, i] {
      // The first waits for the file, the others for the first.
      std::this_thread::sleep_for(std::chrono::milliseconds(50 * i));
      try {
        writer.run([](Db& db) { db.insert(person()); });
      } catch (const Error& error) {
        if (error.code() == ErrorCode::StoreUnavailable) ++refused;
      }
    });
  for (std::thread& caller : callers) caller.join();
  BOOST_TEST(refused == 6);
  BOOST_CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(990));
  held.rollback();
  writer.run([](Db& db) { db.insert(person()); });
}

BOOST_AUTO_TEST_CASE(a_work_that_throws_undoes_only_itself) {
  GatheringWriter writer(*database, 64);
  std::vector<User> people(20);
  std::atomic<int> refused = 0;
  for (User& one : people) one = person();
  queue_behind_another(writer, people.size(), [&](std::size_t i) {
    try {
      writer.run([&, i](Db& db) {
        db.insert(people[i]);
        if (i % 7 == 3) throw Error(ErrorCode::RoleIdInvalid, "one of seven is refused");
      });
    } catch (const Error& error) {
      if (error.code() == ErrorCode::RoleIdInvalid && i % 7 == 3) ++refused;
    }
  });
  BOOST_CHECK_EQUAL(writer.commits(), 2u);
  BOOST_CHECK_EQUAL(refused.load(), 3);
  for (std::size_t i = 0; i < people.size(); ++i)
    BOOST_CHECK_EQUAL(store.read([&](Db& db) { return db.find<User>(people[i].id).has_value(); }),
                      i % 7 != 3);
}

BOOST_AUTO_TEST_CASE(a_failed_commit_fails_every_work_of_it) {
  GatheringWriter writer(*database, 64);
  const User kept = person();
  writer.run([&](Db& db) { db.insert(kept); });
  // Ends the transaction behind the writer's back, as a full disk would.
  BOOST_CHECK_THROW(writer.run([](Db& db) {
    db.insert(person());
    db.odb().execute("ROLLBACK");
  }),
                    std::exception);
  writer.run([](Db& db) { db.insert(person()); });
  const auto users = store.read([&](Db& db) { return db.find<User>(kept.id).has_value(); });
  BOOST_CHECK(users);
}

BOOST_AUTO_TEST_SUITE_END()
