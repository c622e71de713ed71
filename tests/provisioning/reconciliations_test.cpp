#include "provisioning/reconciliations.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"
#include "core/instant.h"
#include "engine_house.h"

// Issue 4: reconciliation "on a schedule … report, and correction on request, never silently
// deleting".
namespace idm {
namespace test {

/// Ada, Bea, Cleo and Dora have accounts on 101, which is compared every ten minutes.
struct Watched : EngineHouse {
  explicit Watched(Dialect dialect, connectors::Settings options = {}) : EngineHouse(dialect) {
    options["reconcile_every_minutes"] = "10";
    options["reconcile_correct"] = "true";
    simulate("101", options);
    start();
    for (const char* login : {"ada", "bea", "cleo", "dora"}) {
      UserRequest request = ada();
      request.principals = {principal(login)};
      add(request);
    }
    BOOST_REQUIRE(settles());
    there = connectors::make_connector(connectors::target_of(
        *repository.reference.get()->managed_system("101"), services().secret_key));
  }

  Reconciliation latest() {
    const auto row = store().read([](Db& db) { return db.find<Reconciliation>("101"); });
    BOOST_REQUIRE(row.has_value());
    return *row;
  }
  static connectors::Call soon() {
    return {connectors::Clock::now() + std::chrono::seconds(10), "test"};
  }

  std::unique_ptr<connectors::Connector> there;
};

}  // namespace test

using namespace test;
using provisioning::ReconciliationSchedule;
using std::chrono::minutes;

BOOST_AUTO_TEST_SUITE(reconciliations)

BOTH_DATABASES(a_system_is_compared_when_it_is_due_and_mended) {
  Watched house(dialect);
  house.there->remove("ada", Watched::soon());
  house.there->put({"stranger", {}, true}, true, Watched::soon());
  ReconciliationSchedule schedule(house.services(), "one");
  const Instant at = now();
  BOOST_TEST(schedule.run_due(at) == 1u);
  BOOST_TEST(schedule.run_due(at + minutes(9)) == 0u);
  const Reconciliation row = house.latest();
  BOOST_TEST(row.missing == 1);
  BOOST_TEST(row.orphans == 1);
  BOOST_TEST(row.corrected == 1);
  BOOST_TEST(row.removed == 0);
  BOOST_CHECK(!row.finished.null());
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "ada"));
  BOOST_CHECK(house.on_target("101", "stranger"));
  BOOST_TEST(schedule.run_due(at + minutes(11)) == 1u);
  BOOST_TEST(house.latest().missing == 0);
  const Lines table = provisioning::latest_reconciliations(house.services(), "");
  BOOST_TEST(table.size() == 2u);
  BOOST_TEST(provisioning::latest_reconciliations(house.services(), "110").at(0) ==
             "no reconciliations yet");
  BOOST_CHECK_THROW(provisioning::latest_reconciliations(house.services(), "nope"), Error);
}

BOTH_DATABASES(a_schedule_has_the_brake_too) {
  Watched house(
      dialect, {
                   {"reconcile_remove_orphans",       "true"},
                   {"reconcile_most_removed_percent", "10"  }
  });
  house.there->put({"stranger", {}, true}, true, Watched::soon());
  ReconciliationSchedule schedule(house.services(), "one");
  BOOST_TEST(schedule.run_due(now()) == 1u);
  BOOST_TEST(house.latest().removed == 0);
  BOOST_TEST(house.latest().note->starts_with("nothing was removed: 1 of 5 accounts"));
  BOOST_CHECK(house.on_target("101", "stranger"));
}

// Several processes may share one database.
BOTH_DATABASES(one_process_at_a_time_compares_a_system) {
  Watched house(dialect);
  ReconciliationSchedule other(house.services(), "other");
  std::size_t others = 1;
  bool refused = false;
  provisioning::reconcile_and_keep(house.services(), {"101"}, "one", [&](std::size_t) {
    others = other.run_due(now() + minutes(11));
    try {
      provisioning::reconcile_and_keep(house.services(), {"101"}, "third", [](std::size_t) {});
    } catch (const Error& error) {
      refused = error.code() == ErrorCode::Overloaded;
    }
  });
  BOOST_TEST(others == 0u);
  BOOST_TEST(refused);
  // Who died in the middle of it is not waited for for ever.
  house.store().transact([](Db& db) {
    Reconciliation row = *db.find<Reconciliation>("101");
    row.finished.reset();
    row.owner = std::string("dead");
    row.lease_expires = now() - minutes(1);
    db.update(row);
  });
  BOOST_TEST(other.run_due(now() + minutes(11)) == 1u);
}

BOTH_DATABASES(what_failed_is_kept_with_its_reason_and_tried_again_at_its_time) {
  Watched house(dialect, {
                             {"mode", "up"}
  });
  house.simulate("101", {
                            {"mode",                    "down"},
                            {"reconcile_every_minutes", "10"  }
  });
  ReconciliationSchedule schedule(house.services(), "one");
  BOOST_TEST(schedule.run_due(now()) == 0u);
  BOOST_TEST(house.latest().note->find("connection refused (simulated)") != std::string::npos);
  BOOST_CHECK(house.latest().owner.null());
  BOOST_CHECK_THROW(
      provisioning::reconcile_and_keep(house.services(), {"nowhere"}, "one", [](std::size_t) {}),
      Error);
}

BOTH_DATABASES(a_schedule_ends_when_it_is_told_to) {
  Watched house(dialect);
  ReconciliationSchedule schedule(house.services(), "one");
  schedule.start();
  BOOST_CHECK(schedule.stop(std::chrono::seconds(5)));
  BOOST_CHECK(schedule.stop(std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
