#include <thread>

#include "connectors/target_rows.h"
#include "mid_caller.h"
#include "provisioning/engine.h"

// rest.md 3: "Creation status".
namespace idm {
namespace {

using test::check_envelope;
using test::Json;
using test::MidCaller;
using test::RestReply;

}  // namespace

/// A tenant whose role END_USER gives an account on 101, which is simulated and mapped to SSMS.
struct StatusHouse : MidCaller {
  explicit StatusHouse(Dialect dialect)
      : MidCaller(dialect, [](Config& config) {
          config.provision_status = {"101", "110"};
          config.provisioning.first_pause = std::chrono::seconds(1);
        }) {
    behave("up");
    store().transact([&](Db& db) {
      ResourceRole row;
      row.id = {"101", "USR_SEC_DOMAIN", "END_USER", "NA"};
      db.insert(row);
      bump_reference_generation(db);
    });
    services().reference.invalidate();
  }
  ~StatusHouse() {
    services().delivery = nullptr;
    if (engine) BOOST_CHECK(engine->stop(std::chrono::seconds(20)));
  }

  void behave(const char* mode) {
    store().transact([&](Db& db) {
      ManagedSystem row = *db.find<ManagedSystem>("101");
      row.kind = std::string("sim");
      connectors::set_options(row, {
                                       {"mode", mode}
      });
      db.update(row);
      bump_reference_generation(db);
    });
    services().reference.invalidate();
  }

  void start() {
    engine = std::make_unique<provisioning::Engine>(services());
    services().delivery = engine.get();
    engine->start();
  }

  /// Waits until 101 has nothing to do for the user but what was refused.
  void settle(const std::string& state) {
    for (int i = 0; i < 750; ++i) {
      const std::vector<AccountState> accounts = all<AccountState>();
      if (!accounts.empty() && accounts[0].state == state) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    BOOST_FAIL("the account did not become " + state);
  }

  /// The three flags, in both URL shapes, which must agree.
  std::string flags(const std::string& name = "grace") {
    const RestReply by_path = realm("GET", "v3_user/" + name + "/provision/status");
    const RestReply by_host = tenant("GET", "users/" + name + "/provision/status");
    check_envelope(by_path, 200, "Success", "User status fetched successfully", 5);
    BOOST_TEST(by_path.body == by_host.body);
    return by_path.json()["data"].dump();
  }

  void create() {
    const RestReply made = realm("POST", "v3_user", Json::parse(R"({"username":"grace",
        "firstName":"Grace","lastName":"Hopper","enabled":true,"realmRoles":["END_USER"]})"));
    BOOST_TEST(made.status == 201, made.body);
  }

  std::unique_ptr<provisioning::Engine> engine;
};

const char* only_here = R"({"iamStatus":true,"ssmsStatus":false,"mPowerStatus":false})";
const char* at_ssms = R"({"iamStatus":true,"ssmsStatus":true,"mPowerStatus":false})";

BOOST_AUTO_TEST_SUITE(mid_creation_status)

// "`ssmsStatus`, `mPowerStatus`: the identity for the managed system that configuration maps to
// that flag … exists and its last connector operation succeeded; false while pending or failed."
BOTH_DATABASES(a_flag_is_true_when_the_account_is_there) {
  StatusHouse house(dialect);
  house.create();
  BOOST_TEST(house.flags() == only_here);  // pending
  house.start();
  house.settle("PROVISIONED");
  BOOST_TEST(house.flags() == at_ssms);
  // A suspended account is there, and that was what was asked for.
  BOOST_TEST(house
                 .realm("PUT", "v3_user/grace/update",
                        {
                            {"enabled", false}
  })
                 .status == 200);
  house.settle("DISABLED");
  BOOST_TEST(house.flags() == at_ssms);
}

BOTH_DATABASES(a_flag_is_false_when_the_system_refused) {
  StatusHouse house(dialect);
  house.behave("refuse");
  house.start();
  house.create();
  house.settle("FAILED");
  BOOST_TEST(house.flags() == only_here);
}

BOTH_DATABASES(a_flag_is_false_while_a_change_is_tried_again) {
  StatusHouse house(dialect);
  house.behave("down");
  house.start();
  house.create();
  house.settle("PENDING");
  BOOST_TEST(house.flags() == only_here);
}

// "`iamStatus`: the user exists in the repository with a primary identity"; "A user created by SOAP
// addUser … answers here by its primary login. Lookup is case-insensitive."
BOTH_DATABASES(a_user_of_soap_has_a_creation_status) {
  StatusHouse house(dialect);
  house.add(test::ada());
  BOOST_TEST(house.flags("ADA") == only_here);
}

// "The read is side-effect free and never calls a connector."
BOTH_DATABASES(asking_changes_nothing) {
  StatusHouse house(dialect);
  house.create();
  const auto picture = [&] {
    std::string text;
    for (const AuditEntry& entry : house.all<AuditEntry>()) text += entry.id;
    for (const Task& task : house.all<Task>())
      text += task.id + task.state + std::to_string(task.attempts) + std::to_string(task.version);
    for (const AccountState& account : house.all<AccountState>())
      text += account.state + std::to_string(account.version);
    for (const User& user : house.all<User>()) text += user.id + std::to_string(user.version);
    return text;
  };
  const std::string before = picture();
  for (int i = 0; i < 10; ++i) house.flags();
  BOOST_TEST(picture() == before);
}

// "No mapping configured: false".
BOTH_DATABASES(without_a_mapping_the_flags_are_false) {
  MidCaller rest(dialect);
  rest.add(test::ada());
  BOOST_TEST(rest.realm("GET", "v3_user/ada/provision/status").json()["data"].dump() == only_here);
}

// 404 "USER_NOT_FOUND" for one whom SOAP deleted, whose name stays reserved.
BOTH_DATABASES(a_user_whom_soap_deleted_has_no_status_and_keeps_the_name) {
  MidCaller rest(dialect);
  UserRequest wanted = test::ada();
  const std::string id = rest.add(wanted);
  rest.store().transact([&](Db& db) {
    User user = *db.find<User>(id);
    user.status = std::string("DELETED");
    db.update(user);
  });
  check_envelope(rest.realm("GET", "v3_user/ada/provision/status"), 404, "USER_NOT_FOUND",
                 "User does not exist", 5);
  check_envelope(rest.realm("POST", "v3_user",
                            {
                                {"username", "ada"}
  }),
                 409, "CONFLICT", "User already exists", 5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
