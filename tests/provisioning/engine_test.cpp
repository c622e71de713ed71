#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "engine_house.h"
#include "provisioning/delete_user.h"
#include "provisioning/lock_user.h"
#include "provisioning/send_passwords.h"

// design.md sections 3 ("target results in the reply") and 6.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

namespace {

passwords::PasswordChange password_of(const char* login, const char* password) {
  passwords::PasswordChange change;
  change.domain_id = text("USR_SEC_DOMAIN");
  change.principal = text(login);
  change.password = text(password);
  return change;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(carried_to_targets)

// "the first attempt happens after commit, within the caller's wait"
BOTH_DATABASES(an_added_user_is_on_the_target_when_the_caller_has_waited) {
  EngineHouse house(dialect);
  house.start();
  const std::string id = house.add(ada());
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R1") == "");
  BOOST_REQUIRE(house.on_target("101", "ada"));
  BOOST_TEST(house.tasks().at(0).state == "CONFIRMED");
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
  // behaviour.md 5.2: "LOGIN row on success"; it "shares domain and cipher text of the primary, has
  // no status"
  const Login login = house.login(id, "101");
  BOOST_TEST(login.id.login == "ada");
  BOOST_CHECK(login.status.null());
}

BOTH_DATABASES(every_kind_of_change_arrives_in_order) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.principals[0].password = text("Secret-123");
  const std::string id = house.add(request);
  provisioning::refusals(house.engine.get(), "R1");
  UserRequest renamed;
  renamed.user.id = id;
  renamed.requestor = EngineHouse::caller();
  renamed.user.last_name = text("King");
  provisioning::modify_user(house.services(), renamed);
  provisioning::refusals(house.engine.get(), "R1");
  provisioning::lock_user(house.services(), text(id.c_str()), LockOperation::LockedByAdmin,
                          EngineHouse::caller());
  provisioning::refusals(house.engine.get(), "R1");
  BOOST_TEST(house.state_of(id, "101") == "DISABLED");
  BOOST_TEST(house.on_target("101", "ada")->active.value() == false);
  provisioning::lock_user(house.services(), text(id.c_str()), LockOperation::Unlock,
                          EngineHouse::caller());
  provisioning::refusals(house.engine.get(), "R1");
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
  provisioning::Deletion deletion;
  deletion.principal = text("ada");
  deletion.status = text("DELETED");
  provisioning::delete_user(house.services(), deletion);
  BOOST_REQUIRE(house.settles());
  const Lines told = house.told_target("101");
  const Lines expected = {"create ada",  "password ada", "change ada",
                          "suspend ada", "resume ada",   "remove ada"};
  BOOST_TEST(told == expected, tt::per_element());
  BOOST_TEST(house.state_of(id, "101") == "REMOVED");
  BOOST_CHECK(house.account(id, "101")->target_name.null());
}

// "its task row holds it sealed … and the seal is destroyed when delivered"
BOTH_DATABASES(a_delivered_password_is_kept_nowhere) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada", "Secret-123"));
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.settles());
  for (const Task& task : house.tasks()) BOOST_CHECK(task.secret.null());
  BOOST_CHECK(std::ranges::count(house.told_target("101"), "password ada") == 1);
}

// "All targets done or still retrying: success"; "Retry with exponential backoff"
BOTH_DATABASES(what_a_target_that_is_down_missed_reaches_it_later) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "down"}
  });
  house.start();
  const std::string id = house.add(ada());
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R1") == "");
  const Task waiting = house.tasks().at(0);
  BOOST_TEST(waiting.state == "PENDING");
  BOOST_TEST(waiting.attempts == 1);
  BOOST_TEST(*waiting.last_error == "connection refused (simulated)");
  BOOST_CHECK(*waiting.next_attempt > now());
  BOOST_CHECK(waiting.lease_owner.null());
  BOOST_TEST(house.state_of(id, "101") == "PENDING");
  house.simulate("101");
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "ada"));
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
}

// "A target refused for good: failure … errorText names each target and why …: the user exists"
BOTH_DATABASES(a_refusal_is_told_and_parked) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  house.start();
  const std::string id = house.add(ada());
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R1") ==
             "managed system '101': not allowed (simulated)");
  BOOST_TEST(house.tasks().at(0).state == "PARKED");
  BOOST_TEST(house.state_of(id, "101") == "FAILED");
  BOOST_TEST(stored(house.repository, id).user.id == id);
}

// Two calls for one user at once: each hears of its own tasks only.
BOTH_DATABASES(a_call_hears_what_was_refused_to_it_and_to_nobody_else) {
  EngineHouse house(dialect);
  house.start();
  const std::string id = house.add(ada());
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R1") == "");
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  BOOST_REQUIRE(EngineHouse::wait_for([&] {
    const auto row = house.repository.reference.get()->managed_system("101");
    return row && row->options->find("refuse") != std::string::npos;
  }));
  Requestor one = EngineHouse::caller(), other = EngineHouse::caller();
  one.http_request_id = "R-one";
  other.http_request_id = "R-other";
  BOOST_REQUIRE(EngineHouse::wait_for([&] {
    provisioning::lock_user(house.services(), text(id.c_str()), LockOperation::LockedByAdmin, one);
    return !provisioning::refusals(house.engine.get(), "R-one").empty();
  }));
  provisioning::lock_user(house.services(), text(id.c_str()), LockOperation::LockedByAdmin, one);
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R-other") == "");
  BOOST_TEST(provisioning::refusals(house.engine.get(), "R-one").find("'101'") !=
             std::string::npos);
}

