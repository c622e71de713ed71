#include "scim/document.h"

#include <boost/test/unit_test.hpp>

#include "scim/error.h"
#include "scim/projection.h"

using namespace idm;
using scim::Json;

namespace {

std::string user(const char* sent) {
  return scim::read_document(scim::user_type, Json::parse(sent)).dump();
}

std::string group(const char* sent) {
  return scim::read_document(scim::group_type, Json::parse(sent)).dump();
}

auto invalid_value_naming(const std::string& name) {
  return [name](const scim::Refusal& refusal) {
    BOOST_TEST_MESSAGE(refusal.what());
    return refusal.status() == 400 && refusal.scim_type() == "invalidValue" &&
           std::string(refusal.what()).find(name) != std::string::npos;
  };
}

const std::string enterprise(scim::enterprise_urn);

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_documents)

// "Attribute NAMES are case-insensitive everywhere"
BOOST_AUTO_TEST_CASE(names_get_the_spelling_of_the_table) {
  BOOST_TEST(user(R"({"USERNAME":"a","NAME":{"FAMILYNAME":"B"},"Emails":[{"VALUE":"c"}]})") ==
             R"({"userName":"a","name":{"familyName":"B"},"emails":[{"value":"c"}]})");
}

// "`null` and `[]` mean "absent", on input and never on output."
BOOST_AUTO_TEST_CASE(null_and_empty_lists_are_absent) {
  BOOST_TEST(user(R"({"title":null,"emails":[],"name":{},"ims":[null,{}],"nickName":"n"})") ==
             R"({"nickName":"n"})");
}

// "A readOnly attribute in POST/PUT is ignored. Unknown attributes in POST/PUT are ignored."
BOOST_AUTO_TEST_CASE(what_clients_may_not_write_and_what_nobody_knows_is_ignored) {
  BOOST_TEST(user(R"({"id":"x","meta":{"version":"1"},"groups":[{"value":"g"}],"shoeSize":43,
                      "schemas":["urn:x"],"userName":"a","name":{"petName":"p"}})") ==
             R"({"userName":"a"})");
}

// "400 invalidValue: required missing, wrong type, policy failure"
BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_type_is_refused_by_name) {
  using Refusal = scim::Refusal;
  BOOST_CHECK_EXCEPTION(user(R"({"userName":7})"), Refusal, invalid_value_naming("userName"));
  BOOST_CHECK_EXCEPTION(user(R"({"active":"maybe"})"), Refusal, invalid_value_naming("active"));
  BOOST_CHECK_EXCEPTION(user(R"({"name":"Ada"})"), Refusal, invalid_value_naming("name"));
  BOOST_CHECK_EXCEPTION(user(R"({"name":{"givenName":[1]}})"), Refusal,
                        invalid_value_naming("name.givenName"));
  BOOST_CHECK_EXCEPTION(user(R"({"emails":[7]})"), Refusal, invalid_value_naming("emails"));
  BOOST_CHECK_EXCEPTION(user(R"({"x509Certificates":[{"value":"?"}]})"), Refusal,
                        invalid_value_naming("x509Certificates.value"));
  BOOST_CHECK_EXCEPTION(user("[]"), Refusal, [](const Refusal& refusal) {
    return refusal.scim_type() == "invalidSyntax";
  });
}

// "booleans as strings "True", "false" (any case) for boolean attributes, in POST, PUT and PATCH"
BOOST_AUTO_TEST_CASE(truth_values_may_be_texts) {
  BOOST_TEST(user(R"({"active":"False","emails":[{"value":"a","primary":"TRUE"}]})") ==
             R"({"active":false,"emails":[{"value":"a","primary":true}]})");
}

