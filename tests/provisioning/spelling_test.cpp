#include <boost/test/unit_test.hpp>

#include "identity/passwords.h"
#include "provisioning/delete_user.h"
#include "provisioning/send_passwords.h"
#include "target_house.h"

// behaviour.md 2: "collation makes `=` … case-insensitive and blank-padding; OpenIAM relies on that
// for logins … DO compare folded columns of our own"; decision 0010: "Ids of roles, groups,
// organisations, domains … are looked up in whatever case".
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(spelling_of_ids)

BOTH_DATABASES(what_a_new_user_is_given_is_stored_as_it_is_spelt) {
  TargetHouse house(dialect);
  house.store().transact([](Db& db) {
    Organization organization;
    organization.id = "OrgX";
    db.insert(organization);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  UserRequest request = ada();
  request.user.company_id = text("orgx");
  request.roles = {role("hr", "usr_sec_domain ")};
  request.groups = {group("sec_admin_grp")};
  request.principals[0].login.id.domain_id = "Usr_Sec_Domain ";
  const std::string id = house.add(request);
  const UserGraph user = stored(house.repository, id);
  BOOST_TEST(*user.user.company_id == "OrgX");
  BOOST_TEST_REQUIRE(user.roles.size() == 1u);
  BOOST_TEST(user.roles[0].id.role_id == "HR");
  BOOST_TEST(user.roles[0].id.domain_id == "USR_SEC_DOMAIN");
  BOOST_TEST_REQUIRE(user.groups.size() == 1u);
  BOOST_TEST(user.groups[0].group_id == "SEC_ADMIN_GRP");
  BOOST_TEST(user.principals.at(0).login.id.domain_id == "USR_SEC_DOMAIN");
  // So roles and groups are found again when they are taken away.
  UserRequest change;
  change.user.id = id;
  change.roles = {role("Hr", "usr_sec_domain", Operation::Delete)};
  change.groups = {group("SEC_admin_GRP", Operation::Delete)};
  provisioning::modify_user(house.services(), change);
  BOOST_TEST(stored(house.repository, id).roles.empty());
  BOOST_TEST(stored(house.repository, id).groups.empty());
}

BOTH_DATABASES(passwords_and_deletions_find_a_principal_by_any_spelling) {
  TargetHouse house(dialect);
  UserRequest request = plain_person("ada");
  request.principals.push_back(principal_on("101", "cn=ada"));
  const std::string id = house.add(request);
  passwords::PasswordChange change;
  change.domain_id = text("usr_sec_domain ");
  change.principal = text("ADA");
  change.managed_system_id = text("0 ");
  change.password = text("Second-456");
  BOOST_TEST(provisioning::set_password(house.services(), change).user_id == id);
  BOOST_TEST(house.news() == Lines{"101 SET_PASSWORD cn=ada"}, boost::test_tools::per_element());
  provisioning::Deletion deletion;
  deletion.domain_id = text("usr_sec_domain");
  deletion.principal = text("Ada ");
  deletion.managed_system_id = text(" 0");
  deletion.status = text("DELETED");
  BOOST_CHECK_EXCEPTION(provisioning::delete_user(house.services(), deletion), Error,
                        fails_with(ErrorCode::PrincipalNotFound));
  deletion.managed_system_id = text("0 ");
  provisioning::delete_user(house.services(), deletion);
  BOOST_TEST(*stored(house.repository, id).user.status == "DELETED");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
