#include "scim/patching.h"

/// The table of contract 1.4, row by row.
namespace idm::scim::test {
namespace {

BOOST_AUTO_TEST_SUITE(scim_patch_table)

BOOST_AUTO_TEST_CASE(add_without_path_merges_each_member_at_its_own_path) {
  const char* add = R"({"op": "add", "value": {"nickName": "Al", "name": {"middleName": "K"},
      "emails": [{"value": "x@y", "type": "other"}]}})";
  BOOST_TEST(patched(add, "/nickName") == R"("Al")");
  BOOST_TEST(patched(add, "/name") ==
             R"({"familyName":"Lovelace","givenName":"Ada","middleName":"K"})");
  BOOST_TEST(patched(add, "/emails/2") == R"({"value":"x@y","type":"other"})");
  BOOST_TEST(patched(add, "/title") == R"("Countess")");
  BOOST_TEST(refused(R"({"op": "add", "value": "x"})").starts_with("invalidValue: "));
}

BOOST_AUTO_TEST_CASE(add_to_singular_sets_and_complex_values_merge) {
  BOOST_TEST(patched(R"({"op": "add", "path": "title", "value": "Dr."})", "/title") == R"("Dr.")");
  BOOST_TEST(patched(R"({"op": "add", "path": "name", "value": {"givenName": "Augusta"}})",
                     "/name") == R"({"familyName":"Lovelace","givenName":"Augusta"})");
  BOOST_TEST(patched(R"({"op": "add", "path": "name.formatted", "value": "A. L."})",
                     "/name/formatted") == R"("A. L.")");
  BOOST_TEST(unchanged(R"({"op": "add", "path": "title", "value": null})"));
}

BOOST_AUTO_TEST_CASE(add_to_multi_valued_appends_what_is_not_there) {
  BOOST_TEST(patched(R"({"op": "add", "path": "emails", "value": {"value": "x@y"}})",
                     "/emails/2") == R"({"value":"x@y"})");
  const char* two =
      R"({"op": "add", "path": "emails", "value": [{"value": "a@b"}, {"value": "c@d"}]})";
  BOOST_TEST(patched(two, "/emails/3") == R"({"value":"c@d"})");
  BOOST_TEST(unchanged(R"({"op": "add", "path": "emails",
                           "value": {"type": "home", "value": "ada@home.example"}})"));
  BOOST_TEST(
      patched(R"({"op": "add", "path": "emails", "value": [{"value": "a@b"}, {"value": "a@b"}]})",
              "/emails/3") == "absent");
}

BOOST_AUTO_TEST_CASE(add_with_a_filter_that_nothing_matches_creates_the_element) {
  BOOST_TEST(
      patched(R"({"op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "42"})",
              "/phoneNumbers") == R"([{"type":"work","value":"42"}])");
  BOOST_TEST(
      patched(R"({"op": "add", "path": "emails[type eq \"other\" and display eq \"D\"].value",
                         "value": "x@y"})",
              "/emails/2") == R"({"type":"other","display":"D","value":"x@y"})");
  BOOST_TEST(refused(R"({"op": "add", "path": "emails[type sw \"x\"].value", "value": "x@y"})")
                 .starts_with("noTarget: "));
}

BOOST_AUTO_TEST_CASE(replace_without_path_leaves_what_is_not_named) {
  const char* replace =
      R"({"op": "replace", "value": {"title": "Dr.", "emails": [{"value": "x@y"}]}})";
  BOOST_TEST(patched(replace, "/title") == R"("Dr.")");
  BOOST_TEST(patched(replace, "/emails") == R"([{"value":"x@y"}])");
  BOOST_TEST(patched(replace, "/name/givenName") == R"("Ada")");
  BOOST_TEST(patched(R"({"op": "replace", "value": {"title": null, "emails": []}})", "/title") ==
             "absent");
  BOOST_TEST(patched(R"({"op": "replace", "value": {"title": null, "emails": []}})", "/emails") ==
             "absent");
}

