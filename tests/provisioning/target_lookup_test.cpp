#include "provisioning/target_lookup.h"

#include <boost/test/unit_test.hpp>

#include "target_house.h"

// behaviour.md section 8.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(target_lookups)

// "login of that user on that system (system id compared case-insensitively, status ignored)"
BOTH_DATABASES(a_system_is_found_in_any_case) {
  TargetHouse house(dialect);
  house.store().transact([](Db& db) {
    ManagedSystem system;
    system.id = "Directory";
    db.insert(system);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  UserRequest request = ada();
  request.principals = {principal_on("Directory", "cn=ada")};
  const std::string id = house.add(request);
  const provisioning::TargetAccount account =
      provisioning::look_up_user(house.services(), text(id.c_str()), text("DIRECTORY"));
  BOOST_TEST(account.principal == "cn=ada");
  BOOST_TEST(account.managed_system_id == "Directory");
  BOOST_TEST(account.refusal.find("'Directory' has no connector kind") != std::string::npos);
}

// "None: failure principalNotFound"; "unknown domain, system …: objectIdInvalid"
BOTH_DATABASES(no_principal_there_is_not_an_unknown_system) {
  TargetHouse house(dialect);
  const std::string id = house.add(ada());
  const auto look_up = [&](const char* system) {
    provisioning::look_up_user(house.services(), text(id.c_str()), text(system));
  };
  BOOST_CHECK_EXCEPTION(look_up("106"), Error, fails_with(ErrorCode::PrincipalNotFound));
  BOOST_CHECK_EXCEPTION(look_up("nowhere"), Error, fails_with(ErrorCode::ObjectIdInvalid));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
