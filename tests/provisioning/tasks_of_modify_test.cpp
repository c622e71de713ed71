#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "target_house.h"

// behaviour.md 4.6, 5.1, 5.5 with their DO lines; design.md section 6.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

/// A user in a house with targets, and what a modifyUser makes of that.
struct Modified : TargetHouse {
  Modified(Dialect dialect, const UserRequest& request) : TargetHouse(dialect), id(add(request)) {}

  UserRequest change() const {
    UserRequest request;
    request.user.id = id;
    return request;
  }
  UserAnswer modify(const UserRequest& request) {
    return provisioning::modify_user(services(), request);
  }

  const std::string id;
};

BOOST_AUTO_TEST_SUITE(tasks_of_modified_users)

BOTH_DATABASES(a_changed_field_is_news_for_every_account) {
  UserRequest request = ada();
  request.roles = {role("HR")};
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.user.title = text("Countess");
  change.attributes = {attribute("costCenter", "1"), attribute("floor", "2")};
  change.emails = {email("WORK", nullptr, Operation::Delete)};
  house.modify(change);
  const Lines both = {"101 MODIFY", "110 MODIFY"};
  BOOST_TEST(house.news() == both, tt::per_element());
  const auto payload = nlohmann::json::parse(*house.newest("101").payload);
  const nlohmann::json expected = {"title", "attribute:costCenter", "attribute:floor",
                                   "email:WORK"};
  BOOST_TEST(payload["changed"] == expected);
  BOOST_TEST(house.newest("101").sequence == 2);
  BOOST_TEST(house.account(house.id, "101")->last_sequence == 2);
}

BOTH_DATABASES(what_changes_nothing_is_no_news) {
  Modified house(dialect, ada());
  UserRequest change = house.change();
  change.user.last_name = text("Lovelace");
  change.user.last_updated_by = text("3000");
  change.roles = {role("END_USER")};
  house.modify(change);
  BOOST_TEST(house.news().empty());
}

BOTH_DATABASES(a_new_role_makes_accounts) {
  Modified house(dialect, ada());
  UserRequest change = house.change();
  change.roles = {role("HR")};
  house.modify(change);
  const Lines expected = {"101 MODIFY", "110 CREATE"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// "resources of removed roles are deprovisioned unless overlapping … DO delete minus active"
BOTH_DATABASES(a_lost_role_never_ends_an_account_that_another_role_needs) {
  UserRequest request = ada();
  request.roles = {role("HR"), role("END_USER")};
  request.groups.clear();
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.roles = {role("HR", "USR_SEC_DOMAIN", Operation::Delete)};
  house.modify(change);
  const Lines first = {"101 MODIFY", "110 DELETE"};
  BOOST_TEST(house.news() == first, tt::per_element());
  change.roles = {role("END_USER", "USR_SEC_DOMAIN", Operation::Delete)};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 DELETE"}, tt::per_element());
  change.roles = {role("END_USER")};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 CREATE"}, tt::per_element());
}

// Roles that come with a group count: direct, group and parent roles alike.
BOTH_DATABASES(a_group_keeps_an_account_until_it_is_left) {
  Modified house(dialect, ada());
  UserRequest change = house.change();
  change.roles = {role("END_USER", "USR_SEC_DOMAIN", Operation::Delete)};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 MODIFY"}, tt::per_element());
  change.roles.clear();
  change.groups = {group("END_USER_GRP", Operation::Delete)};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 DELETE"}, tt::per_element());
}

// 5.5: "LOGIN: status INACTIVE, counters 0 …; audit REMOVE IDENTITY; connector delete"
BOTH_DATABASES(an_ended_account_ends_its_principal) {
  UserRequest request = ada();
  request.groups.clear();
  Modified house(dialect, request);
  // As delivery leaves it: a principal that nobody asked for by name.
  house.store().transact([&](Db& db) {
    Login login;
    login.id = {"USR_SEC_DOMAIN", "cn=ada", "101"};
    login.user_id = house.id;
    login.password = text("hash");
    login.auth_fail_count = 2;
    db.insert(login);
  });
  UserRequest change = house.change();
  change.roles = {role("END_USER", "USR_SEC_DOMAIN", Operation::Delete)};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 DELETE cn=ada"}, tt::per_element());
  const Login login = house.login(house.id, "101");
  BOOST_TEST(*login.status == "INACTIVE");
  BOOST_TEST(login.password.null());
  BOOST_TEST(login.auth_fail_count == 0);
}

// A principal that a caller named keeps the account, role or not.
BOTH_DATABASES(an_account_by_principal_outlasts_a_role) {
  UserRequest request = ada();
  request.groups.clear();
  request.principals.push_back(principal_on("101", "cn=ada"));
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.roles = {role("END_USER", "USR_SEC_DOMAIN", Operation::Delete)};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 MODIFY cn=ada"}, tt::per_element());
}

// "userResourceList: operation add … adds the resource, delete removes it"
BOTH_DATABASES(resources_come_and_go) {
  Modified house(dialect, plain_person("ada"));
  UserRequest change = house.change();
  want_resource(change, "110");
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"110 CREATE"}, tt::per_element());
  change.resources[0].operation = Operation::Delete;
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"110 DELETE"}, tt::per_element());
  house.modify(change);
  BOOST_TEST(house.news().empty());
}

