#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "engine_house.h"
#include "orm/rehearsal.h"
#include "provisioning/reconcile.h"
#include "provisioning/start_dates.h"
#include "provisioning/task_control.h"
#include "provisioning/user_status.h"

// Issue 4: "retry and skip by an operator", receipts, reconciliation, start dates.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

namespace {

using provisioning::Difference;

Lines differences(const provisioning::ReconcileReport& report) {
  Lines lines;
  for (const Difference& difference : report.differences)
    lines.push_back(std::string(difference.kind == Difference::Kind::Orphan    ? "orphan "
                                : difference.kind == Difference::Kind::Missing ? "missing "
                                                                               : "drifted ") +
                    difference.account + (difference.what.empty() ? "" : ": " + difference.what));
  return lines;
}

/// Ada, Bea and Cleo have accounts on 101.
struct Staffed : EngineHouse {
  explicit Staffed(Dialect dialect) : EngineHouse(dialect) {
    start();
    for (const char* login : {"ada", "bea", "cleo"}) {
      UserRequest request = ada();
      request.principals = {principal(login)};
      add(request);
    }
    BOOST_REQUIRE(settles());
  }

  std::unique_ptr<connectors::Connector> there(const std::string& system) {
    return connectors::make_connector(connectors::target_of(
        *repository.reference.get()->managed_system(system), services().secret_key));
  }

  provisioning::ReconcileReport reconcile(const provisioning::ReconcileWish& wish) {
    return provisioning::reconcile(services(), wish, [](std::size_t) {});
  }
};

connectors::Call soon() { return {connectors::Clock::now() + std::chrono::seconds(10), "test"}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(operators)

BOTH_DATABASES(a_parked_task_is_tried_again_when_an_operator_says_so) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  house.start();
  UserRequest request = ada();
  request.principals[0].password = text("Secret-123");
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.state_of(id, "101") == "FAILED");
  // What is parked keeps its password, or the retry would deliver none.
  BOOST_CHECK(!house.tasks().at(0).secret.null());
  house.simulate("101");
  provisioning::retry_tasks(house.store(), {.user_id = id});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
  const Lines told = house.told_target("101"), expected = {"create ada", "password ada"};
  BOOST_TEST(told == expected, tt::per_element());
}

BOTH_DATABASES(a_skipped_task_is_given_up_with_what_it_holds) {
  EngineHouse house(dialect);
  UserRequest request = ada();
  request.principals[0].password = text("Secret-123");
  const std::string id = house.add(request);
  BOOST_REQUIRE_EQUAL(provisioning::skip_tasks(house.store(), {.managed_system_id = "101"}).size(),
                      1u);
  const Task task = house.tasks().at(0);
  BOOST_TEST(task.state == "SKIPPED");
  BOOST_CHECK(task.secret.null());
  BOOST_TEST(house.state_of(id, "101") == "REMOVED");
  BOOST_CHECK_EXCEPTION(provisioning::skip_tasks(house.store(), {.user_id = id}), Error,
                        fails_with(ErrorCode::ObjectNotFound));
  BOOST_CHECK_EXCEPTION(provisioning::retry_tasks(house.store(), {}), Error,
                        fails_with(ErrorCode::InvalidArgument));
}

BOTH_DATABASES(what_is_being_carried_out_is_not_skipped) {
  EngineHouse house(dialect);
  house.add(ada());
  const std::string first = house.tasks().at(0).id;
  house.store().transact([&](Db& db) {
    Task task = *db.find<Task>(first);
    task.lease_owner = text("another");
    task.lease_expires = now() + std::chrono::seconds(30);
    db.update(task);
  });
  const auto changes = provisioning::skip_tasks(house.store(), {.task_id = first});
  BOOST_TEST(provisioning::change_lines(changes, "is skipped").at(0) ==
             first + " 101 CREATE is being carried out");
  BOOST_TEST(house.tasks().at(0).state == "PENDING");
}

BOTH_DATABASES(finished_tasks_are_forgotten_after_their_days_and_parked_ones_are_not) {
  EngineHouse house(dialect);
  for (const char* state : {"CONFIRMED", "PARKED", "SENT"}) {
    Task task;
    task.id = new_id();
    task.user_id = task.id;
    task.managed_system_id = "101";
    task.sequence = 1;
    task.verb = "CREATE";
    task.state = state;
    task.create_date = now();
    task.finished = now() - std::chrono::hours(24 * 31);
    if (task.state == "SENT") task.finished = now() - std::chrono::hours(24 * 29);
    house.store().transact([&](Db& db) { db.insert(task); });
  }
  BOOST_TEST(provisioning::forget_finished_tasks(house.services()) == 1u);
  BOOST_TEST(house.tasks().size() == 2u);
}

BOTH_DATABASES(a_user_s_status_names_accounts_and_receipts) {
  Staffed house(dialect);
  const Lines lines = provisioning::status_lines(
      provisioning::user_status(house.repository.config, house.store(), "BEA"));
  BOOST_TEST(lines.at(0).find("Ada Lovelace") != std::string::npos);
  BOOST_TEST(lines.at(2).find("101") == 0u);
  BOOST_TEST(lines.at(2).find("PROVISIONED") != std::string::npos);
  BOOST_TEST(lines.at(4).find("CONFIRMED") != std::string::npos);
  BOOST_CHECK_EXCEPTION(provisioning::user_status(house.repository.config, house.store(), "nobody"),
                        Error, fails_with(ErrorCode::UserNotFound));
}

// "orphan, missing, drifted; report, and correction on request, never silently deleting"
BOTH_DATABASES(reconciling_reports_and_on_request_mends) {
  Staffed house(dialect);
  BOOST_TEST(house.reconcile({"101"}).differences.empty());
  const auto there = house.there("101");
  there->remove("ada", soon());
  there->put({"bea", {{"lastName", {"Other"}}}, std::nullopt}, false, soon());
  there->suspend("cleo", soon());
  there->put({"stranger", {}, std::nullopt}, true, soon());
  const Lines expected = {"drifted bea: lastName", "drifted cleo: not usable", "orphan stranger",
                          "missing ada"};
  const provisioning::ReconcileReport report = house.reconcile({"101"});
  BOOST_TEST(differences(report) == expected, tt::per_element());
  BOOST_TEST(report.accounts_there == 3u);
  BOOST_TEST(report.accounts_expected == 3u);
  BOOST_TEST(report.corrected == 0u);
  house.reconcile({.managed_system_id = "101", .correct = true});
  BOOST_REQUIRE(house.settles());
  const Lines left = {"orphan stranger"};
  BOOST_TEST(differences(house.reconcile({"101"})) == left, tt::per_element());
}

// "a brake that stops when more than a configured share would be removed"
BOTH_DATABASES(orphans_go_on_request_and_never_too_many) {
  Staffed house(dialect);
  house.there("101")->put({"stranger", {}, std::nullopt}, true, soon());
  const provisioning::ReconcileReport braked =
      house.reconcile({.managed_system_id = "101", .remove_orphans = true});
  BOOST_TEST(braked.removed == 0u);
  BOOST_TEST(braked.braked == "1 of 4 accounts would be removed, more than the 10 % that may be");
  const provisioning::ReconcileReport done = house.reconcile(
      {.managed_system_id = "101", .remove_orphans = true, .most_removed_percent = 25});
  BOOST_TEST(done.removed == 1u);
  BOOST_CHECK(!house.on_target("101", "stranger"));
}

BOTH_DATABASES(a_system_that_cannot_be_read_is_not_reconciled) {
  Staffed house(dialect);
  house.simulate("101", {
                            {"mode", "down"}
  });
  BOOST_CHECK_EXCEPTION(house.reconcile({"101"}), Error, fails_with(ErrorCode::ConnectorFailed));
  BOOST_CHECK_EXCEPTION(house.reconcile({"nowhere"}), Error,
                        fails_with(ErrorCode::ObjectIdInvalid));
  BOOST_CHECK_EXCEPTION(house.reconcile({"103"}), Error, fails_with(ErrorCode::NoConnector));
}

// "provisionOnStartDate and a scheduler that picks the user up when the day comes"
BOTH_DATABASES(a_user_starts_when_the_day_comes) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.provision_on_start_date = true;
  request.user.start_date = now() + std::chrono::hours(1);
  const std::string id = house.add(request);
  BOOST_TEST(house.tasks().empty());
  BOOST_TEST(provisioning::start_users(house.services(), now()) == 0u);
  BOOST_TEST(provisioning::start_users(house.services(), now() + std::chrono::hours(2)) == 1u);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(*stored(house.repository, id).user.status == "ACTIVE");
  BOOST_CHECK(house.on_target("101", "ada"));
  BOOST_TEST(provisioning::start_users(house.services(), now() + std::chrono::hours(2)) == 0u);
}

// "Per user and target, tasks run in order": the first one's pause is also that of those after it.
BOTH_DATABASES(what_follows_a_task_that_pauses_is_not_due) {
  EngineHouse house(dialect);
  const std::string id = house.add(ada());
  UserRequest change;
  change.user.id = id;
  change.user.last_name = text("King");
  provisioning::modify_user(house.services(), change);
  const std::string first = house.tasks().at(0).id;
  const auto pause = [&](std::chrono::hours time) {
    house.store().transact([&](Db& db) {
      Task task = *db.find<Task>(first);
      task.next_attempt = now() + time;
      db.update(task);
    });
  };
  const auto claimed = [&] {
    return provisioning::task_results::claim(house.services(), "101", "test", 10);
  };
  pause(std::chrono::hours(1));
  BOOST_TEST(claimed().empty());
  pause(-std::chrono::hours(1));
  const std::vector<Task> tasks = claimed();
  BOOST_REQUIRE_EQUAL(tasks.size(), 1u);
  BOOST_TEST(tasks[0].id == first);
}

BOTH_DATABASES(what_an_operator_rehearses_changes_nothing) {
  Staffed house(dialect);
  house.there("101")->remove("ada", soon());
  house.there("101")->put({"stranger", {}, true}, true, soon());
  const std::size_t tasks = house.tasks().size();
  {
    const Rehearsal rehearsal;
    const auto report = house.reconcile({.managed_system_id = "101",
                                         .correct = true,
                                         .remove_orphans = true,
                                         .most_removed_percent = 50});
    BOOST_TEST(report.corrected == 1u);
    BOOST_TEST(report.removed == 1u);
    BOOST_TEST(rehearsal.traces().tasks.size() == 1u);
  }
  BOOST_TEST(house.tasks().size() == tasks);
  BOOST_CHECK(house.on_target("101", "stranger"));
  BOOST_CHECK(!house.on_target("101", "ada"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
