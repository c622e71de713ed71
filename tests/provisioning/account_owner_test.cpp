#include "provisioning/account_owner.h"

#include "engine_house.h"
#include "provisioning/delete_user.h"
#include "provisioning/task_control.h"

// behaviour.md 6.3: "other system: only that login". An account belongs to the user whom the system
// knows by that name, whoever has the principal here by now.
namespace idm {
using namespace test;

/// Bea has the account "y" on a simulated system, and here another principal already: the rename
/// was refused there, or waits.
struct Neighbours : EngineHouse {
  explicit Neighbours(Dialect dialect) : EngineHouse(dialect) {
    start();
    bea = add(person("Bea", "bea", "y"));
    BOOST_REQUIRE(settles());
  }

  static UserRequest person(const char* first_name, const char* login, const char* there) {
    UserRequest request = ada();
    request.user.first_name = text(first_name);
    request.principals = {principal(login), principal_on("101", there)};
    request.principals.front().password = text("Secret-123");
    return request;
  }

  void turn(const char* mode) {
    simulate("101", {
                        {"mode", mode}
    });
    // The engine looks for changed systems once a second.
    std::this_thread::sleep_for(std::chrono::milliseconds(1800));
  }

  void rename(const std::string& user, const char* name) {
    UserRequest request;
    request.user.id = user;
    request.principals = {principal_on("101", name)};
    provisioning::modify_user(services(), request);
  }

  void refuse_bea_her_new_name() {
    turn("refuse");
    rename(bea, "yz");
    BOOST_REQUIRE(settles());
    BOOST_TEST(newest_of(bea).state == "PARKED");
  }

  void remove(const char* principal) {
    provisioning::Deletion deletion;
    deletion.principal = text(principal);
    deletion.status = text("RETIRED");
    provisioning::delete_user(services(), deletion);
  }

  Task newest_of(const std::string& user) {
    Task newest;
    for (const Task& task : tasks())
      if (task.user_id == user && task.sequence > newest.sequence) newest = task;
    return newest;
  }

  bool waits_for_bea(const std::string& user) {
    return wait_for([&] {
      const Task task = newest_of(user);
      return task.state == "PENDING" && !task.last_error.null() &&
             task.last_error->find("'y' is that of user " + bea) != std::string::npos;
    });
  }

  /// "" when there is no such account.
  std::string first_name_at(const std::string& name) {
    const std::optional<connectors::Account> account = on_target("101", name);
    if (!account) return {};
    for (const connectors::Attribute& attribute : account->attributes)
      if (attribute.name == "firstName") return attribute.values.at(0);
    return {};
  }

  bool told(const std::string& what) {
    const Lines lines = told_target("101");
    return std::find(lines.begin(), lines.end(), what) != lines.end();
  }

  std::string bea;
};

BOOST_AUTO_TEST_SUITE(owners_of_accounts)

BOTH_DATABASES(a_new_user_does_not_take_over_an_account_whose_rename_was_refused) {
  Neighbours house(dialect);
  house.refuse_bea_her_new_name();
  house.turn("up");
  const std::string cid = house.add(Neighbours::person("Cid", "cid", "y"));
  BOOST_TEST(house.waits_for_bea(cid));
  BOOST_TEST(!house.told("change y"));
  BOOST_TEST(house.first_name_at("y") == "Bea");
  // An operator sets it right.
  provisioning::retry_tasks(house.store(), {.user_id = house.bea});
  BOOST_REQUIRE(house.wait_for([&] { return house.on_target("101", "yz").has_value(); }));
  provisioning::retry_tasks(house.store(), {.user_id = cid});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.first_name_at("yz") == "Bea");
  BOOST_TEST(house.first_name_at("y") == "Cid");
}

BOTH_DATABASES(what_is_done_to_a_user_never_made_there_leaves_the_namesake_alone) {
  Neighbours house(dialect);
  house.refuse_bea_her_new_name();
  const std::string cid = house.add(Neighbours::person("Cid", "cid", "y"));
  BOOST_TEST(house.waits_for_bea(cid));
  house.turn("up");
  const std::size_t told_before = house.told_target("101").size();
  house.remove("cid");
  provisioning::retry_tasks(house.store(), {.user_id = cid});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.newest_of(cid).verb == "DELETE");
  BOOST_TEST(house.newest_of(cid).state == "SKIPPED");
  BOOST_TEST(house.told_target("101").size() == told_before);
  BOOST_TEST(house.on_target("101", "y").has_value());
}

BOTH_DATABASES(a_user_who_was_to_take_a_name_leaves_without_its_owners_account) {
  Neighbours house(dialect);
  const std::string abe = house.add(Neighbours::person("Abe", "abe", "x"));
  BOOST_REQUIRE(house.settles());
  house.refuse_bea_her_new_name();
  house.rename(abe, "y");
  house.turn("up");
  house.remove("abe");
  provisioning::retry_tasks(house.store(), {.user_id = abe});
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.told("remove x"));
  BOOST_TEST(!house.told("remove y"));
  BOOST_TEST(house.on_target("101", "y").has_value());
}

BOTH_DATABASES(a_rename_waits_until_the_name_is_free_there) {
  Neighbours house(dialect);
  const std::string abe = house.add(Neighbours::person("Abe", "abe", "x"));
  BOOST_REQUIRE(house.settles());
  house.turn("down");
  house.rename(house.bea, "yz");
  house.rename(abe, "y");
  house.turn("up");
  BOOST_REQUIRE(house.wait_for(
      [&] {
        return house.on_target("101", "yz").has_value() && !house.on_target("101", "x").has_value();
      },
      std::chrono::seconds(30)));
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.newest_of(abe).state == "CONFIRMED");
  BOOST_TEST(house.first_name_at("y") == "Abe");
  BOOST_TEST(house.first_name_at("yz") == "Bea");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