// 4.6: "delete: … target account deleted"; "Different login name = rename"; "Connectors receive the
// old name"
BOTH_DATABASES(principals_on_targets_are_made_renamed_and_ended) {
  Modified house(dialect, plain_person("ada"));
  UserRequest change = house.change();
  change.principals = {principal_on("101", "cn=ada", "Passing51")};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 CREATE cn=ada"}, tt::per_element());
  BOOST_TEST(house.secret_of(house.newest("101")) == R"({"password":"Passing51"})");
  change.principals = {principal_on("101", "cn=countess", "Newword52")};
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 RENAME cn=countess"}, tt::per_element());
  BOOST_TEST(*house.newest("101").payload == R"({"from":"cn=ada","to":"cn=countess"})");
  BOOST_TEST(house.secret_of(house.newest("101")) == R"({"password":"Newword52"})");
  BOOST_TEST(*house.account(house.id, "101")->principal == "cn=countess");
  change.principals = {principal_on("101", "cn=countess")};
  change.principals[0].operation = Operation::Delete;
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 DELETE cn=countess"}, tt::per_element());
  change.principals[0].operation = Operation::Add;
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 CREATE cn=countess"}, tt::per_element());
}

// Each of several accounts on one system hears what concerns it.
BOTH_DATABASES(two_principals_on_one_system_are_two_accounts) {
  UserRequest request = plain_person("ada");
  request.principals.push_back(principal_on("101", "cn=ada"));
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.user.title = text("Countess");
  change.principals = {principal_on("101", "cn=countess")};
  change.principals[0].login.id.domain_id = "IDM";
  house.modify(change);
  const Lines made = {"101 CREATE cn=countess", "101 MODIFY cn=ada"};
  BOOST_TEST(house.news() == made, tt::per_element());
  change.user.title = text("Lady");
  change.principals[0].operation = Operation::Delete;
  house.modify(change);
  const Lines ended = {"101 DELETE cn=countess", "101 MODIFY cn=ada"};
  BOOST_TEST(house.news() == ended, tt::per_element());
}

BOTH_DATABASES(a_deleted_principal_leaves_an_account_that_a_role_needs) {
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "cn=ada"));
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.principals = {principal_on("101", "cn=ada")};
  change.principals[0].operation = Operation::Delete;
  const UserAnswer answer = house.modify(change);
  BOOST_TEST(house.news().empty());
  BOOST_TEST(answer.note.find("'101' stays") != std::string::npos);
}

// "delete minus still needed": the caller hears of what is not done.
BOTH_DATABASES(a_resource_that_a_role_needs_stays_and_the_caller_hears_it) {
  Modified house(dialect, ada());
  UserRequest change = house.change();
  want_resource(change, "101", Operation::Delete);
  BOOST_TEST(house.modify(change).note == "resource '101' stays: role 'END_USER' needs it");
  BOOST_TEST(house.news().empty());
  // Of what is only given now, too.
  change.roles = {role("HR")};
  change.resources.clear();
  change.resource_systems.clear();
  want_resource(change, "110", Operation::Delete);
  BOOST_TEST(house.modify(change).note == "resource '110' stays: role 'HR' needs it");
  BOOST_TEST(house.news().front() == "101 MODIFY");
}

BOTH_DATABASES(a_renamed_primary_principal_is_news) {
  Modified house(dialect, ada());
  UserRequest change = house.change();
  change.principals = {principal("countess")};
  house.modify(change);
  BOOST_TEST(*house.newest("101").payload == R"({"changed":["principal"]})");
}

