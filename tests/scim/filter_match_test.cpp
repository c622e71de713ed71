#include "scim/filter_match.h"

#include <boost/test/unit_test.hpp>

#include "scim/error.h"

namespace idm::scim {
namespace {

const Json ada = Json::parse(R"({
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "id": "a1B2", "externalId": "Ext-7", "userName": "Ada.Lovelace", "active": true,
  "name": {"familyName": "Lovelace", "givenName": "Ada"},
  "displayName": "Ada \"Countess\" L\\S", "title": "Straße 9", "nickName": "",
  "profileUrl": "https://Example.org/ada",
  "emails": [{"value": "Ada@Example.org", "type": "work", "primary": true},
             {"value": "ada@home.example", "type": "home"}],
  "addresses": [{"locality": "London", "type": "home"}],
  "meta": {"resourceType": "User", "created": "2026-01-31T12:00:00.000Z",
           "lastModified": "2026-02-01T00:00:00.500Z"},
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
    {"department": "Maths", "manager": {"value": "m1", "displayName": "Charles"}}
})");

bool holds(const char* filter) { return FilterMatch(parse_filter(filter), user_type)(ada); }

std::string refused(const char* filter, int status = 400) {
  try {
    holds(filter);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.status() == status);
    BOOST_TEST(refusal.scim_type() == (status == 400 ? "invalidFilter" : ""));
    return refusal.what();
  }
  return "";
}

#define HOLDS(FILTER) BOOST_TEST(holds(FILTER), FILTER)
#define FAILS(FILTER) BOOST_TEST(!holds(FILTER), FILTER)

BOOST_AUTO_TEST_SUITE(filter_matcher)

