#include "identity/remove_user.h"

#include "identity/supervisors.h"
#include "people.h"
#include "provisioning/provision_user.h"

// behaviour.md 9.1 removeUser.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(removing_users)

// "physical delete of attributes, phones, addresses, notes, e-mails and the user"
BOTH_DATABASES(a_user_goes_with_all_dependents) {
  People people(dialect);
  Requestor requestor;
  requestor.http_request_id = "R1";
  users::remove(people.services(), people.grace, requestor);
  BOOST_TEST(!people.services().store.read(
      [&](Db& db) { return users::find(db, people.grace, users::Extent::Alone).has_value(); }));
  BOOST_TEST(count<UserAttribute>(people.repository) == 0U);
  BOOST_TEST(count<EmailAddress>(people.repository) == 0U);
  BOOST_TEST(count<Phone>(people.repository) == 0U);
  BOOST_TEST(count<Address>(people.repository) == 0U);
  BOOST_TEST(count<UserNote>(people.repository) == 0U);
  BOOST_TEST(people.events(people.grace) == "DELETE SUCCESS");
  BOOST_TEST(*people.now_stored(people.howard).user.last_name == "Aiken");
}

// "any LOGIN, USER_ROLE, USER_GRP, ORG_STRUCTURE or other referencing row makes it fail … and roll
// back": named, with what to call instead
BOTH_DATABASES(a_user_that_others_refer_to_stays_whole) {
  People people(dialect);
  UserRequest request = test::ada();
  Affiliation affiliation;
  affiliation.organization_id = "102";
  request.affiliations = {wanted(affiliation)};
  const std::string ada = provisioning::add_user(people.services(), request).user.user.id;
  const UserGraph before = people.now_stored(ada);
  for (const char* name :
       {"1 principal(s) in LOGIN", "1 role(s) in USER_ROLE", "1 group(s) in USER_GRP",
        "1 affiliation(s) in USER_AFFILIATION", "deleteByUserId"})
    BOOST_CHECK_EXCEPTION(users::remove(people.services(), ada, {}), Error,
                          says(ErrorCode::ObjectIdInvalid, name));
  const UserGraph after = people.now_stored(ada);
  BOOST_TEST(after.user.version == before.user.version);
  BOOST_TEST(after.attributes.size() == before.attributes.size());
  BOOST_TEST(after.emails.size() == before.emails.size());
}

BOTH_DATABASES(neither_employee_nor_supervisor_can_be_removed) {
  People people(dialect);
  Services& services = people.services();
  Supervision row;
  row.employee_id = people.grace;
  row.supervisor_id = people.howard;
  row = supervisors::add(services, row, {}).rows.at(0);
  BOOST_CHECK_EXCEPTION(users::remove(services, people.grace, {}), Error,
                        says(ErrorCode::ObjectIdInvalid, "1 supervisor(s) in ORG_STRUCTURE"));
  BOOST_CHECK_EXCEPTION(users::remove(services, people.howard, {}), Error,
                        says(ErrorCode::ObjectIdInvalid, "1 employee(s) in ORG_STRUCTURE"));
  supervisors::remove(services, row.id, {});
  users::remove(services, people.grace, {});
  users::remove(services, people.howard, {});
  BOOST_TEST(count<User>(people.repository) == 0U);
}

// "unknown id: fault (D)": here userNotFound
BOTH_DATABASES(who_is_not_there_cannot_be_removed) {
  People people(dialect);
  BOOST_CHECK_EXCEPTION(users::remove(people.services(), Text("nobody"), {}), Error,
                        says(ErrorCode::UserNotFound, "nobody"));
  BOOST_CHECK_EXCEPTION(users::remove(people.services(), {}, {}), Error,
                        says(ErrorCode::MissingRequiredAttribute, "id"));
  BOOST_TEST(people.events("nobody") == "DELETE FAIL");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