BOOST_AUTO_TEST_CASE(replace_of_a_complex_value_keeps_what_is_not_named) {
  BOOST_TEST(patched(R"({"op": "replace", "path": "name", "value": {"givenName": "Augusta"}})",
                     "/name") == R"({"familyName":"Lovelace","givenName":"Augusta"})");
  BOOST_TEST(patched(R"({"op": "replace", "path": "name", "value": {"givenName": null}})",
                     "/name") == R"({"familyName":"Lovelace"})");
}

BOOST_AUTO_TEST_CASE(replace_of_a_list_replaces_all_of_it) {
  BOOST_TEST(patched(R"({"op": "replace", "path": "emails", "value": [{"value": "x@y"}]})",
                     "/emails") == R"([{"value":"x@y"}])");
}

BOOST_AUTO_TEST_CASE(replace_with_a_filter_changes_each_match) {
  BOOST_TEST(
      patched(R"({"op": "replace", "path": "emails[type eq \"home\"]", "value": {"value": "x@y"}})",
              "/emails") ==
      R"([{"value":"ada@work.example","type":"work","primary":true},{"value":"x@y"}])");
  BOOST_TEST(
      patched(R"({"op": "replace", "path": "emails[value co \"ada\"].display", "value": "A"})",
              "/emails/0/display") == R"("A")");
  BOOST_TEST(
      patched(R"({"op": "replace", "path": "emails[value co \"ada\"].display", "value": "A"})",
              "/emails/1/display") == R"("A")");
}

BOOST_AUTO_TEST_CASE(replace_with_a_filter_without_match_has_no_target) {
  BOOST_TEST(
      refused(
          R"({"op": "replace", "path": "emails[type eq \"other\"]", "value": {"value": "x"}})") ==
      "noTarget: no element matches 'emails[type eq \"other\"]'");
  BOOST_TEST(refused(R"({"op": "replace", "path": "emails[not (type pr)].value", "value": "x"})")
                 .starts_with("noTarget: "));
  // "but for `…].sub` with only `eq` terms, create as in add [O, Entra]"
  BOOST_TEST(
      patched(
          R"({"op": "replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "1"})",
          "/phoneNumbers") == R"([{"type":"mobile","value":"1"}])");
}

BOOST_AUTO_TEST_CASE(replace_of_what_is_absent_acts_as_add) {
  BOOST_TEST(patched(R"({"op": "replace", "path": "nickName", "value": "Al"})", "/nickName") ==
             R"("Al")");
  BOOST_TEST(patched(R"({"op": "replace", "path": "ims", "value": {"value": "a"}})", "/ims") ==
             R"([{"value":"a"}])");
}

BOOST_AUTO_TEST_CASE(remove_takes_attributes_elements_and_parts_away) {
  BOOST_TEST(patched(R"({"op": "remove", "path": "title"})", "/title") == "absent");
  BOOST_TEST(patched(R"({"op": "remove", "path": "name.givenName"})", "/name") ==
             R"({"familyName":"Lovelace"})");
  BOOST_TEST(patched(R"({"op": "remove", "path": "emails[type eq \"work\"]"})", "/emails") ==
             R"([{"value":"ada@home.example","type":"home"}])");
  BOOST_TEST(patched(R"({"op": "remove", "path": "emails[type eq \"home\"].type"})", "/emails/1") ==
             R"({"value":"ada@home.example"})");
  BOOST_TEST(patched(R"({"op": "remove", "path": "emails"})", "/emails") == "absent");
  // "a multi-valued list that becomes empty is absent"
  BOOST_TEST(patched(R"({"op": "remove", "path": "emails[value co \"ada\"]"})", "/emails") ==
             "absent");
  BOOST_TEST(patched(R"({"op": "remove", "path": ")" ENTERPRISE R"("})", "/" ENTERPRISE) ==
             "absent");
  BOOST_TEST(patched(R"([{"op": "remove", "path": ")" ENTERPRISE R"(:manager"},
                         {"op": "remove", "path": ")" ENTERPRISE R"(:department"}])",
                     "/" ENTERPRISE) == "absent");
}

