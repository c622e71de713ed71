#include "scim/filter.h"

#include <boost/test/unit_test.hpp>

#include "scim/error.h"

namespace idm::scim {
namespace {

const char* const names[] = {"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"};

/// The tree as text, so that a test can say which one it wants.
std::string shape(const Filter& filter) {
  const auto list = [&](const char* joint) {
    std::string text = "(";
    for (const Filter& part : filter.parts) text += (text.size() > 1 ? joint : "") + shape(part);
    return text + ")";
  };
  switch (filter.kind) {
    case Filter::Kind::All:
      return list(" & ");
    case Filter::Kind::Any:
      return list(" | ");
    case Filter::Kind::Not:
      return "!" + shape(filter.parts.front());
    case Filter::Kind::Element:
      return filter.name + "[" + shape(filter.parts.front()) + "]" +
             (filter.parts.size() > 1 ? "." + shape(filter.parts.back()) : "");
    case Filter::Kind::Compare:
      break;
  }
  std::string text = filter.name + " " + names[static_cast<std::size_t>(filter.comparison)];
  return filter.comparison == Comparison::Present ? text : text + " " + filter.value.dump();
}

std::string parsed(std::string_view text) { return shape(parse_filter(text)); }

/// The error text of a filter that is refused as invalidFilter.
std::string refused(std::string_view text) {
  try {
    return "parsed as " + parsed(text);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.status() == 400);
    BOOST_TEST(refusal.scim_type() == "invalidFilter");
    return refusal.what();
  }
}

BOOST_AUTO_TEST_SUITE(filter_parser)

// RFC 7644 section 3.4.2.2, its examples.
BOOST_AUTO_TEST_CASE(the_examples_of_the_rfc_are_read) {
  BOOST_TEST(parsed(R"(userName eq "bjensen")") == R"(userName eq "bjensen")");
  BOOST_TEST(parsed(R"(name.familyName co "O'Malley")") == R"(name.familyName co "O'Malley")");
  BOOST_TEST(parsed(R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J")") ==
             R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J")");
  BOOST_TEST(parsed("title pr") == "title pr");
  BOOST_TEST(parsed(R"(meta.lastModified gt "2011-05-13T04:42:34Z")") ==
             R"(meta.lastModified gt "2011-05-13T04:42:34Z")");
  BOOST_TEST(parsed(R"(title pr and userType eq "Employee")") ==
             R"((title pr & userType eq "Employee"))");
  BOOST_TEST(
      parsed(
          R"(userType eq "Employee" and (emails co "example.com" or emails.value co "example.org"))") ==
      R"((userType eq "Employee" & (emails co "example.com" | emails.value co "example.org")))");
  BOOST_TEST(
      parsed(
          R"(userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org"))") ==
      R"((userType ne "Employee" & !(emails co "example.com" | emails.value co "example.org")))");
  BOOST_TEST(
      parsed(R"(userType eq "Employee" and emails[type eq "work" and value co "@example.com"])") ==
      R"((userType eq "Employee" & emails[(type eq "work" & value co "@example.com")]))");
  BOOST_TEST(
      parsed(
          R"(emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"])") ==
      R"((emails[(type eq "work" & value co "@example.com")] | ims[(type eq "xmpp" & value co "@foo.com")]))");
}

// 1.5: "precedence not > and > or"
BOOST_AUTO_TEST_CASE(not_binds_before_and_and_that_before_or) {
  BOOST_TEST(parsed("a pr or b pr and not (c pr) or d pr") == "(a pr | (b pr & !c pr) | d pr)");
  BOOST_TEST(parsed("(a pr or b pr) and c pr") == "((a pr | b pr) & c pr)");
  BOOST_TEST(parsed("not(a pr and b pr) or c pr") == "(!(a pr & b pr) | c pr)");
}

// 1.5: "operators and attribute names case-insensitive; literals: JSON strings (escapes, \uXXXX),
// numbers, true, false, null"
BOOST_AUTO_TEST_CASE(words_are_read_in_any_case_and_literals_are_those_of_json) {
  BOOST_TEST(parsed("a EQ True AND NOT (b Pr) Or c nE NULL") ==
             "((a eq true & !b pr) | c ne null)");
  BOOST_TEST(parsed(R"(a eq "say \"hi\" \\ \u00e4\ud83d\ude00 b+c")") ==
             "a eq \"say \\\"hi\\\" \\\\ ä😀 b+c\"");
  BOOST_TEST(parsed("a gt -12.5e1") == "a gt -125.0");
  BOOST_TEST(parsed("a eq 42") == "a eq 42");
  BOOST_TEST(parsed("a.$ref pr") == "a.$ref pr");
}

