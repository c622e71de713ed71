#include "scim/attributes.h"

#include <boost/test/unit_test.hpp>

using namespace idm;

namespace {

std::string found(const scim::ResourceType& type, std::string_view text) {
  const auto name = scim::find_name(type, text);
  return name ? scim::spelled(*name) : "nothing";
}

const std::string enterprise(scim::enterprise_urn);

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_attributes)

// "Attribute NAMES are case-insensitive everywhere (body, filter, path, `attributes`)."
BOOST_AUTO_TEST_CASE(a_name_is_found_in_whatever_case) {
  BOOST_TEST(found(scim::user_type, "USERNAME") == "userName");
  BOOST_TEST(found(scim::user_type, "Name.FAMILYname") == "name.familyName");
  BOOST_TEST(found(scim::group_type, "members.$REF") == "members.$ref");
  BOOST_TEST(found(scim::group_type, "META.lastmodified") == "meta.lastModified");
}

BOOST_AUTO_TEST_CASE(a_name_that_the_type_does_not_have_is_not_found) {
  BOOST_TEST(found(scim::group_type, "userName") == "nothing");
  BOOST_TEST(found(scim::user_type, "department") == "nothing");
  BOOST_TEST(found(scim::user_type, "name.nick") == "nothing");
  BOOST_TEST(found(scim::user_type, "userName.value") == "nothing");
  BOOST_TEST(found(scim::user_type, "name.familyName.more") == "nothing");
  BOOST_TEST(found(scim::user_type, "") == "nothing");
  BOOST_TEST(found(scim::user_type, "name.") == "nothing");
}

// "each optionally prefixed `urn…:` …; dots inside `2.0` belong to the URN), or a bare extension
// URN."
BOOST_AUTO_TEST_CASE(a_urn_in_front_of_a_name_is_understood) {
  BOOST_TEST(found(scim::user_type, enterprise + ":department") == enterprise + ":department");
  BOOST_TEST(found(scim::user_type, enterprise + ":Manager.Value") ==
             enterprise + ":manager.value");
  BOOST_TEST(found(scim::user_type, enterprise) == enterprise);
  BOOST_TEST(found(scim::user_type,
                   "URN:IETF:params:scim:schemas:extension:ENTERPRISE:2.0:user:costCENTER") ==
             enterprise + ":costCenter");
  BOOST_TEST(found(scim::user_type, std::string(scim::user_urn) + ":name.givenName") ==
             "name.givenName");
  BOOST_TEST(found(scim::group_type, std::string(scim::group_urn) + ":displayName") ==
             "displayName");
  BOOST_TEST(found(scim::user_type, enterprise + ":") == "nothing");
  BOOST_TEST(found(scim::user_type, enterprise + "s:department") == "nothing");
  BOOST_TEST(found(scim::group_type, enterprise + ":department") == "nothing");
}

BOOST_AUTO_TEST_CASE(a_bare_extension_is_neither_attribute_nor_core) {
  const auto name = scim::find_name(scim::user_type, enterprise);
  BOOST_REQUIRE(name);
  BOOST_TEST(name->extension->name == "EnterpriseUser");
  BOOST_TEST(!name->leaf());
}

// "`id` and `schemas` are always returned, `password` never."; "String comparison follows the
// attribute's `caseExact` (userName, displayName, emails.value: insensitive; id, externalId:
// exact)."
BOOST_AUTO_TEST_CASE(what_the_contract_says_of_single_attributes_is_in_the_table) {
  const auto leaf = [](std::string_view name) {
    const auto found = scim::find_name(scim::user_type, name);
    BOOST_REQUIRE(found);
    return *found->leaf();
  };
  BOOST_TEST((leaf("id").returned == scim::Returned::Always));
  BOOST_TEST((leaf("schemas").returned == scim::Returned::Always));
  BOOST_TEST((leaf("password").returned == scim::Returned::Never));
  BOOST_TEST((leaf("password").mutability == scim::Mutability::WriteOnly));
  BOOST_TEST(!leaf("userName").case_exact);
  BOOST_TEST(!leaf("displayName").case_exact);
  BOOST_TEST(!leaf("emails.value").case_exact);
  BOOST_TEST(leaf("id").case_exact);
  BOOST_TEST(leaf("externalId").case_exact);
  BOOST_TEST(leaf("groups").is_read_only());
}

BOOST_AUTO_TEST_SUITE_END()