BOOST_AUTO_TEST_CASE(remove_with_a_filter_that_nothing_matches_succeeds) {
  BOOST_TEST(unchanged(R"({"op": "remove", "path": "emails[type eq \"other\"]"})"));
  BOOST_TEST(unchanged(R"({"op": "remove", "path": "photos[type eq \"photo\"].value"})"));
}

BOOST_AUTO_TEST_CASE(remove_of_members_by_value_takes_only_these) {
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members",
                               "value": [{"value": "a"}, {"value": "b"}]})") == " -a -b");
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members", "value": {"value": "a"}})") ==
             " -a");
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members", "value": []})").empty());
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members"})") == "none");
  BOOST_TEST(
      patched(R"({"op": "remove", "path": "emails", "value": [{"value": "ADA@home.example"}]})",
              "/emails/1") == "absent");
  BOOST_TEST(unchanged(R"({"op": "remove", "path": "emails",
                           "value": [{"value": "ada@home.example", "type": "work"}]})"));
}

BOOST_AUTO_TEST_CASE(remove_without_path_has_no_target) {
  BOOST_TEST(refused(R"({"op": "remove", "value": {"title": "x"}})").starts_with("noTarget: "));
}

BOOST_AUTO_TEST_CASE(what_is_required_cannot_be_removed) {
  BOOST_TEST(refused(R"({"op": "remove", "path": "userName"})") ==
             "invalidValue: 'userName' is required");
  BOOST_TEST(refused(R"({"op": "replace", "path": "userName", "value": null})")
                 .starts_with("invalidValue"));
  BOOST_TEST(refusal_of([] {
               apply_patch(group_type, Json::parse(R"({"displayName": "x"})"),
                           message(R"({"op": "remove", "path": "displayName"})"));
             }) == "invalidValue: 'displayName' is required");
  BOOST_TEST(refused(R"({"op": "remove", "path": "id"})") == "mutability: 'id' is readOnly");
  BOOST_TEST(refused(R"({"op": "remove", "path": "password"})").starts_with("invalidValue: "));
}

BOOST_AUTO_TEST_CASE(read_only_attributes_are_refused_by_path_and_ignored_in_values) {
  for (const char* path : {"id", "meta", "meta.version", "groups", "groups[value eq \\\"g\\\"]",
                           ENTERPRISE ":manager.displayName"})
    for (const char* op : {"add", "replace", "remove"})
      BOOST_TEST(refused(R"({"op": ")" + std::string(op) + R"(", "path": ")" + path +
                         R"(", "value": "x"})")
                     .starts_with("mutability: "),
                 path);
  BOOST_TEST(unchanged(R"({"op": "replace", "value": {"id": "x", "meta": {"version": "y"},
                           "groups": [{"value": "g"}], "schemas": ["urn:x"]}})"));
}

BOOST_AUTO_TEST_CASE(bad_paths_and_bad_filters_are_told_apart) {
  for (const char* path :
       {"shoeSize", "name.shoe", "emails.", "emails[type eq \\\"work\\\"]value", "title[a pr]",
        "emails.value[a pr]", "members", "urn:x:2.0:User:title", "emails[type pr].shoe", " title"})
    BOOST_TEST(refused(R"({"op": "add", "path": ")" + std::string(path) + R"(", "value": "x"})")
                   .starts_with("invalidPath: "),
               path);
  for (const char* path :
       {"emails[type]", "emails[type eq work].value", "emails[", "emails[primary gt true]"})
    BOOST_TEST(refused(R"({"op": "remove", "path": ")" + std::string(path) + R"("})")
                   .starts_with("invalidFilter: "),
               path);
  BOOST_TEST(refused(R"({"op": "add", "value": {"shoeSize": 42}})").starts_with("invalidPath: "));
}

