#include "identity/attribute_list.h"
#include "people.h"

// behaviour.md 9.1 getUserByName, getUserAsAttributeList.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(users_by_name)

// "getUserByName: exact first and last name, first row"; design.md "names compared without case"
BOTH_DATABASES(the_first_of_those_with_that_name_is_found) {
  People people(dialect);
  UserRequest namesake;
  namesake.user.first_name = text("GRACE");
  namesake.user.last_name = text("hopper");
  users::add(people.services(), namesake);
  const UserGraph found = users::get_by_name(people.services(), Text("grace"), Text("Hopper"));
  BOOST_TEST(found.user.id == people.grace);
  BOOST_TEST(found.emails.size() == 1U);
  BOOST_TEST(found.notes.size() == 1U);
}

BOTH_DATABASES(a_name_is_no_pattern_and_both_parts_are_needed) {
  People people(dialect);
  const auto refused = [&](const Text& first, const Text& last, ErrorCode code, const char* name) {
    BOOST_CHECK_EXCEPTION(users::get_by_name(people.services(), first, last), Error,
                          says(code, name));
  };
  refused(Text("Grace"), Text("Hop%"), ErrorCode::UserNotFound, "'Hop%'");
  refused(Text("Grace"), Text("Aiken"), ErrorCode::UserNotFound, "'Aiken'");
  refused(Text("Grace"), {}, ErrorCode::MissingRequiredAttribute, "lastName");
  refused({}, Text("Hopper"), ErrorCode::MissingRequiredAttribute, "firstName");
}

// "always exactly one attribute EMAIL = user.email of the default-domain identity"; what the list
// names comes after it (docs/decisions/0014)
BOTH_DATABASES(email_comes_first_then_the_wanted_attributes) {
  People people(dialect);
  UserRequest ada = test::ada();
  ada.user.email = text("ada@example.org");
  ada.attributes.push_back(attribute("shell", "/bin/sh"));
  users::add(people.services(), ada);
  const auto list = [&](const std::vector<std::string>& names) {
    const users::AttributeList found = users::attribute_list(people.services(), Text("ADA"), names);
    std::string all;
    for (const UserAttribute& row : found.attributes) all += *row.name + "=" + *row.value + " ";
    return all + found.note;
  };
  BOOST_TEST(list({}) == "EMAIL=ada@example.org ");
  BOOST_TEST(list({"shell", "EMAIL", "shell", "costCenter"}) ==
             "EMAIL=ada@example.org shell=/bin/sh costCenter=4711 ");
  BOOST_TEST(list({"none", "SHELL"}) ==
             "EMAIL=ada@example.org the user has no attribute named 'none', 'SHELL'");
}

// 0010: ids of domains and systems "are looked up in whatever case among the rows that exist";
// behaviour.md 2: "case-insensitive and blank-padding"
BOTH_DATABASES(a_principal_is_found_however_its_domain_is_spelt) {
  People people(dialect);
  UserRequest ada = test::ada();
  ada.principals.front().login.id.domain_id = "usr_sec_domain";
  ada.principals.front().login.id.managed_system_id = "0 ";
  const UserAnswer added = users::add(people.services(), ada);
  const LoginId stored = people.now_stored(added.user.user.id).principals.at(0).login.id;
  BOOST_TEST(stored.domain_id == "USR_SEC_DOMAIN");
  BOOST_TEST(stored.managed_system_id == "0");
  const auto found = [&](const char* domain, const char* system) {
    return users::get_by_principal(people.services(), domain, "ada", system, true).user.user.id;
  };
  BOOST_TEST(found("Usr_Sec_Domain", "") == added.user.user.id);
  BOOST_TEST(found("USR_SEC_DOMAIN ", "0 ") == added.user.user.id);
}

BOTH_DATABASES(an_unknown_principal_has_no_attribute_list) {
  People people(dialect);
  BOOST_CHECK_EXCEPTION(users::attribute_list(people.services(), Text("nobody"), {}), Error,
                        says(ErrorCode::PrincipalNotFound, "nobody"));
  BOOST_CHECK_EXCEPTION(users::attribute_list(people.services(), {}, {}), Error,
                        says(ErrorCode::MissingRequiredAttribute, "principalName"));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