// "an ambiguous time-out looks the account up before it adds again"
BOTH_DATABASES(a_lost_answer_makes_no_second_account) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode",         "ambiguous"},
                            {"flaky_one_in", "2"        }
  });
  house.start();
  for (const char* login : {"ada", "bea", "cleo", "dora"}) {
    UserRequest request = ada();
    request.principals = {principal(login)};
    house.add(request);
  }
  BOOST_REQUIRE(house.settles());
  Lines creates = house.told_target("101");
  std::erase_if(creates, [](const std::string& line) { return !line.starts_with("create"); });
  std::ranges::sort(creates);
  const Lines expected = {"create ada", "create bea", "create cleo", "create dora"};
  BOOST_TEST(creates == expected, tt::per_element());
}

// "Per user and target, tasks run in order"; "earlier tasks of that user and target waiting, the
// reply does not wait"
BOTH_DATABASES(what_comes_later_waits_for_what_came_before) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "down"}
  });
  house.start();
  const std::string id = house.add(ada());
  provisioning::refusals(house.engine.get(), "R1");
  UserRequest change;
  change.user.id = id;
  change.requestor = EngineHouse::caller();
  change.user.last_name = text("King");
  provisioning::modify_user(house.services(), change);
  const auto before = std::chrono::steady_clock::now();
  BOOST_TEST(house.engine->wait(id).empty());
  BOOST_CHECK(std::chrono::steady_clock::now() - before < std::chrono::milliseconds(500));
  house.simulate("101");
  BOOST_REQUIRE(house.settles());
  const Lines told = house.told_target("101");
  const Lines expected = {"create ada", "change ada"};
  BOOST_TEST(told == expected, tt::per_element());
}

// "every target its own … circuit breaker, so a hung target delays itself only"
BOTH_DATABASES(a_target_that_fails_again_and_again_is_left_alone) {
  EngineHouse house(dialect);
  house.simulate("101",
                 {
                     {"mode",             "down"},
                     {"breaker_failures", "3"   },
                     {"breaker_pause_ms", "1500"}
  });
  house.start();
  for (int i = 0; i < 3; ++i) {
    UserRequest request = ada();
    request.principals = {principal("ada" + std::to_string(i))};
    house.add(request);
    provisioning::refusals(house.engine.get(), "R1");
  }
  BOOST_CHECK(!house.engine->takes_now("101"));
  BOOST_CHECK(house.engine->takes_now("110"));
  // What is added meanwhile is not tried, and costs no attempt.
  UserRequest request = ada();
  request.principals = {principal("ada3")};
  const std::string id = house.add(request);
  BOOST_TEST(house.engine->wait(id).empty());
  house.simulate("101");
  BOOST_REQUIRE(house.settles());
  for (const Task& task : house.tasks())
    if (task.user_id == id) BOOST_TEST(task.attempts == 1);
}

// "what cannot succeed is parked with its reason"; "a stated number of attempts"
BOTH_DATABASES(after_so_many_attempts_a_task_is_parked) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode",     "down"},
                            {"attempts", "2"   }
  });
  house.start();
  house.add(ada());
  BOOST_REQUIRE(house.settles());
  const Task task = house.tasks().at(0);
  BOOST_TEST(task.state == "PARKED");
  BOOST_TEST(*task.last_error == "given up after 2 attempts: connection refused (simulated)");
}

// "a task is leased …, and a dead owner's lease expires"
BOTH_DATABASES(the_tasks_of_a_dead_process_are_taken_over) {
  EngineHouse house(dialect);
  const std::string id = house.add(ada());
  const std::string first = house.tasks().at(0).id;
  house.store().transact([&](Db& db) {
    Task task = *db.find<Task>(first);
    task.lease_owner = text("dead:1:x");
    task.lease_expires = now() + std::chrono::seconds(1);
    db.update(task);
  });
  house.start();
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "ada"));
}

// "Several server processes may share one database"
BOOST_AUTO_TEST_CASE(processes_that_share_a_database_do_each_task_once) {
  EngineHouse house(Dialect::MySql);
  for (int i = 0; i < 40; ++i) {
    UserRequest request = ada();
    request.principals = {principal("ada" + std::to_string(i))};
    house.add(request);
  }
  provisioning::Engine other(house.services());
  house.start();
  other.start();
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(other.stop(std::chrono::seconds(10)));
  BOOST_TEST(house.told_target("101").size() == 40u);
}