// "bad path syntax or unknown attribute: 400 invalidPath"; docs/rest.md: "in a value without path
// too, so that success means that everything was done".
BOOST_AUTO_TEST_CASE(what_a_complex_value_has_not_is_an_unknown_attribute) {
  for (const char* operation :
       {R"({"op": "replace", "path": "name", "value": {"givenNmae": "x"}})",
        R"({"op": "replace", "path": "name", "value": {"familyName": "y", "givenNmae": null}})",
        R"({"op": "replace", "value": {"name": {"givenNmae": "x"}}})",
        R"({"op": "add", "path": "emails", "value": [{"vlaue": "x"}]})",
        R"({"op": "add", "path": "emails", "value": {"value": "x", "tpye": "work"}})",
        R"({"op": "add", "path": ")" ENTERPRISE R"(:manager", "value": {"vlaue": "x"}})",
        R"({"op": "add", "path": ")" ENTERPRISE R"(", "value": {"manager": [{"vlaue": "x"}]}})",
        R"({"op": "add", "path": "addresses[type eq \"work\"]", "value": {"street": "x"}})",
        R"({"op": "remove", "path": "emails", "value": [{"vlaue": "ada@work.example"}]})"})
    BOOST_TEST(refused(operation).starts_with("invalidPath: "), operation);
  BOOST_TEST(refusal_of([] {
               members_after(R"({"op": "add", "path": "members", "value": [{"vlaue": "x"}]})");
             }).starts_with("invalidPath: "));
}

// Dialect 5: "member key `displayName` ignored"; "what the client sends there ($ref, display) is
// ignored"; "Group members: {ref,value} next to {$ref,value}". "Dialects that must work: … a JSON
// document inside a string value (Entra app roles)".
BOOST_AUTO_TEST_CASE(what_others_write_beside_a_value_is_passed_by) {
  for (
      const char* operation :
      {R"({"op": "add", "path": "emails", "value": [{"value": "x", "display": "X", "$ref": "r"}]})",
       R"({"op": "add", "path": "addresses", "value": {"STREETADDRESS": "x", "display": "X"}})",
       R"({"op": "add", "path": "roles", "value": [{"value": "{\"id\":\"1\",\"value\":\"c\"}"}]})",
       R"({"op": "add", "path": ")" ENTERPRISE
       R"(:manager", "value": {"value": "x", "displayName": "X", "$ref": "r"}})",
       R"({"op": "add", "value": {"groups": [{"nosuch": "x"}], "meta": {"nosuch": "x"}}})"})
    BOOST_TEST(refused(operation) == "accepted", operation);
  BOOST_TEST(members_after(R"({"op": "add", "path": "members", "value":
      [{"value": "a", "displayName": "A", "display": "A", "$ref": "r", "ref": "r"}]})") == " +a");
}

BOOST_AUTO_TEST_CASE(wrong_types_are_invalid_values) {
  BOOST_TEST(refused(R"({"op": "replace", "path": "active", "value": "maybe"})")
                 .starts_with("invalidValue: "));
  BOOST_TEST(
      refused(R"({"op": "replace", "path": "title", "value": 5})").starts_with("invalidValue: "));
  BOOST_TEST(refused(R"({"op": "replace", "path": "name", "value": "Ada"})")
                 .starts_with("invalidValue: "));
  BOOST_TEST(
      refused(R"({"op": "add", "path": "emails", "value": 5})").starts_with("invalidValue: "));
  BOOST_TEST(refused(R"({"op": "add", "path": "emails[type eq \"work\"].primary", "value": 5})")
                 .starts_with("invalidValue: "));
  BOOST_TEST(refused(R"({"op": "add", "path": "title"})").starts_with("invalidValue: "));
}

BOOST_AUTO_TEST_CASE(messages_that_are_none_are_invalid_syntax) {
  for (const char* text :
       {R"({"op": "move", "path": "title", "value": "x"})", R"({"path": "title", "value": "x"})",
        R"({"op": 5, "path": "title"})", "[]", "[5]"})
    BOOST_TEST(refused(text).starts_with("invalidSyntax: "), text);
  for (const char* text :
       {"[]", R"({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]})",
        R"({"Operations": {}})",
        R"({"schemas": ["urn:x"], "Operations": [{"op": "add", "value": {}}]})"})
    BOOST_TEST(refusal_of([&] {
                 apply_patch(user_type, someone(), Json::parse(text));
               }).starts_with("invalidSyntax: "),
               text);
  // "missing `schemas` tolerated"; "Unknown keys of an operation are ignored (Entra sends `name`)"
  const Json bare = Json::parse(
      R"({"operations": [{"name": "addX", "op": "add", "path": "title", "value": "x"}]})");
  BOOST_TEST(apply_patch(user_type, someone(), bare).document.at("title") == "x");
}

// docs/rest.md: "success means that everything was done"; "`schemas` follows from what the resource
// has: what GET shows may be sent back, anything else is refused (400 `mutability`)"
BOOST_AUTO_TEST_CASE(schemas_may_be_said_and_not_changed) {
  const std::string user = R"("urn:ietf:params:scim:schemas:core:2.0:User")";
  const std::string both =
      R"(["URN:ietf:params:scim:schemas:extension:enterprise:2.0:User",)" + user + "]";
  const auto with = [](const std::string& op, const std::string& value) {
    return R"({"op": ")" + op + R"(", "path": "schemas", "value": )" + value + "}";
  };
  BOOST_TEST(unchanged(with("replace", both)));
  BOOST_TEST(unchanged(with("add", both)));
  BOOST_TEST(unchanged(with("add", user)));
  for (const std::string& value :
       {std::string(R"(["urn:x"])"), "[" + user + "]", std::string("[]")})
    BOOST_TEST(refused(with("replace", value)).starts_with("mutability: 'schemas'"), value);
  BOOST_TEST(refused(with("add", R"("urn:x")")).starts_with("mutability: 'schemas'"));
  BOOST_TEST(refused(with("replace", "5")).starts_with("invalidValue: "));
  // What other operations add or take away counts.
  const std::string without = R"({"op": "remove", "path": ")" ENTERPRISE R"("})";
  BOOST_TEST(patched("[" + with("replace", "[" + user + "]") + "," + without + "]", "/title") ==
             R"("Countess")");
  BOOST_TEST(
      refused("[" + with("replace", both) + "," + without + "]").starts_with("mutability: "));
}

// "All operations apply to one working copy in order"
BOOST_AUTO_TEST_CASE(operations_see_what_those_before_them_did) {
  BOOST_TEST(patched(R"([{"op": "remove", "path": "emails"},
                         {"op": "add", "path": "emails", "value": "x@y"},
                         {"op": "replace", "path": "emails[value eq \"x@y\"].type", "value": "home"}])",
                     "/emails") == R"([{"value":"x@y","type":"home"}])");
}

// 1.2: "a PATCH that sets a new primary clears the old one"
BOOST_AUTO_TEST_CASE(a_new_primary_takes_the_place_of_the_old_one) {
  BOOST_TEST(
      patched(R"({"op": "add", "path": "emails", "value": {"value": "x@y", "primary": true}})",
              "/emails") ==
      R"([{"value":"ada@work.example","type":"work"},{"value":"ada@home.example","type":"home"},)"
      R"({"value":"x@y","primary":true}])");
  BOOST_TEST(
      patched(R"({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": "True"})",
              "/emails/0/primary") == "absent");
  BOOST_TEST(
      refused(R"({"op": "replace", "path": "emails", "value": [{"value": "a", "primary": true},
                         {"value": "b", "primary": true}]})")
          .starts_with("invalidValue: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim::test