// "path-less values with dotted or URN keys"
BOOST_AUTO_TEST_CASE(keys_may_be_dotted_or_stand_behind_a_urn) {
  const std::string sent = R"({"name.givenName":"x","name.familyName":"z",")" + enterprise +
                           R"(:department":"y",")" + std::string(scim::user_urn) +
                           R"(:title":"t",")" + enterprise + R"(":{"costCenter":"c"}})";
  BOOST_TEST(user(sent.c_str()) == R"({"name":{"givenName":"x","familyName":"z"},")" + enterprise +
                                       R"(":{"department":"y","costCenter":"c"},"title":"t"})");
}

// "`urn:…enterprise:2.0:User:manager` given a bare string, `{value}`, `[{value}]`, or path
// `…:manager.value`"
BOOST_AUTO_TEST_CASE(a_manager_has_four_shapes) {
  const std::string wanted = R"({")" + enterprise + R"(":{"manager":{"value":"m1"}}})";
  for (const char* shape :
       {R"(:manager":"m1")", R"(:manager":{"value":"m1","displayName":"ignored"})",
        R"(:manager":[{"value":"m1"}])", R"(:manager.value":"m1")"})
    BOOST_TEST(user((R"({")" + enterprise + shape + "}").c_str()) == wanted);
  for (const char* none : {R"(:manager":"")", R"(:manager":{"value":""})",
                           R"(:manager":[{"value":""}])", R"(:manager.value":"")"})
    BOOST_TEST(user((R"({")" + enterprise + none + "}").c_str()) == "{}", none);
}

// "`roles` given as plain strings, or as a JSON document inside a string value (Entra app roles)"
BOOST_AUTO_TEST_CASE(roles_may_be_texts_and_json_in_texts) {
  BOOST_TEST(user(R"({"roles":["a",{"value":"b"},
                      {"value":"{\"id\":\"1\",\"value\":\"c\",\"displayName\":\"C\"}"}]})") ==
             R"({"roles":[{"value":"a"},{"value":"b"},{"value":"c","display":"C"}]})");
}

// "a bare string for emails/phoneNumbers/members means `{"value": string}`"; "`members` value as
// one object instead of an array; … member key `displayName` ignored"
BOOST_AUTO_TEST_CASE(lists_have_short_forms) {
  BOOST_TEST(user(R"({"emails":"a@x","phoneNumbers":["1","2"]})") ==
             R"({"emails":[{"value":"a@x"}],"phoneNumbers":[{"value":"1"},{"value":"2"}]})");
  BOOST_TEST(group(R"({"members":{"value":"u1","displayName":"d","display":"d","$ref":"r"}})") ==
             R"({"members":[{"value":"u1"}]})");
}

// "duplicates by `value` collapse"
BOOST_AUTO_TEST_CASE(members_are_there_once) {
  BOOST_TEST(group(R"({"members":[{"value":"b","type":"user"},"a",{"value":"b"},"a"]})") ==
             R"({"members":[{"value":"b","type":"User"},{"value":"a"}]})");
  // "An unknown member value is 400 invalidValue"; "null … mean absent"
  for (const char* nobody : {R"({"type":"User"})", R"({"vlaue":"a"})", "{}", R"({"display":"x"})",
                             R"({"value":""})", R"({"value":null})", R"("")"})
    BOOST_CHECK_EXCEPTION(
        group((R"({"members":[{"value":"a"},)" + std::string(nobody) + "]}").c_str()),
        scim::Refusal, invalid_value_naming("members"));
  BOOST_TEST(group(R"({"members":[null,"a"]})") == R"({"members":[{"value":"a"}]})");
  BOOST_CHECK_EXCEPTION(group(R"({"members":[{"value":"a","type":"Robot"}]})"), scim::Refusal,
                        invalid_value_naming("members.type"));
}

// "a POST/PUT with two is 400 invalidValue"
BOOST_AUTO_TEST_CASE(two_primary_elements_are_refused) {
  BOOST_CHECK_EXCEPTION(
      user(R"({"emails":[{"value":"a","primary":true},{"value":"b","primary":"true"}]})"),
      scim::Refusal, invalid_value_naming("emails"));
}