// behaviour.md 4.6: "the new password goes to connectors"; 7.3: "each target identity whose
// resource … lacks INCLUDE_IN_PASSWORD_SYNC = N is updated in LOGIN (as 4) and through its
// connector"
BOTH_DATABASES(a_password_that_comes_with_a_new_name_reaches_the_accounts) {
  UserRequest request = ada();
  request.principals.push_back(principal_on("110", "ada.there", "Of-Its-0wn"));
  Modified house(dialect, request);
  house.store().transact([](Db& db) {
    ResourceProperty keeps;
    keeps.id = "P1";
    keeps.resource_id = std::string("110");
    keeps.name = std::string("INCLUDE_IN_PASSWORD_SYNC");
    keeps.value = std::string("N");
    db.insert(keeps);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  UserRequest change = house.change();
  change.principals = {principal("countess", "Second-456")};
  house.modify(change);
  BOOST_TEST(house.news() == (Lines{"101 MODIFY", "101 SET_PASSWORD", "110 MODIFY ada.there"}),
             tt::per_element());
  BOOST_TEST(house.secret_of(house.newest("101")) == R"({"password":"Second-456"})");
  const User user = stored(house.repository, house.id).user;
  BOOST_TEST(!user.date_password_changed.null());
  // What was renamed without one says nothing of passwords.
  change.principals = {principal("ada")};
  house.modify(change);
  BOOST_TEST(house.news() == (Lines{"101 MODIFY", "110 MODIFY ada.there"}), tt::per_element());
}

// "keep the stored password; success with an errorText that names setPassword": then no target gets
// it, either, whoever else is renamed
BOTH_DATABASES(a_password_that_is_kept_out_reaches_no_account) {
  UserRequest request = ada();
  request.principals.push_back(principal("ada.idm"));
  request.principals.back().login.id.domain_id = "IDM";
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.principals = {principal("ada", "Kept-0ut-1"), principal("countess")};
  change.principals.back().login.id.domain_id = "IDM";
  BOOST_TEST(house.modify(change).note.find("the password of 'ada' was kept") == 0u);
  BOOST_TEST(house.news() == Lines{"101 MODIFY"}, tt::per_element());
}

BOTH_DATABASES(principals_on_targets_follow_the_password_of_a_renamed_one) {
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada.there"));
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.principals = {principal("countess", "Second-456")};
  house.modify(change);
  const Login own = house.login(house.id, "0"), there = house.login(house.id, "101");
  BOOST_TEST(*own.password == *there.password);
  BOOST_TEST(!there.password_changed.null());
}

// "delete: stored login set INACTIVE"; one that names nobody is no reason to end somebody else
BOTH_DATABASES(a_deletion_of_a_principal_that_is_not_there_is_told) {
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "ada.there"));
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.principals = {principal_on("101", "WRONG")};
  change.principals[0].operation = Operation::Delete;
  BOOST_TEST(house.modify(change).note ==
             "no principal was deleted: the user has none named 'WRONG' in domain USR_SEC_DOMAIN "
             "on managed system 101");
  BOOST_TEST(*house.login(house.id, "101").status == "ACTIVE");
}

// Who has left gets no account back by a change of some field.
BOTH_DATABASES(users_who_left_get_no_accounts) {
  UserRequest request = ada();
  request.user.status = text("LEAVE");
  Modified house(dialect, request);
  UserRequest change = house.change();
  change.user.title = text("Countess");
  house.modify(change);
  BOOST_TEST(house.tasks().empty());
  change.user.status = text("ACTIVE");
  house.modify(change);
  BOOST_TEST(house.news() == Lines{"101 CREATE"}, tt::per_element());
}

BOTH_DATABASES(a_refused_modification_leaves_no_task) {
  Modified house(dialect, ada());
  house.add(plain_person("taken"));
  UserRequest change = house.change();
  change.roles = {role("HR")};
  change.user.title = text("Countess");
  change.principals = {principal("taken")};
  BOOST_CHECK_EXCEPTION(house.modify(change), Error, fails_with(ErrorCode::DuplicatePrincipal));
  BOOST_TEST(house.news().empty());
  BOOST_TEST(house.account(house.id, "101")->last_sequence == 1);
  BOOST_CHECK(!house.account(house.id, "110"));
}

// "Per user and target, tasks run in order"
BOTH_DATABASES(writers_at_once_number_their_tasks_without_gaps) {
  Modified house(dialect, ada());
  std::vector<std::thread> writers;
  for (int i = 0; i < 6; ++i)
    writers.emplace_back([&, i] {
      UserRequest change = house.change();
      change.attributes = {attribute(("a" + std::to_string(i)).c_str(), "1")};
      house.modify(change);
    });
  for (std::thread& writer : writers) writer.join();
  std::set<std::int64_t> numbers;
  for (const Task& task : house.tasks()) numbers.insert(task.sequence);
  BOOST_TEST(numbers.size() == 7u);
  BOOST_TEST(*numbers.rbegin() == 7);
  BOOST_TEST(house.account(house.id, "101")->last_sequence == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