// 1.5: "String comparison follows the attribute's caseExact (userName, displayName, emails.value:
// insensitive; id, externalId: exact)."
BOOST_AUTO_TEST_CASE(texts_follow_the_case_rule_of_their_attribute) {
  HOLDS(R"(userName eq "ADA.lovelace")");
  HOLDS(R"(USERNAME eq "ada.lovelace")");
  HOLDS(R"(displayName sw "ada \"COUNTESS\" l\\")");
  HOLDS(R"(emails.value eq "ADA@EXAMPLE.ORG")");
  HOLDS(R"(title eq "STRASSE 9")");
  HOLDS(R"(id eq "a1B2")");
  FAILS(R"(id eq "a1b2")");
  HOLDS(R"(externalId eq "Ext-7")");
  FAILS(R"(externalId eq "ext-7")");
  HOLDS(R"(externalId ne "ext-7")");
  HOLDS(R"(profileUrl sw "https://Example")");
  FAILS(R"(profileUrl sw "https://example")");
}

BOOST_AUTO_TEST_CASE(each_operator_means_what_the_rfc_says) {
  HOLDS(R"(name.familyName co "VELA")");
  FAILS(R"(name.familyName co "velo")");
  HOLDS(R"(name.familyName sw "love")");
  FAILS(R"(name.familyName sw "ove")");
  HOLDS(R"(name.familyName ew "LACE")");
  FAILS(R"(name.familyName ew "lac")");
  FAILS(R"(name.familyName sw "love ")");
  HOLDS(R"(name.familyName eq "lovelace  ")");
  HOLDS(R"(name.familyName co "")");
  HOLDS(R"(name.familyName gt "lovelac")");
  HOLDS(R"(name.familyName ge "LOVELACE")");
  FAILS(R"(name.familyName gt "LOVELACE")");
  HOLDS(R"(name.familyName lt "LOVELACF")");
  HOLDS(R"(name.familyName le "lovelace")");
  FAILS(R"(name.familyName lt "lovelace")");
  HOLDS(R"(name.familyName ne "Byron")");
  FAILS(R"(name.familyName ne "lovelace")");
  HOLDS("active eq true");
  HOLDS(R"(active eq "True")");
  FAILS("active eq false");
  HOLDS("active ne false");
  FAILS(R"(active eq "yes")");
  FAILS("userName eq 5");
  HOLDS("userName ne 5");
}

// 1.5: "A multi-valued complex name without sub-attribute means its value. A negative (ne) on a
// multi-valued attribute: true when no element equals."
BOOST_AUTO_TEST_CASE(one_element_is_enough_except_for_ne) {
  HOLDS(R"(emails eq "ada@home.example")");
  HOLDS(R"(emails co "example.org")");
  HOLDS(R"(emails.type eq "home")");
  FAILS(R"(emails.type ne "home")");
  HOLDS(R"(emails.type ne "other")");
  FAILS(R"(emails ne "ada@example.org")");
  HOLDS(R"(phoneNumbers ne "1")");
  FAILS(R"(phoneNumbers eq "1")");
  HOLDS("emails.primary eq true");
  FAILS("emails.primary eq false");
  HOLDS("emails.primary ne false");
  FAILS(R"(addresses eq "London")");
  HOLDS(R"(schemas eq "urn:ietf:params:scim:schemas:core:2.0:User")");
}

BOOST_AUTO_TEST_CASE(brackets_ask_one_element_for_everything) {
  HOLDS(R"(emails[type eq "work" and value co "@example.org"])");
  FAILS(R"(emails[type eq "work" and value co "@home"])");
  HOLDS(R"(emails[not (type eq "work")])");
  HOLDS(R"(emails[type eq "work" or type eq "other"])");
  HOLDS(R"(emails[value ne "ada@home.example"])");
  FAILS(R"(emails[foo eq "x"])");
  FAILS(R"(foo[type eq "x"])");
  HOLDS(R"(emails[type eq "work"].value eq "ADA@example.org")");
  FAILS(R"(emails[type eq "home"].value eq "ada@example.org")");
  HOLDS(R"(emails[type eq "home"].value ne "ada@example.org")");
  FAILS(R"(emails[type eq "work"].value ne "ada@example.org")");
  HOLDS(R"(emails[type eq "other"].value ne "x")");
  HOLDS(R"(emails[type eq "work"].primary pr)");
  FAILS(R"(emails[type eq "home"].primary pr)");
  HOLDS(R"(name[familyName eq "lovelace"])");
}

// 1.5: "pr is false for absent or empty. eq null means not present."
BOOST_AUTO_TEST_CASE(presence_is_a_value_that_is_not_empty) {
  HOLDS("title pr");
  FAILS("nickName pr");
  HOLDS("nickName eq null");
  FAILS("userType pr");
  HOLDS("userType eq null");
  FAILS("userType ne null");
  HOLDS("title ne null");
  FAILS("title eq null");
  HOLDS("emails pr");
  HOLDS("addresses pr");
  FAILS("photos pr");
  HOLDS("photos eq null");
  HOLDS("name pr");
  HOLDS("name.givenName pr");
  FAILS("name.middleName pr");
  HOLDS(R"(userType ne "Employee")");
}

// 1.5: "dateTime compares as instants."
BOOST_AUTO_TEST_CASE(dates_compare_as_instants) {
  HOLDS(R"(meta.created eq "2026-01-31T13:00:00+01:00")");
  HOLDS(R"(meta.created ge "2026-01-31T12:00:00.000000Z")");
  FAILS(R"(meta.created gt "2026-01-31T07:00:00-05:00")");
  HOLDS(R"(meta.lastModified gt "2026-02-01T01:00:00+01:00")");
  HOLDS(R"(meta.lastModified lt "2026-02-01T00:00:00.501Z")");
  HOLDS(R"(meta.created sw "2026-01")");
}

// 1.5: "a URN-qualified name at any place"; 5.11: "Enterprise URN paths split at the dot of 2.0"
BOOST_AUTO_TEST_CASE(names_may_carry_their_urn) {
  HOLDS(R"(urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada.lovelace")");
  HOLDS(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "maths")");
  HOLDS(
      R"(URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:manager.displayName sw "ch")");
  HOLDS(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "m1")");
  HOLDS("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr");
  HOLDS(R"(urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"])");
}

// 1.5: "An unknown attribute in a filter simply never matches [O]"
BOOST_AUTO_TEST_CASE(an_unknown_attribute_never_matches) {
  FAILS(R"(shoeSize eq "42")");
  FAILS(R"(shoeSize ne "42")");
  FAILS("shoeSize pr");
  FAILS("shoeSize eq null");
  FAILS(R"(members.value eq "x")");
  FAILS(R"(name.shoe eq "42")");
  FAILS(R"(urn:example:2.0:User:userName eq "ada.lovelace")");
  HOLDS(R"(not (shoeSize eq "42"))");
  HOLDS(R"(shoeSize eq "42" or title pr)");
}

BOOST_AUTO_TEST_CASE(and_or_and_not_combine) {
  HOLDS(R"(title pr and userName sw "ada" and not (userType pr))");
  FAILS("title pr and userType pr");
  HOLDS("userType pr or title pr and active eq true");
  FAILS("(userType pr or title pr) and active eq false");
}

// 1.5: "Ordering on booleans/binary: 400 invalidFilter."
BOOST_AUTO_TEST_CASE(comparisons_that_cannot_be_are_refused) {
  BOOST_TEST(
      refused("active gt true") ==
      "the filter 'active gt true' cannot be: truth values have neither an order nor pieces");
  BOOST_TEST(refused("emails[primary le false]") != "");
  BOOST_TEST(
      refused(R"(x509Certificates.value gt "a")") ==
      R"(the filter 'x509Certificates.value gt "a"' cannot be: binary values have no order)");
  BOOST_TEST(refused(R"(x509Certificates gt "a")") != "");
  BOOST_TEST(refused(R"(title pr or meta.created gt "yesterday")") != "");
  BOOST_TEST(refused("userName gt null") != "");
  BOOST_TEST(refused("userName co 5") != "");
  BOOST_TEST(refused(R"(userName co "5")") == "");
}

// 1.5: "password in a filter is 403 [O]"
BOOST_AUTO_TEST_CASE(nobody_may_ask_for_passwords) {
  BOOST_TEST(refused(R"(title pr and (userName pr or password sw "a"))", 403) ==
             "a filter must not ask for 'password'");
  BOOST_TEST(refused("password pr", 403) != "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim
