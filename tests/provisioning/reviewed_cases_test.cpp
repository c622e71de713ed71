#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "engine_house.h"
#include "provisioning/delete_user.h"
#include "provisioning/remove_user.h"
#include "provisioning/task_control.h"

// What a reading of the engine found.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(found_by_review)

// design.md section 6: "so a hung target delays itself only"
BOTH_DATABASES(systems_that_hang_leave_workers_to_those_that_answer) {
  EngineHouse house(dialect);
  // One that hangs takes as many calls at once as it may, more than there are workers.
  house.simulate("110", {
                            {"mode",            "hang"},
                            {"concurrency",     "16"  },
                            {"call_timeout_ms", "8000"}
  });
  house.start();
  for (int i = 0; i < 8; ++i) {
    UserRequest request = ada();
    request.principals = {principal("busy" + std::to_string(i))};
    request.roles = {role("HR")};
    house.add(request);
  }
  UserRequest request = ada();
  request.principals = {principal("quick")};
  const auto begin = std::chrono::steady_clock::now();
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.wait_for([&] { return house.state_of(id, "101") == "PROVISIONED"; }));
  BOOST_CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

// "the seal is destroyed when delivered or given up"
BOTH_DATABASES(parked_passwords_of_users_who_leave_are_destroyed) {
  for (const bool removed : {false, true}) {
    EngineHouse house(dialect);
    house.simulate("101", {
                              {"mode", "refuse"}
    });
    house.start();
    UserRequest request = ada();
    request.principals[0].password = text("Secret-123");
    const std::string id = house.add(request);
    BOOST_REQUIRE(house.settles());
    BOOST_CHECK(!house.tasks().at(0).secret.null());
    house.stop();
    if (removed) {
      // removeUser takes nobody who still has any of these.
      house.store().transact([&](Db& db) {
        for (const Login& row : rows_where<Login>(db, odb::query<Login>::user_id == id))
          db.erase<Login>(row.id);
        db.odb().erase_query<UserRole>(odb::query<UserRole>::id.user_id == id);
        db.odb().erase_query<UserGroup>(odb::query<UserGroup>::user_id == id);
      });
      provisioning::remove_user(house.services(), text(id.c_str()), {});
    } else {
      provisioning::Deletion deletion;
      deletion.principal = text("ada");
      deletion.status = text("RETIRED");
      provisioning::delete_user(house.services(), deletion);
    }
    BOOST_TEST(house.tasks().at(0).state == "PARKED");
    BOOST_CHECK(house.tasks().at(0).secret.null());
  }
}

// modifyUser may end a user, too.
BOTH_DATABASES(parked_passwords_go_with_a_status_that_ends_a_user) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  house.start();
  UserRequest request = ada();
  request.principals[0].password = text("Secret-123");
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.settles());
  house.stop();
  UserRequest retired;
  retired.user.id = id;
  retired.user.status = text("RETIRED");
  provisioning::modify_user(house.services(), retired);
  BOOST_CHECK(house.tasks().at(0).secret.null());
}

BOTH_DATABASES(a_name_that_its_owner_has_left_is_taken_over_once_the_system_knows) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada"));
  const std::string first = house.add(request);
  BOOST_REQUIRE(house.settles());
  house.simulate("101", {
                            {"mode", "down"}
  });
  BOOST_REQUIRE(house.wait_for([&] {
    return house.repository.reference.get()->managed_system("101")->options->find("down") !=
           std::string::npos;
  }));
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  UserRequest renamed;
  renamed.user.id = first;
  renamed.principals = {principal_on("101", "lovelace")};
  provisioning::modify_user(house.services(), renamed);
  BOOST_TEST(house.newest("101").verb == "RENAME");
  BOOST_REQUIRE(house.wait_for([&] {
    const Task waits = house.newest("101");
    return !waits.last_error.null() && waits.lease_owner.null();
  }));
  // It is not its turn for long.
  const std::string waiting_rename = house.newest("101").id;
  house.store().transact([&](Db& db) {
    Task task = *db.find<Task>(waiting_rename);
    task.next_attempt = now() + std::chrono::hours(1);
    db.update(task);
  });
  UserRequest second = ada();
  second.principals = {principal("ada2"), principal_on("101", "ada")};
  second.user.last_name = text("Byron");
  house.simulate("101");
  BOOST_REQUIRE(house.wait_for([&] {
    return house.repository.reference.get()->managed_system("101")->options->find("down") ==
           std::string::npos;
  }));
  const std::string id = house.add(second);
  const auto create = [&] {
    for (const Task& task : house.tasks())
      if (task.user_id == id) return task;
    return Task();
  };
  BOOST_REQUIRE(house.wait_for([&] { return !create().last_error.null(); }));
  BOOST_TEST(house.state_of(id, "101") == "PENDING");
  const Task waiting = create();
  BOOST_TEST(waiting.last_error->find("until its new name has arrived") != std::string::npos);
  BOOST_TEST(waiting.attempts == 0);
  // Once the rename arrived, the name is free there.
  provisioning::retry_tasks(house.store(), {.task_id = waiting_rename});
  BOOST_REQUIRE(house.settles());
  BOOST_CHECK(house.on_target("101", "lovelace"));
  BOOST_CHECK(house.on_target("101", "ada"));
}

// design.md section 3: "Retrying a request returns the first answer": that a system refused, too.
BOTH_DATABASES(a_retry_hears_what_was_refused) {
  EngineHouse house(dialect);
  house.simulate("101", {
                            {"mode", "refuse"}
  });
  house.start();
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada"));
  request.requestor = EngineHouse::caller();
  request.request_id = "retried";
  request.fingerprint = "body";
  const UserAnswer first = provisioning::add_user(house.services(), request);
  BOOST_TEST(first.refused_by_targets == "");  // the call itself waits for what is said
  BOOST_REQUIRE(house.settles());
  const UserAnswer again = provisioning::add_user(house.services(), request);
  BOOST_TEST(again.user.user.id == first.user.user.id);
  BOOST_TEST(again.refused_by_targets == "managed system '101': not allowed (simulated)");
  house.simulate("101");
  std::this_thread::sleep_for(std::chrono::milliseconds(1800));
  provisioning::retry_tasks(house.store(), {.user_id = first.user.user.id});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(provisioning::add_user(house.services(), request).refused_by_targets == "");
}

BOTH_DATABASES(old_tasks_are_forgotten_a_bounded_number_at_a_time) {
  EngineHouse house(dialect);
  house.store().transact([&](Db& db) {
    for (int i = 0; i < 1203; ++i) {
      Task task;
      task.id = new_id();
      task.user_id = "somebody";
      task.managed_system_id = "101";
      task.sequence = i;
      task.verb = "MODIFY";
      task.state = i == 7 ? "PARKED" : "SENT";
      task.create_date = now();
      task.finished = now() - std::chrono::hours(24 * (i < 1200 ? 60 : 1));
      db.insert(task);
    }
  });
  BOOST_TEST(provisioning::forget_finished_tasks(house.services()) == 1199u);
  BOOST_TEST(house.tasks().size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
