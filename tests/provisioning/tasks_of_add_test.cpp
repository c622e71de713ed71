#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "provisioning/task_list.h"
#include "target_house.h"

// design.md sections 3 ("which systems") and 6; behaviour.md 5.1.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(tasks_of_added_users)

// "roles (direct, group, parent), userResourceList and principals whose managedSysId is not the
// default one"
BOTH_DATABASES(every_way_to_a_system_leads_to_one_task_there) {
  TargetHouse house(dialect);
  house.give("SECURITY_MANAGER", "103");
  house.give("MANAGER", "104");
  house.store().transact([](Db& db) {
    Role role = *db.find<Role>(RoleId{"HELPDESK", "USR_SEC_DOMAIN"});
    role.parent_role_id = text("MANAGER");
    db.update(role);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  UserRequest request = plain_person("ada");
  request.roles = {role("HR"), role("END_USER"), role("HELPDESK")};
  request.groups = {group("SECURITY_GRP")};
  want_resource(request, "105");
  want_resource(request, "110");
  request.principals.push_back(principal_on("106", "ada_db"));
  request.principals.push_back(principal_on("101", "cn=ada"));
  provisioning::add_user(house.services(), request);
  const Lines expected = {"101 CREATE cn=ada", "103 CREATE",        "104 CREATE",
                          "105 CREATE",        "106 CREATE ada_db", "110 CREATE"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// "Managed system 0 (default, no connector) never gets a task"; self-service forms are no systems
// to be provisioned
BOTH_DATABASES(users_without_targets_leave_nothing) {
  TargetHouse house(dialect);
  house.give("MANAGER", "200");
  house.give("MANAGER", "0");
  UserRequest request = plain_person("ada");
  request.roles = {role("MANAGER")};
  want_resource(request, "201");
  provisioning::add_user(house.services(), request);
  BOOST_TEST(count<Task>(house.repository) == 0u);
  BOOST_TEST(count<AccountState>(house.repository) == 0u);
}

// "Account state per user and target: pending …; when, by which request"
BOTH_DATABASES(a_task_is_due_at_once_and_its_account_is_pending) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.request_id = "req-7";
  request.fingerprint = "body";
  const std::string id = provisioning::add_user(house.services(), request).user.user.id;
  BOOST_REQUIRE(house.tasks().size() == 1);
  const Task task = house.tasks()[0];
  BOOST_TEST(task.user_id == id);
  BOOST_TEST(task.sequence == 1);
  BOOST_TEST(task.state == "PENDING");
  BOOST_TEST(*task.request_id == "req-7");
  BOOST_TEST(task.attempts == 0);
  BOOST_CHECK(!task.next_attempt.null() && *task.next_attempt <= now());
  BOOST_TEST(task.secret.null());
  const AccountState account = house.account(id, "101").value();
  BOOST_TEST(account.state == "PENDING");
  BOOST_TEST(account.last_verb == "CREATE");
  BOOST_TEST(account.last_sequence == 1);
  BOOST_TEST(*account.request_id == "req-7");
  // "Retrying a request returns the first answer"
  provisioning::add_user(house.services(), request);
  BOOST_TEST(house.tasks().size() == 1u);
}

// "While a target still has to receive one, its task row holds it sealed"
BOTH_DATABASES(the_initial_password_travels_sealed) {
  TargetHouse house(dialect);
  UserRequest request = plain_person("ada");
  request.principals = {principal("ada", "Passing51"), principal_on("101", "cn=ada"),
                        principal_on("110", "ada", "Another52")};
  provisioning::add_user(house.services(), request);
  BOOST_TEST(house.secret_of(house.newest("101")) == R"({"password":"Passing51"})");
  BOOST_TEST(house.secret_of(house.newest("110")) == R"({"password":"Another52"})");
  for (const Task& task : house.tasks()) {
    const std::string sealed(task.secret->begin(), task.secret->end());
    BOOST_TEST(sealed.find("51") == std::string::npos);
    BOOST_TEST(task.payload.null());
  }
}

// "provisionOnStartDate true and startDate in the future: … no target system is touched"; once the
// user starts, the accounts are made
BOTH_DATABASES(accounts_wait_for_the_start_date) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.principals.push_back(principal_on("110", "ada"));
  request.provision_on_start_date = true;
  request.user.start_date = now() + std::chrono::hours(48);
  const UserAnswer added = provisioning::add_user(house.services(), request);
  BOOST_TEST(*added.user.user.status == "PENDING_START_DATE");
  UserRequest change;
  change.user.id = added.user.user.id;
  change.user.title = text("Countess");
  provisioning::modify_user(house.services(), change);
  BOOST_TEST(house.news().empty());
  change.user.status = text("ACTIVE");
  provisioning::modify_user(house.services(), change);
  const Lines expected = {"101 CREATE", "110 CREATE ada"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// 4.1.8: "srcSystemId equal to a resource id: that resource is skipped (loop protection)"
BOTH_DATABASES(the_source_of_a_change_is_not_told_of_it) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.roles = {role("HR")};
  request.source_system_id = "101";
  const std::string id = provisioning::add_user(house.services(), request).user.user.id;
  BOOST_TEST(house.news() == Lines{"110 CREATE"}, tt::per_element());
  BOOST_TEST(house.account(id, "101")->state == "PROVISIONED");
  UserRequest change;
  change.user.id = id;
  change.user.title = text("Countess");
  change.source_system_id = "101";
  provisioning::modify_user(house.services(), change);
  BOOST_TEST(house.news() == Lines{"110 MODIFY"}, tt::per_element());
  change.user.title = text("Lady");
  change.source_system_id.clear();
  provisioning::modify_user(house.services(), change);
  const Lines both = {"101 MODIFY", "110 MODIFY"};
  BOOST_TEST(house.news() == both, tt::per_element());
}

// "operation … delete removes it": what a role, a resource or a principal of the same request needs
// stays, and the caller hears it
BOTH_DATABASES(a_resource_that_is_needed_stays_and_the_caller_hears_it) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.request_id = "req-7";
  request.fingerprint = "body";
  request.principals.push_back(principal_on("106", "ada_db"));
  want_resource(request, "101", Operation::Delete);
  want_resource(request, "105", Operation::Delete);
  want_resource(request, "", Operation::Delete);
  request.resource_systems.back() = "106";
  const std::string note =
      "resource '101' stays: role 'END_USER' needs it; "
      "resource '106' stays: principal 'ada_db' needs it";
  BOOST_TEST(provisioning::add_user(house.services(), request).note == note);
  const Lines expected = {"101 CREATE", "106 CREATE ada_db"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  // "Retrying a request returns the first answer"
  BOOST_TEST(provisioning::add_user(house.services(), request).note == note);
}

// "The change and its task rows commit together": or not at all
BOTH_DATABASES(a_refused_add_leaves_no_task) {
  TargetHouse house(dialect);
  house.add(ada());
  UserRequest twin = ada();
  twin.roles = {role("HR")};
  BOOST_CHECK_EXCEPTION(provisioning::add_user(house.services(), twin), Error,
                        fails_with(ErrorCode::DuplicatePrincipal));
  BOOST_TEST(house.news().empty());
  BOOST_TEST(count<AccountState>(house.repository) == 1u);
}

// "UserDataService changes the repository only."
BOTH_DATABASES(user_data_service_tells_nobody) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "cn=ada"));
  users::add(house.services(), request);
  BOOST_TEST(house.news().empty());
}

