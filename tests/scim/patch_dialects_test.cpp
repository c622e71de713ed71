#include "scim/patching.h"

/// The nine dialects of contract 1.4, and the members of groups.
namespace idm::scim::test {
namespace {

BOOST_AUTO_TEST_SUITE(scim_patch_dialects)

// 1, 2; 5.1: Entra's "Replace" active "False"
BOOST_AUTO_TEST_CASE(operations_may_be_capitalised_and_truth_values_texts) {
  BOOST_TEST(patched(R"({"op": "Replace", "path": "active", "value": "False"})", "/active") ==
             "false");
  BOOST_TEST(patched(R"({"op": "REPLACE", "value": {"active": "true"}})", "/active") == "true");
  BOOST_TEST(patched(R"({"op": "Add", "path": "nickName", "value": "Al"})", "/nickName") ==
             R"("Al")");
  BOOST_TEST(patched(R"({"op": "Remove", "path": "title"})", "/title") == "absent");
}

// 3
BOOST_AUTO_TEST_CASE(values_without_path_may_have_dotted_and_urn_keys) {
  const char* replace = R"({"op": "replace", "value": {"name.givenName": "x",
      ")" ENTERPRISE R"(:department": "y", ")" ENTERPRISE R"(": {"division": "z"},
      "urn:ietf:params:scim:schemas:core:2.0:User:title": "t",
      "emails[type eq \"work\"].value": "w@x"}})";
  BOOST_TEST(patched(replace, "/name") == R"({"familyName":"Lovelace","givenName":"x"})");
  BOOST_TEST(patched(replace, "/" ENTERPRISE "/department") == R"("y")");
  BOOST_TEST(patched(replace, "/" ENTERPRISE "/division") == R"("z")");
  BOOST_TEST(patched(replace, "/" ENTERPRISE "/manager/value") == R"("m1")");
  BOOST_TEST(patched(replace, "/title") == R"("t")");
  BOOST_TEST(patched(replace, "/emails/0/value") == R"("w@x")");
}

// 4; 5.11
BOOST_AUTO_TEST_CASE(a_manager_may_be_given_in_four_ways) {
  for (const char* operation :
       {R"("path": ")" ENTERPRISE R"(:manager", "value": "m2")",
        R"("path": ")" ENTERPRISE R"(:manager", "value": {"value": "m2"})",
        R"("path": ")" ENTERPRISE R"(:manager", "value": [{"value": "m2"}])",
        R"("path": ")" ENTERPRISE R"(:manager.value", "value": "m2")",
        R"("value": {")" ENTERPRISE R"(:manager": "m2"})"})
    BOOST_TEST(patched(R"({"op": "Add", )" + std::string(operation) + "}",
                       "/" ENTERPRISE "/manager") == R"({"value":"m2"})",
               operation);
  BOOST_TEST(unchanged(R"({"op": "Replace", "path": ")" ENTERPRISE R"(:manager", "value": "m1"})"));
  BOOST_TEST(patched(R"({"op": "Remove", "path": ")" ENTERPRISE R"(:manager"})",
                     "/" ENTERPRISE "/manager") == "absent");
}

// "null and [] mean absent, on input and never on output"; Entra and Okta clear by "" as well.
BOOST_AUTO_TEST_CASE(a_manager_may_be_cleared_in_many_ways) {
  for (const char* operation : {R"("path": ")" ENTERPRISE R"(:manager", "value": "")",
                                R"("path": ")" ENTERPRISE R"(:manager", "value": null)",
                                R"("path": ")" ENTERPRISE R"(:manager", "value": [])",
                                R"("path": ")" ENTERPRISE R"(:manager", "value": {"value": ""})",
                                R"("path": ")" ENTERPRISE R"(:manager", "value": {"value": null})",
                                R"("path": ")" ENTERPRISE R"(:manager", "value": [{"value": ""}])",
                                R"("path": ")" ENTERPRISE R"(:manager.value", "value": "")",
                                R"("value": {")" ENTERPRISE R"(:manager": ""})",
                                R"("value": {")" ENTERPRISE R"(": {"manager": {"value": ""}}})"})
    BOOST_TEST(patched(R"({"op": "replace", )" + std::string(operation) + "}",
                       "/" ENTERPRISE "/manager") == "absent",
               operation);
  // What names nothing takes nothing away.
  BOOST_TEST(unchanged(R"({"op": "replace", "path": ")" ENTERPRISE R"(:manager", "value": {}})"));
  BOOST_TEST(unchanged(R"({"op": "add", "path": ")" ENTERPRISE R"(:manager", "value": ""})"));
  BOOST_TEST(unchanged(R"({"op": "replace", "path": "name", "value": {}})"));
  BOOST_TEST(patched(R"({"op": "replace", "path": "name", "value": []})", "/name") == "absent");
}

// 5
BOOST_AUTO_TEST_CASE(members_may_be_one_object_without_type) {
  BOOST_TEST(
      members_after(
          R"({"op": "Add", "path": "members", "value": {"value": "a", "displayName": "A"}})") ==
      " +a");
  BOOST_TEST(members_after(R"({"op": "Add", "path": "members",
                               "value": [{"value": "a", "$ref": "x", "type": "User"}, {"value": "b"}]})") ==
             " +a +b");
}

// 6; 5.3
BOOST_AUTO_TEST_CASE(a_group_replaced_without_path_keeps_its_members) {
  const Patched patched =
      apply_patch(group_type, Json::parse(R"({"id": "g1", "displayName": "Engines"})"),
                  message(R"({"op": "replace", "value": {"id": "g9", "displayName": "New"}})"));
  BOOST_TEST(patched.document.dump() == R"({"id":"g1","displayName":"New"})");
  BOOST_TEST(patched.members.empty());
}

// 7; 5.2
BOOST_AUTO_TEST_CASE(filters_pick_or_make_the_element) {
  BOOST_TEST(
      patched(R"({"op": "Replace", "path": "emails[primary eq true].value", "value": "p@x"})",
              "/emails/0/value") == R"("p@x")");
  BOOST_TEST(
      patched(R"({"op": "Replace", "path": "emails[primary eq \"True\"].value", "value": "p@x"})",
              "/emails/0/value") == R"("p@x")");
  BOOST_TEST(
      patched(R"({"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "w@x"})",
              "/emails/0/value") == R"("w@x")");
  BOOST_TEST(
      patched(
          R"({"op": "Add", "path": "addresses[type eq \"work\"].formatted", "value": "1 Street"})",
          "/addresses") == R"([{"type":"work","formatted":"1 Street"}])");
  BOOST_TEST(patched(R"([{"op": "Remove", "path": "emails"},
                         {"op": "Replace", "path": "emails[primary eq true].value", "value": "p@x"}])",
                     "/emails") == R"([{"primary":true,"value":"p@x"}])");
}

// 8
BOOST_AUTO_TEST_CASE(roles_may_be_texts_or_documents_inside_texts) {
  BOOST_TEST(patched(R"({"op": "Add", "path": "roles", "value": "ADMIN"})", "/roles/1") ==
             R"({"value":"ADMIN"})");
  BOOST_TEST(patched(R"({"op": "Replace", "path": "roles", "value": ["A", "B"]})", "/roles") ==
             R"([{"value":"A"},{"value":"B"}])");
  const char* document = R"("{\"id\":\"7\",\"value\":\"ADMIN\",\"displayName\":\"Admins\"}")";
  BOOST_TEST(patched(R"({"op": "Add", "path": "roles", "value": [{"value": )" +
                         std::string(document) + "}]}",
                     "/roles/1/value") == R"("ADMIN")");
  BOOST_TEST(patched(R"({"op": "Add", "path": "roles", "value": )" + std::string(document) + "}",
                     "/roles/1/value") == R"("ADMIN")");
  BOOST_TEST(patched(R"({"op": "Add", "path": "roles[primary eq \"True\"].value", "value": )" +
                         std::string(document) + "}",
                     "/roles/1/value") == R"("ADMIN")");
  BOOST_TEST(patched(R"({"op": "Add", "path": "roles", "value": "{no document"})", "/roles/1") ==
             R"({"value":"{no document"})");
}

// 9
BOOST_AUTO_TEST_CASE(a_bare_text_means_the_value_of_an_element) {
  BOOST_TEST(patched(R"({"op": "add", "path": "phoneNumbers", "value": "42"})", "/phoneNumbers") ==
             R"([{"value":"42"}])");
  BOOST_TEST(patched(R"({"op": "add", "path": "emails", "value": ["x@y"]})", "/emails/2") ==
             R"({"value":"x@y"})");
  BOOST_TEST(members_after(R"({"op": "add", "path": "members", "value": ["a", "b"]})") == " +a +b");
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members", "value": "a"})") == " -a");
}

// 5.4, 5.10: the members of a large group are not read for these.
BOOST_AUTO_TEST_CASE(members_change_without_being_read) {
  const MemberReader never = []() -> Json { throw std::logic_error("members were read"); };
  BOOST_TEST(members_after(R"({"op": "remove", "path": "members[value eq \"a\"]"})", never) ==
             " -a");
  BOOST_TEST(
      members_after(R"({"op": "remove", "path": "members[value eq \"a\" or Value EQ \"b\"]"})",
                    never) == " -a -b");
  BOOST_TEST(members_after(R"([{"op": "add", "path": "members", "value": ["a", "b"]},
                               {"op": "remove", "path": "members[value eq \"a\"]"},
                               {"op": "remove", "path": "members", "value": ["c"]},
                               {"op": "add", "path": "members", "value": ["c"]}])",
                           never) == " +b +c -a");
  BOOST_TEST(members_after(R"([{"op": "add", "path": "members", "value": ["a"]},
                               {"op": "replace", "path": "members", "value": ["b", "b"]},
                               {"op": "remove", "path": "members", "value": ["x"]}])",
                           never) == "none +b");
  BOOST_TEST(members_after(R"({"op": "replace", "value": {"members": []}})", never) == "none");
}

BOOST_AUTO_TEST_CASE(other_filters_of_members_read_them_once) {
  int reads = 0;
  const MemberReader reader = [&] {
    ++reads;
    return Json::parse(R"([{"value": "a", "type": "User", "display": "Ada"},
                           {"value": "g", "type": "Group", "display": "Guild"}])");
  };
  BOOST_TEST(
      members_after(R"([{"op": "add", "path": "members", "value": {"value": "h", "type": "Group"}},
                               {"op": "remove", "path": "members[type eq \"Group\"]"},
                               {"op": "remove", "path": "members[display eq \"ada\"]"}])",
                    reader) == " -a -g -h");
  BOOST_TEST(reads == 1);
  BOOST_TEST(members_after(
                 R"({"op": "replace", "path": "members[value eq \"a\"]", "value": {"value": "b"}})",
                 reader) == " +b -a");
  BOOST_TEST(members_after(
                 R"({"op": "add", "path": "members[value eq \"z\"]", "value": {"type": "User"}})",
                 reader) == " +z");
  BOOST_TEST(
      refusal_of([&] {
        members_after(
            R"({"op": "replace", "path": "members[value eq \"z\"]", "value": {"value": "b"}})",
            reader);
      }).starts_with("noTarget: "));
}

BOOST_AUTO_TEST_CASE(members_have_values_and_parts_that_stay) {
  const auto refused_by = [](const char* operation) {
    return refusal_of([&] { members_after(operation); });
  };
  BOOST_TEST(refused_by(R"({"op": "add", "path": "members", "value": [{"display": "A"}]})")
                 .starts_with("invalidValue: "));
  BOOST_TEST(refused_by(R"({"op": "add", "path": "members", "value": [{"value": 5}]})")
                 .starts_with("invalidValue: "));
  BOOST_TEST(
      refused_by(R"({"op": "replace", "path": "members[value eq \"a\"].type", "value": "Group"})")
          .starts_with("mutability: "));
  BOOST_TEST(
      refused_by(R"({"op": "remove", "path": "members.value"})").starts_with("mutability: "));
  BOOST_TEST(
      refused_by(R"({"op": "replace", "path": "members[value eq \"a\"].display", "value": "x"})")
          .starts_with("mutability: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim::test