// "clean shutdown that finishes or hands back what it holds"
BOTH_DATABASES(what_has_not_begun_is_handed_back_at_the_end) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"latency_ms",  "300"},
                            {"concurrency", "1"  }
  });
  house.start();
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i)
    callers.emplace_back([&house, i] {
      UserRequest request = ada();
      request.principals = {principal("ada" + std::to_string(i))};
      provisioning::add_user(house.services(), request);
    });
  for (std::thread& caller : callers) caller.join();
  house.stop();
  std::size_t pending = 0;
  for (const Task& task : house.tasks()) {
    BOOST_CHECK(task.lease_owner.null());
    pending += task.state == "PENDING" ? 1 : 0;
  }
  BOOST_CHECK_GE(pending, 3u);
  house.simulate("101");
  house.start();
  BOOST_REQUIRE(house.settles());
  Lines creates = house.told_target("101");
  std::erase_if(creates, [](const std::string& line) { return !line.starts_with("create"); });
  BOOST_TEST(creates.size() == 6u);
}

// 64 users at once, each once
BOTH_DATABASES(many_users_at_once_arrive_once_each) {
  EngineHouse house(dialect);
  house.start();
  std::vector<std::thread> callers;
  for (int thread = 0; thread < 8; ++thread)
    callers.emplace_back([&house, thread] {
      for (int i = 0; i < 8; ++i) {
        UserRequest request = ada();
        request.roles = {role("HR")};
        request.principals = {principal("ada" + std::to_string(8 * thread + i))};
        request.requestor.http_request_id = "R" + std::to_string(8 * thread + i);
        provisioning::add_user(house.services(), request);
        provisioning::refusals(house.services().delivery, request.requestor.http_request_id);
      }
    });
  for (std::thread& caller : callers) caller.join();
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.told_target("101").size() == 64u);
  BOOST_TEST(house.told_target("110").size() == 64u);
}

// A password call reaches the accounts that take synchronised passwords, and only tells that one
// was set.
BOTH_DATABASES(a_password_that_was_set_arrives) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada"));
  const std::string id = house.add(request);
  provisioning::refusals(house.engine.get(), "R1");
  passwords::PasswordChange change = password_of("ada", "Secret-123");
  change.managed_system_id = text("101");
  provisioning::set_password(house.services(), change);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.told_target("101").back() == "password ada");
}

// "A task knows user, target …": a user may have several accounts on one system.
BOTH_DATABASES(of_several_accounts_on_a_system_the_one_meant_is_changed) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = plain_person("ada");
  request.principals.push_back(principal_on("101", "ada-one"));
  request.principals.push_back(principal_on("101", "ada-two"));
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.settles());
  UserRequest wish;
  wish.user.id = id;
  WantedPrincipal gone = principal_on("101", "ada-two");
  gone.operation = Operation::Delete;
  wish.principals = {gone};
  provisioning::modify_user(house.services(), wish);
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "ada-one"));
  BOOST_CHECK(!house.on_target("101", "ada-two"));
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
}

// What was parked must not undo a later change when an operator has it tried again.
BOTH_DATABASES(a_later_change_makes_a_parked_one_needless) {
  EngineHouse house(dialect);
  house.start();
  const std::string id = house.add(ada());
  BOOST_REQUIRE(house.settles());
  const auto set_password = [&](const char* password) {
    passwords::PasswordChange change = password_of("ada", password);
    change.managed_system_id = text("101");
    provisioning::set_password(house.services(), change);
    BOOST_REQUIRE(house.settles());
    return house.newest("101");
  };
  house.stop();
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  house.start();
  const Task refused = set_password("Secret-123");
  BOOST_TEST(refused.state == "PARKED");
  BOOST_CHECK(!refused.secret.null());
  house.stop();
  house.simulate("101");
  house.start();
  BOOST_TEST(set_password("Secret-456").state == "SENT");
  const std::string parked = refused.id;
  const Task old = *house.store().read([&](Db& db) { return db.find<Task>(parked); });
  BOOST_TEST(old.state == "SKIPPED");
  BOOST_CHECK(old.secret.null());
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");
}

// A user who is locked has no account that may be used, also when it was made in a second attempt.
BOTH_DATABASES(an_account_made_for_a_locked_user_is_suspended) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "down"}
  });
  house.start();
  const std::string id = house.add(ada());
  provisioning::lock_user(house.services(), text(id.c_str()), LockOperation::LockedByAdmin,
                          EngineHouse::caller());
  house.simulate("101");
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.on_target("101", "ada")->active.value() == false);
  BOOST_TEST(house.state_of(id, "101") == "DISABLED");
}

// A system whose row is broken is told of in the log, and left out.
BOTH_DATABASES(settings_that_make_no_sense_stop_nobody_else) {
  EngineHouse house(dialect);
  house.store().transact([&](Db& db) {
    ManagedSystem row = *db.find<ManagedSystem>(std::string("110"));
    row.options = text("{\"concurrency\":4");
    db.update(row);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  house.start();
  const std::string id = house.add(ada());
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "ada"));
  BOOST_CHECK(!house.engine->takes_now("110"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