// 1.5: "Also accepted: emails[type eq "work"].value eq "x" and a URN-qualified name at any place"
BOOST_AUTO_TEST_CASE(a_comparison_may_follow_brackets) {
  BOOST_TEST(parsed(R"(emails[type eq "work"].value eq "x" and a pr)") ==
             R"((emails[type eq "work"].value eq "x" & a pr))");
  BOOST_TEST(parsed(R"(urn:x:2.0:User:emails[ type eq "work" ].value pr)") ==
             R"(urn:x:2.0:User:emails[type eq "work"].value pr)");
}

BOOST_AUTO_TEST_CASE(an_error_says_where_and_what_was_expected) {
  const auto position = [](int at, const std::string& rest) {
    return "the filter is wrong at position " + std::to_string(at) + ": " + rest;
  };
  const std::string operators = "one of eq, ne, co, sw, ew, pr, gt, ge, lt, le was expected, not ";
  BOOST_TEST(refused("") == position(1, "the name of an attribute was expected, not the end"));
  BOOST_TEST(refused("userName") == position(9, operators + "the end"));
  BOOST_TEST(refused(R"(userName is "x")") == position(10, operators + "\"is\""));
  BOOST_TEST(refused("userName eq bob") ==
             position(13,
                      "a text in double quotes, a number, true, false or null was expected, "
                      "not \"bob\""));
  BOOST_TEST(refused(R"(userName eq "bob)") ==
             position(17,
                      "the closing double quote of the text that begins at position 13 was "
                      "expected, not the end"));
  BOOST_TEST(refused("a pr b pr") ==
             position(6, "\"and\", \"or\" or the end was expected, not \"b\""));
  BOOST_TEST(refused("(a pr") == position(6, "\"and\", \"or\" or \")\" was expected, not the end"));
  BOOST_TEST(refused("a pr)") == position(5, "\"and\", \"or\" or the end was expected, not \")\""));
  BOOST_TEST(refused("a pr and") ==
             position(9, "the name of an attribute was expected, not the end"));
  BOOST_TEST(refused("not a pr") == position(5, "\"(\" after \"not\" was expected, not \"a\""));
  BOOST_TEST(refused("emails[type pr") ==
             position(15, "\"and\", \"or\" or \"]\" was expected, not the end"));
  BOOST_TEST(refused("emails[type pr].") ==
             position(17, "the name of a sub-attribute was expected, not the end"));
  BOOST_TEST(refused("emails[a[b pr]]") == position(10, "brackets inside brackets"));
}

BOOST_AUTO_TEST_CASE(what_is_no_filter_is_refused) {
  for (const char* text : {"a..b pr",
                           "a.b.c pr",
                           "1a pr",
                           "a eq 'x'",
                           "a eq \"\\x\"",
                           "a eq \"\\u0000\"",
                           "a eq 01",
                           "a eq [1]",
                           "a eq {}",
                           "()",
                           "a eq \"x\" and or b pr",
                           "x:y:a pr",
                           "a, pr",
                           "[a pr]",
                           "a eq \"\xff\"",
                           "a eq \"\n\"",
                           "emails[]",
                           "a pr or",
                           "and",
                           "a eq",
                           "a eq \"x\"\"y\""})
    BOOST_TEST(refused(text).starts_with("the filter is wrong at position"), text);
}

BOOST_AUTO_TEST_CASE(depth_and_length_are_bounded) {
  const std::string at_32 = std::string(32, '(') + "a pr" + std::string(32, ')');
  BOOST_TEST(parsed(at_32) == "a pr");
  BOOST_TEST(refused("(" + at_32 + ")").ends_with("nested more than 32 deep"));
  BOOST_TEST(refused(std::string(65537, 'a')).find("65536 are the most") != std::string::npos);
  std::string many = "a pr";
  for (int i = 1; i < 1000; ++i) many += " or a pr";
  BOOST_TEST(parse_filter(many).parts.size() == 1000u);
  BOOST_TEST(refused(many + " or a pr").ends_with("more than 1000 comparisons"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim
