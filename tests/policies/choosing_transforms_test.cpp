#include <regex>

#include "core/instant.h"
#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

BOOST_FIXTURE_TEST_SUITE(choosing_transforms, TransformBench)

// transforms.md 4.1: "department = Ops → `Ops`"; "Unknown or unset: null"
BOOST_AUTO_TEST_CASE(an_identity_attribute_is_read_by_name) {
  BOOST_TEST(apply("identityAttribute", R"("name":"department")") == "Ops");
  BOOST_TEST(apply("identityAttribute", R"("name":"shoeSize")") == "(null)");
  BOOST_TEST(apply("identityAttribute", R"("name":"title")") == "(null)");
  BOOST_TEST(has(why_not(R"({"type":"identityAttribute"})"), "lacks name"));
}

// "kind = E → `staff`"
BOOST_AUTO_TEST_CASE(a_static_value_is_a_template_with_variables) {
  const std::string kind =
      R"("t":{"type":"identityAttribute","attributes":{"name":"kind"}},"value":"#if($t=='E')staff#{else}guest#end")";
  set("kind", "E");
  BOOST_TEST(apply("static", kind) == "staff");
  user.attributes.clear();
  set("kind", "X");
  BOOST_TEST(apply("static", kind) == "guest");
  BOOST_TEST(has(why_not(R"({"type":"static","attributes":{"values":"x"}})"), "lacks value"));
}

// `{"type":"reference","attributes":{"id":"Lower mail","input":"A@B"}}` → `a@b`
BOOST_AUTO_TEST_CASE(a_reference_stands_for_a_stored_transform) {
  stored["Lower mail"] = policies::parse_json(R"({"name":"Lower mail","type":"lower"})", "test");
  BOOST_TEST(apply("reference", R"("id":"Lower mail","input":"A@B")") == "a@b");
  BOOST_TEST(apply("reference", R"("id":"Lower mail")", "X") == "x");
  BOOST_TEST(has(why_not(R"({"type":"reference","attributes":{"id":"Upper mail"}})"),
                 "there is no transform \"Upper mail\""));
}

// "detect `reference` cycles"
BOOST_AUTO_TEST_CASE(references_in_a_circle_are_refused) {
  stored["A"] = policies::parse_json(
      R"({"type":"lower","attributes":{"input":{"type":"reference","attributes":{"id":"B"}}}})",
      "a");
  stored["B"] = policies::parse_json(R"({"type":"reference","attributes":{"id":"A"}})", "b");
  BOOST_TEST(has(why_not(R"({"type":"reference","attributes":{"id":"A"}})"), "refers to itself"));
}

// "preferred Kim, given Kimberly, family Oda → `Kim Oda`"; "`attributes` must exist and be
// non-null"
BOOST_AUTO_TEST_CASE(a_display_name_prefers_the_preferred_name) {
  BOOST_TEST(apply("displayName", R"("input":"input")") == "Kimberly Oda");
  user.user.nickname = text("Kim");
  BOOST_TEST(apply("displayName", "") == "Kim Oda");
  BOOST_TEST(has(why_not(R"({"type":"displayName"})"), "needs attributes"));
}