// Visible to operators, without what is secret.
BOTH_DATABASES(tasks_are_listed_for_operators) {
  TargetHouse house(dialect);
  const auto list = [&](const provisioning::TaskFilter& filter) {
    return provisioning::task_lines(provisioning::find_tasks(house.store(), filter));
  };
  BOOST_TEST(list({}) == Lines{"no tasks"}, tt::per_element());
  UserRequest request = ada();
  request.principals = {principal("ada", "Passing51"), principal_on("110", "ada_ad")};
  const std::string id = house.add(request);
  const Lines all = list({});
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST(all[0].find("SYSTEM") != std::string::npos);
  const std::string both = all[1] + all[2];
  for (const char* shown : {"CREATE", "PENDING", "101", "110", "ada_ad"})
    BOOST_TEST(both.find(shown) != std::string::npos, shown);
  BOOST_TEST(both.find("Passing51") == std::string::npos);
  BOOST_TEST(list({.user_id = id, .state = "pending"}).size() == 3u);
  BOOST_TEST(list({.managed_system_id = "110"}).size() == 2u);
  BOOST_TEST(list({.user_id = "nobody"}).size() == 1u);
  BOOST_TEST(list({.state = "failed"}).size() == 1u);
  BOOST_TEST(list({.limit = 1}).back() == "and more: --limit shows them");
  const std::string first = provisioning::find_tasks(house.store(), {.limit = 1}).tasks.at(0).id;
  const provisioning::TaskPage rest = provisioning::find_tasks(house.store(), {.after = first});
  BOOST_REQUIRE(rest.tasks.size() == 1u);
  BOOST_TEST(rest.tasks[0].id != first);
  BOOST_TEST(!rest.more);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