BOOST_AUTO_TEST_CASE(what_is_required_must_be_there_and_not_blank) {
  for (const char* without : {"{}", R"({"userName":" "})"})
    BOOST_CHECK_EXCEPTION(scim::refuse_missing(scim::user_type, Json::parse(without)),
                          scim::Refusal, invalid_value_naming("userName"));
}

BOOST_AUTO_TEST_CASE(equal_documents_have_equal_texts) {
  const Json one = Json::parse(R"({"title":"t","userName":"a","name":{"givenName":"g"}})");
  const Json other = Json::parse(R"({"name":{"givenName":"g"},"userName":"a","title":"t"})");
  BOOST_TEST(scim::in_order(scim::user_type, one).dump() ==
             scim::in_order(scim::user_type, other).dump());
}

namespace {

std::string shown(const char* attributes, const char* excluded) {
  const Json resource = Json::parse(
      R"({"schemas":["s"],"id":"1","userName":"a","name":{"givenName":"g","familyName":"f"},
          "emails":[{"value":"v","type":"work"},{"type":"home"}],")" +
      enterprise + R"(":{"department":"d","manager":{"value":"m"}},"meta":{"version":"w"}})");
  const auto list = [](const char* text) {
    return *text ? std::vector<std::string>{text} : std::vector<std::string>();
  };
  return scim::Projection(scim::user_type, list(attributes), list(excluded)).apply(resource).dump();
}

}  // namespace

// "`attributes` / `excludedAttributes`: comma lists …, sub-attributes and URN-qualified names,
// case-insensitive; … `id` and `schemas` are always returned"
BOOST_AUTO_TEST_CASE(attributes_say_what_is_shown) {
  BOOST_TEST(shown("USERNAME, name.givenName", "") ==
             R"({"schemas":["s"],"id":"1","userName":"a","name":{"givenName":"g"}})");
  BOOST_TEST(
      shown("emails.value,emails.type", "") ==
      R"({"schemas":["s"],"id":"1","emails":[{"value":"v","type":"work"},{"type":"home"}]})");
  BOOST_TEST(shown("emails.value", "") == R"({"schemas":["s"],"id":"1","emails":[{"value":"v"}]})");
  BOOST_TEST(shown((enterprise + ":department").c_str(), "") ==
             R"({"schemas":["s"],"id":"1",")" + enterprise + R"(":{"department":"d"}})");
  BOOST_TEST(shown("nothing", "") == R"({"schemas":["s"],"id":"1"})");
}

// "A `[…]` filter inside a name is ignored."
BOOST_AUTO_TEST_CASE(a_filter_in_a_name_is_passed_by) {
  BOOST_TEST(shown(R"(emails[type eq "work, or"].value)", "") ==
             R"({"schemas":["s"],"id":"1","emails":[{"value":"v"}]})");
}

BOOST_AUTO_TEST_CASE(excluded_attributes_are_left_out) {
  BOOST_TEST(shown("", ("id,schemas,userName,name,meta,emails.type," + enterprise).c_str()) ==
             R"({"schemas":["s"],"id":"1","emails":[{"value":"v"}]})");
  const scim::Projection without(scim::group_type, {}, {"members"});
  BOOST_TEST(without.leaves_out("members"));
  const scim::Projection part(scim::group_type, {}, {"members.display"});
  BOOST_TEST(!part.leaves_out("members"));
  const scim::Projection only(scim::group_type, {"displayName"}, {});
  BOOST_TEST(only.leaves_out("members"));
}

// "both together 400 invalidValue"
BOOST_AUTO_TEST_CASE(both_lists_together_are_refused) {
  BOOST_CHECK_EXCEPTION(shown("id", "name"), scim::Refusal, invalid_value_naming("together"));
}

BOOST_AUTO_TEST_SUITE_END()
