#include "scim/document.h"
#include "scim/effort.h"
#include "scim/patching.h"

// docs/rest.md, PATCH; the sentence in quotes is the rule that a test holds.
namespace idm::scim::test {
namespace {

/// `count` operations; %d in the text is the number of each.
std::string operations(std::size_t count, const std::string& text, std::size_t first = 0) {
  std::string all;
  for (std::size_t i = first; i < first + count; ++i) {
    std::string one = text;
    for (std::size_t at = one.find("%d"); at != std::string::npos; at = one.find("%d"))
      one.replace(at, 2, std::to_string(i));
    all += (all.empty() ? "" : ",") + one;
  }
  return all;
}

Json numbered(std::size_t count) {
  return Json::parse("[" + operations(count, R"({"value": "%d@x"})") + "]");
}

std::string in_brackets(const std::string& list) { return "[" + list + "]"; }

const char* add = R"({"op": "add", "path": "emails", "value": [{"value": "%d@x"}]})";
const char* set_type =
    R"({"op": "add", "path": "emails[value eq \"%d@x\"].type", "value": "home"})";

/// What someone() with so many e-mail addresses is after the operations; the list's size, or the
/// refusal.
std::string emails_after(std::size_t before, const std::string& list) {
  Json user = someone();
  user["emails"] = numbered(before);
  try {
    const Json after = apply_patch(user_type, user, message(in_brackets(list))).document;
    return after.contains("emails") ? std::to_string(after.at("emails").size()) : "none";
  } catch (const Refusal& refusal) {
    return std::to_string(refusal.status()) + " " + std::string(refusal.scim_type()) + ": " +
           refusal.what();
  }
}

BOOST_AUTO_TEST_SUITE(scim_patch_limits)

// "At most 1000 operations"
BOOST_AUTO_TEST_CASE(a_thousand_operations_are_taken_and_no_more) {
  BOOST_TEST(emails_after(1, operations(1000, add)) == "1000");
  BOOST_TEST(emails_after(1, operations(1001, add)) ==
             "413 tooMany: the message has 1001 operations; at most 1000 are taken");
  BOOST_TEST(emails_after(1, operations(1000, set_type)) == "1000");
}

// "1000 elements in a list other than a group's members, in POST and PUT, too"
BOOST_AUTO_TEST_CASE(a_list_has_a_thousand_elements_at_most) {
  const std::string all = R"({"op": "add", "path": "emails", "value": )";
  const std::string refusal = "413 tooMany: 'emails' would have 1001 elements; at most 1000 are ";
  BOOST_TEST(emails_after(0, all + numbered(1000).dump() + "}") == "1000");
  BOOST_TEST(emails_after(1000, all + numbered(1000).dump() + "}") == "1000");
  BOOST_TEST(emails_after(0, all + numbered(1001).dump() + "}").starts_with(refusal));
  BOOST_TEST(emails_after(1000, operations(1, add, 1000)).starts_with(refusal));
  BOOST_TEST(emails_after(1000, operations(1, set_type, 1000)).starts_with(refusal));
  // One that is longer already may become shorter.
  BOOST_TEST(emails_after(1002, R"({"op": "remove", "path": "emails[value eq \"1@x\"]"})") ==
             "1001");
  const Json user = {
      {"userName", "ada"         },
      {"emails",   numbered(1001)}
  };
  BOOST_CHECK_EXCEPTION(read_document(user_type, user), Refusal,
                        [](const Refusal& refused) { return refused.status() == 413; });
  const Json group = {
      {"displayName", "all"         },
      {"members",     numbered(5000)}
  };
  BOOST_TEST(read_document(group_type, group).at("members").size() == 5000u);
}

// "What all operations of a PATCH together look at is bounded, too: that a thousand ask one thing
// of each element of a list of a thousand is the most."
BOOST_AUTO_TEST_CASE(what_operations_look_at_is_bounded) {
  BOOST_TEST(emails_after(1000, operations(999, set_type)) == "1000");
  const std::string twice =
      R"({"op": "add", "path": "emails[value eq \"%d@x\" or display eq \"%d\"].type", "value": "a"})";
  BOOST_TEST(emails_after(1000, operations(450, twice)) == "1000");
  const std::string refusal = "413 tooMany: the operations look at ";
  BOOST_TEST(emails_after(1000, operations(600, twice)).starts_with(refusal));
  const std::string long_text =
      R"({"op": "add", "path": "emails", "value": ")" + std::string(500'000, 'z') + R"("},)";
  BOOST_TEST(emails_after(1, long_text + operations(500, set_type)).starts_with(refusal));
  BOOST_TEST(emails_after(1000, R"({"op": "add", "path": "emails.display", "value": ")" +
                                    std::string(100'000, 'z') + R"("})")
                 .starts_with(refusal));
  const std::string accents = R"({"op": "add", "path": "emails.display", "value": "ÄÖÜÄÖÜÄÖÜ"},)";
  BOOST_TEST(emails_after(1000, accents + operations(100, set_type)) == "1000");
  BOOST_TEST(emails_after(1000, accents + operations(500, set_type)).starts_with(refusal));
  const std::string names = R"({"op": "add", "path": "name.givenName", "value": "%d"})";
  BOOST_TEST(emails_after(1, operations(1000, names)) == "1");
  BOOST_TEST(emails_after(1, R"({"op": "add", "path": "name.formatted", "value": ")" +
                                 std::string(500'000, 'z') + R"("},)" + operations(500, names))
                 .starts_with(refusal));
}

// "a group's members": as many as fit a request
BOOST_AUTO_TEST_CASE(members_are_as_many_as_are_sent) {
  const Json group = Json::parse(R"({"id": "g1", "displayName": "Engines"})");
  for (const char* op : {"add", "replace", "remove"}) {
    const Json operation = {
        {"op",    op            },
        {"path",  "members"     },
        {"value", numbered(5000)}
    };
    const MemberChanges members =
        apply_patch(group_type, group, message(in_brackets(operation.dump()))).members;
    BOOST_TEST(members.added.size() + members.removed.size() == 5000u, op);
  }
}

// "What all operations of a PATCH together look at is bounded"
BOOST_AUTO_TEST_CASE(filters_of_members_are_bounded_unless_they_name_values) {
  const MemberReader reader = [] { return numbered(5000); };
  const auto with = [&](const std::string& text) {
    const std::string all = in_brackets(operations(500, text));
    const Json group = Json::parse(R"({"id": "g1", "displayName": "Engines"})");
    return apply_patch(group_type, group, message(all), reader).members;
  };
  const char* by_value = R"({"op": "replace", "path": "members[value eq \"%d@x\"]",
                             "value": {"value": "%d@y"}})";
  BOOST_TEST(with(by_value).added.size() == 500u);
  BOOST_TEST(with(by_value).removed.size() == 500u);
  BOOST_CHECK_EXCEPTION(with(R"({"op": "remove", "path": "members[display eq \"%d\"]"})"), Refusal,
                        [](const Refusal& refused) { return refused.status() == 413; });
}

// "All operations apply to one working copy in order": what is there is known after each.
BOOST_AUTO_TEST_CASE(an_element_is_added_again_when_it_was_changed_or_removed_meanwhile) {
  const std::string home = R"({"op": "add", "path": "emails",
                               "value": {"value": "ada@home.example", "type": "home"}})";
  const auto after = [&](const std::string& between) {
    return patched(in_brackets(home + "," + between + "," + home), "/emails");
  };
  const std::string work = R"([{"value":"ada@work.example","type":"work","primary":true},)";
  const std::string there = R"({"value":"ada@home.example","type":"home"})";
  BOOST_TEST(after(home) == work + there + "]");
  BOOST_TEST(
      after(R"({"op": "replace", "path": "emails[type eq \"home\"].value", "value": "n@x"})") ==
      work + R"({"value":"n@x","type":"home"},)" + there + "]");
  BOOST_TEST(after(R"({"op": "remove", "path": "emails[type eq \"home\"]"})") ==
             work + there + "]");
  BOOST_TEST(after(R"({"op": "replace", "path": "emails", "value": []})") == in_brackets(there));
  BOOST_TEST(after(R"({"op": "remove", "path": "emails"})") == in_brackets(there));
  // A new primary changes the old one.
  const std::string first = R"({"op": "add", "path": "emails",
      "value": {"value": "ada@work.example", "type": "work", "primary": true}})";
  const std::string other =
      R"({"op": "add", "path": "emails", "value": {"value": "p@x", "primary": true}})";
  BOOST_TEST(patched(in_brackets(first + "," + other + "," + first), "/emails") ==
             R"([{"value":"ada@work.example","type":"work"},)" + there +
                 R"(,{"value":"p@x"},{"value":"ada@work.example","type":"work","primary":true}])");
}

// "a PATCH that sets a new primary clears the old one"; "Attributes without a value are not there"
BOOST_AUTO_TEST_CASE(an_element_that_was_primary_and_nothing_else_goes) {
  BOOST_TEST(patched(R"([{"op": "add", "path": "photos[primary eq true].type", "value": "photo"},
                  {"op": "remove", "path": "photos.type"},
                  {"op": "add", "path": "photos", "value": {"value": "p", "primary": true}}])",
                     "/photos") == R"([{"value":"p","primary":true}])");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim::test