// "36-character UUID"
BOOST_AUTO_TEST_CASE(a_uuid_is_one) {
  const std::string one = *run(R"({"type":"uuid"})");
  BOOST_TEST(
      std::regex_match(
          one, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")),
      one);
  BOOST_TEST(one != *run(R"({"type":"uuid"})"));
}

// 4.2: "First entry that is not null; an empty string counts as valid."
BOOST_AUTO_TEST_CASE(first_valid_takes_the_first_that_is_not_null) {
  const std::string none = R"({"type":"identityAttribute","attributes":{"name":"none"}})";
  BOOST_TEST(apply("firstValid", R"("values":[)" + none + R"(,"","x"])") == "");
  BOOST_TEST(apply("firstValid", R"("values":[)" + none + "]") == "(null)");
}

// "`["$identity.manager.uid" (no manager), "none"]` with ignoreErrors → `none`"; "An entry that
// throws ends the transform unless ignoreErrors is true."
BOOST_AUTO_TEST_CASE(first_valid_passes_errors_over_when_told) {
  const std::string values = R"("values":["$identity.manager.uid","none"])";
  BOOST_TEST(apply("firstValid", values + R"(,"ignoreErrors":true)") == "none");
  BOOST_TEST(apply("firstValid", values + R"(,"ignoreErrors":"TRUE")") == "none");
  BOOST_TEST(has(why_not(R"({"type":"firstValid","attributes":{)" + values + "}}"),
                 "$identity.manager.uid has no value"));
  give_chief();
  BOOST_TEST(apply("firstValid", values) == "ada");
}

// "`["a", {identityAttribute x = 7}, "-z"]` → `a7-z`"; "Null element: DO empty string"
BOOST_AUTO_TEST_CASE(concat_puts_values_side_by_side) {
  const std::string values =
      R"("values":["a",{"type":"identityAttribute","attributes":{"name":"x"}},"-z"])";
  BOOST_TEST(apply("concat", values) == "a-z");
  set("x", "7");
  BOOST_TEST(apply("concat", values) == "a7-z");
}

// "`["Oda","Kim"]`, separator ", " → `Oda, Kim`"; "Null element: DO skip it with its separator"
BOOST_AUTO_TEST_CASE(join_separates_values) {
  BOOST_TEST(apply("join", R"("values":["Oda","Kim"],"separator":", ")") == "Oda, Kim");
  BOOST_TEST(
      apply("join",
            R"("values":["a",{"type":"identityAttribute","attributes":{"name":"x"}},"b"])") ==
      "a,b");
}

// "`"$d eq Ops"`, yes/no, d = ops → `no`"; "Only `eq`; anything else, or a null operand:
// IllegalArgumentException."
BOOST_AUTO_TEST_CASE(conditional_compares_with_case) {
  const std::string rest = R"("positiveCondition":"yes","negativeCondition":"no")";
  BOOST_TEST(apply("conditional", R"("expression":"$d eq Ops","d":"ops",)" + rest) == "no");
  BOOST_TEST(apply("conditional", R"("expression":"$d eq Ops","d":"Ops",)" + rest) == "yes");
  // "DO split at the first ` eq ` of the unrendered expression, trim, then render"
  BOOST_TEST(apply("conditional", R"("expression":"$d eq a eq b","d":"a eq b",)" + rest) == "yes");
  BOOST_TEST(
      has(why_not(R"({"type":"conditional","attributes":{"expression":"a ne b",)" + rest + "}}"),
          "A eq B"));
  BOOST_TEST(has(
      why_not(
          R"({"type":"conditional","attributes":{"expression":"$d eq b","d":{"type":"identityAttribute","attributes":{"name":"none"}},)" +
          rest + "}}"),
      "$d has no value"));
  BOOST_TEST(has(
      why_not(
          R"({"type":"conditional","attributes":{"expression":"a eq a","positiveCondition":{"type":"identityAttribute","attributes":{"name":"none"}},"negativeCondition":"n"}})"),
      "is null"));
}

// 4.4: "`{"NO":"Nordics","default":"Other"}`: NO → `Nordics`, no → `Other`"; "No match and no
// default: DO error"; "Null input: DO as "no match""; "Duplicate keys: error"
BOOST_AUTO_TEST_CASE(lookup_finds_exactly) {
  const std::string table = R"("table":{"NO":"Nordics","default":"Other"})";
  BOOST_TEST(apply("lookup", table, "NO") == "Nordics");
  BOOST_TEST(apply("lookup", table, "no") == "Other");
  BOOST_TEST(apply("lookup", table) == "Other");
  BOOST_TEST(has(why_not(R"({"type":"lookup","attributes":{"table":{"a":"b"}}})", "x"),
                 "lookup: the table has neither \"x\" nor a default"));
  BOOST_TEST(
      has(why_not(R"({"type":"lookup","attributes":{"table":{"a":"b","a":"c"}}})"), "\"a\" twice"));
}

// 4.1 accountAttribute: "Several accounts: sorted, oldest first; the first non-null value wins
// unless accountReturnFirstLink is true"; what we know of accounts are principals and their
// attributes.
BOOST_AUTO_TEST_CASE(an_account_attribute_is_read_from_the_oldest_that_has_it) {
  const auto account = [&](const char* login, int year, const char* title) {
    Principal principal;
    principal.login.id = {"USR_SEC_DOMAIN", login, "110"};
    principal.login.create_date = instant_from_fields({year, 1, 1, 0, 0, 0, 0});
    if (title) {
      LoginAttribute row;
      row.name = text("title");
      row.value = text(title);
      principal.attributes = {row};
    }
    user.principals.push_back(principal);
  };
  account("k1", 2020, nullptr);
  account("k2", 2021, "Lead");
  const std::string title = R"("sourceName":"Directory","attributeName":"title")";
  BOOST_TEST(apply("accountAttribute", title) == "Lead");
  BOOST_TEST(apply("accountAttribute", title + R"(,"accountReturnFirstLink":true)") == "(null)");
  const std::string name = R"("applicationId":"110","attributeName":"nativeIdentity")";
  BOOST_TEST(apply("accountAttribute", name) == "k1");
  BOOST_TEST(apply("accountAttribute", name + R"(,"accountSortDescending":"true")") == "k2");
  BOOST_TEST(apply("accountAttribute", R"("sourceName":"Elsewhere","attributeName":"title")") ==
             "(null)");
  BOOST_TEST(has(
      why_not(
          R"({"type":"accountAttribute","attributes":{"sourceName":"a","attributeName":"b","accountFilter":"c"}})"),
      "not supported"));
}

// 4.5: "length (opt, 32; 1..450), [0-9A-Za-z]"; "length (opt, 10; 1..450), digits"
BOOST_AUTO_TEST_CASE(random_texts_have_their_length_and_alphabet) {
  BOOST_TEST(
      std::regex_match(*run(R"({"type":"randomAlphaNumeric"})"), std::regex("[0-9A-Za-z]{32}")));
  BOOST_TEST(std::regex_match(apply("randomNumeric", R"("length":"4")"), std::regex("\\d{4}")));
  BOOST_TEST(run(R"({"type":"randomNumeric"})")->size() == 10U);
  BOOST_TEST(apply("randomAlphaNumeric", "") != apply("randomAlphaNumeric", ""));
  for (const char* length : {"0", "451"})
    BOOST_TEST(has(
        why_not(std::string(R"({"type":"randomNumeric","attributes":{"length":)") + length + "}}"),
        "from 1 to 450"));
}

// 4.7: "letters, plus digits, plus `! @ # $ % & * ( ) + < > ?`. DO guarantee" each class
BOOST_AUTO_TEST_CASE(a_random_string_has_every_class) {
  const std::string rule =
      R"("name":"Cloud Services Deployment Utility","operation":"generateRandomString","length":"3",)";
  for (int i = 0; i < 50; ++i) {
    const std::string text =
        apply("rule", rule + R"("includeNumbers":"true","includeSpecialChars":"true")");
    BOOST_TEST(text.size() == 3U);
    BOOST_TEST(text.find_first_of("0123456789") != std::string::npos, text);
    BOOST_TEST(text.find_first_of("!@#$%&*()+<>?") != std::string::npos, text);
  }
  BOOST_TEST(std::regex_match(
      apply("rule", rule + R"("includeNumbers":"false","includeSpecialChars":"false")"),
      std::regex("[A-Za-z]{3}")));
  BOOST_TEST(has(
      why_not(
          R"({"type":"rule","attributes":{"name":"Cloud Services Deployment Utility","operation":"generateRandomString","length":3}})"),
      "lacks includeNumbers"));
}

// 4.7: "uid (req; user name or the word `manager`), attributeName"; "nobody found: DO null"
BOOST_AUTO_TEST_CASE(another_identity_can_be_asked) {
  const std::string rule =
      R"("name":"Cloud Services Deployment Utility","operation":"getReferenceIdentityAttribute","attributeName":"firstname","uid":)";
  BOOST_TEST(apply("rule", rule + R"("ada")") == "Ada");
  BOOST_TEST(apply("rule", rule + R"("nobody")") == "(null)");
  BOOST_TEST(apply("rule", rule + R"("manager")") == "(null)");
  give_chief();
  BOOST_TEST(apply("rule", rule + R"("manager")") == "Ada");
}

// "DO support only the built-in names here and in section 6, anything else is refused on save."
BOOST_AUTO_TEST_CASE(rules_of_ones_own_are_refused) {
  BOOST_TEST(has(why_not(R"({"type":"rule","attributes":{"name":"My Rule"}})"),
                 "there is no rule \"My Rule\""));
  BOOST_TEST(has(
      why_not(
          R"({"type":"rule","attributes":{"name":"Cloud Services Deployment Utility","operation":"getEndOfStrin"}})"),
      "did you mean \"getEndOfString\""));
}

// 1: "exact, case-sensitive string"; "Unknown `type`: DO reject when the policy is saved"
BOOST_AUTO_TEST_CASE(unknown_types_are_refused) {
  BOOST_TEST(has(why_not(R"({"type":"Lower"})"), "there is no transform of type \"Lower\""));
  for (const char* type :
       {"generateRandomString", "getEndOfString", "getReferenceIdentityAttribute"})
    BOOST_TEST(has(why_not(std::string(R"({"type":")") + type + "\"}"), "no transform of type"));
  BOOST_TEST(has(why_not(R"({"attributes":{}})"), "has no type"));
  BOOST_TEST(has(why_not(R"({"type":"concat","attributes":{"values":["a",{"type":"none"}]}})"),
                 "transform.attributes.values[1]: "));
}

// 2: "A nested transform without its own `input` inherits the implicit input of its parent";
// "`input` inside `attributes` = explicit … and then the surrounding input is ignored"; "nested
// depth 3"
BOOST_AUTO_TEST_CASE(input_comes_from_where_it_is_said) {
  BOOST_TEST(apply("upper", R"("input":{"type":"trim"})", " a ") == "A");
  BOOST_TEST(apply("upper", R"("input":"b")", "a") == "B");
  BOOST_TEST(apply("concat",
                   R"("values":["<",{"type":"upper","attributes":{"input":{"type":"trim"}}},">"])",
                   " a ") == "<A>");
}

// 1: "DO cap depth (64)"; "Whole document at most 400 KB"
BOOST_AUTO_TEST_CASE(depth_and_size_are_limited) {
  const auto nested = [](int depth) {
    std::string all = "\"x\"";
    for (int i = 0; i < depth; ++i) all = R"({"type":"lower","attributes":{"input":)" + all + "}}";
    return all;
  };
  BOOST_TEST(why_not(nested(64)) == "");
  BOOST_TEST(has(why_not(nested(65)), "nested more than 64 deep"));
  BOOST_TEST(has(why_not(nested(5000)), "nested too deeply"));
  BOOST_TEST(has(why_not(std::string(410 * 1024, ' ')), "larger than 400 KB"));
  BOOST_TEST(has(why_not(std::string(300000, '[')), "nested too deeply"));
}

BOOST_AUTO_TEST_SUITE_END()
