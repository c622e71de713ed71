#include <boost/test/unit_test.hpp>

#include "engine_house.h"
#include "provisioning/delete_user.h"

// behaviour.md 4.2: "status and secondaryStatus can be set"; design.md section 2:
// "ProvisioningService changes it and sends the change to targets".
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(leaving_by_status)

BOTH_DATABASES(the_account_hears_of_it_and_deleteUser_still_ends_it) {
  EngineHouse house(dialect);
  house.start();
  UserRequest request = ada();
  const std::string id = house.add(request);
  BOOST_REQUIRE(house.settles());
  UserRequest change;
  change.user.id = id;
  change.user.status = text("DELETED");
  change.requestor = house.caller();
  provisioning::modify_user(house.services(), change);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.newest("101").verb == "MODIFY");
  BOOST_TEST(house.newest("101").state == "CONFIRMED");
  BOOST_TEST(house.state_of(id, "101") == "PROVISIONED");

  // 6.3: "User already DELETED or TERMINATE: success, no change", of what has ended.
  provisioning::Deletion deletion;
  deletion.principal = text("ada");
  deletion.status = text("LEAVE");
  provisioning::delete_user(house.services(), deletion);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.state_of(id, "101") == "REMOVED");
  const UserGraph user = stored(house.repository, id);
  BOOST_TEST(*user.user.status == "DELETED");
  for (const Principal& principal : user.principals)
    BOOST_TEST(*principal.login.status == "INACTIVE");
  const std::size_t tasks = house.tasks().size();
  provisioning::delete_user(house.services(), deletion);
  BOOST_TEST(house.tasks().size() == tasks);
  house.stop();
}

// An account that somebody removed there is not made again for who has left.
BOTH_DATABASES(what_is_gone_is_not_made_again) {
  EngineHouse house(dialect);
  house.start();
  const std::string id = house.add(ada());
  BOOST_REQUIRE(house.settles());
  const connectors::Target target = connectors::target_of(
      *house.repository.reference.get()->managed_system("101"), house.services().secret_key);
  const std::string name = *house.account(id, "101")->target_name;
  connectors::make_connector(target)->remove(
      name, {connectors::Clock::now() + std::chrono::seconds(10), "test"});
  UserRequest change;
  change.user.id = id;
  change.user.status = text("TERMINATE");
  provisioning::modify_user(house.services(), change);
  BOOST_REQUIRE(house.settles());
  BOOST_TEST(house.newest("101").state == "SKIPPED");
  BOOST_CHECK(!house.on_target("101", name));
  house.stop();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
