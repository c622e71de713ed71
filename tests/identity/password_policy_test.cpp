#include "identity/password_policy.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace idm;

namespace {

/// A setting, which goes by its name; its parameter id is a site's own.
RequestPolicyItem setting(const char* name, const char* value) {
  return {name, "900", Text(value), Text()};
}

RequestPolicyItem item(const char* id, const char* value1, const char* value2 = nullptr) {
  RequestPolicyItem made{"", id, Text(), Text()};
  if (value1) made.value1 = std::string(value1);
  if (value2) made.value2 = std::string(value2);
  return made;
}

PasswordPolicy policy_of(std::vector<RequestPolicyItem> items) {
  PasswordPolicy policy;
  policy.id = "p1";
  tighten(policy, items, "policy p1");
  return policy;
}

Candidate candidate(const std::string& password) {
  return {password, "jdoe", Text("John"), Text("Doe"), 0};
}

std::vector<ErrorCode> codes(const PasswordPolicy& policy, const Candidate& who) {
  std::vector<ErrorCode> found;
  for (const Violation& violation : violations(policy, who)) found.push_back(violation.code);
  return found;
}

bool refused(const PasswordPolicy& policy, const std::string& password, ErrorCode code) {
  return codes(policy, candidate(password)) == std::vector{code};
}

bool accepted(const PasswordPolicy& policy, const std::string& password) {
  return violations(policy, candidate(password)).empty();
}

/// One rule of behaviour.md 7.2 that counts characters.
struct Counting {
  const char* id;
  ErrorCode code;
  const char *too_few, *enough, *most, *too_many;  ///< for 2 to 3
};
std::ostream& operator<<(std::ostream& out, const Counting& rule) { return out << rule.id; }

const Counting counting_rules[] = {
    {"112", ErrorCode::PasswordLength,    "a",    "ab",    "a1.",    "ab12"   },
    {"113", ErrorCode::PasswordNumeric,   "xy1z", "x1y2z", "1x22",   "1x2x34" },
    {"114", ErrorCode::PasswordUpperCase, "aBc",  "aBCd",  "ABxC",   "ABCD"   },
    {"115", ErrorCode::PasswordLowerCase, "AbC",  "AbcD",  "abXc",   "abcd"   },
    {"116", ErrorCode::PasswordNonAlpha,  "a.b1", "a[b^1", "{a}b_1", "a.,;:b1"},
    {"117", ErrorCode::PasswordAlpha,     "1a2",  "1aB2",  "aB1c",   "aBcD"   },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(password_policies)

// "min/max count of ...", with the code of the table
BOOST_DATA_TEST_CASE(counting_rules_hold_at_their_limits_and_not_beyond,
                     boost::unit_test::data::make(counting_rules), rule) {
  const PasswordPolicy policy = policy_of({item(rule.id, "2", "3")});
  BOOST_TEST(refused(policy, rule.too_few, rule.code));
  BOOST_TEST(accepted(policy, rule.enough));
  BOOST_TEST(accepted(policy, rule.most));
  BOOST_TEST(refused(policy, rule.too_many, rule.code));
}

// "min or max empty or 0 = not limited"
BOOST_DATA_TEST_CASE(an_empty_limit_or_zero_limits_nothing,
                     boost::unit_test::data::make(counting_rules), rule) {
  for (const char* none : {"", "0", " ", static_cast<const char*>(nullptr)}) {
    const PasswordPolicy policy = policy_of({item(rule.id, none, none)});
    BOOST_TEST(accepted(policy, rule.too_few));
    BOOST_TEST(accepted(policy, rule.too_many));
  }
}

BOOST_AUTO_TEST_CASE(length_counts_characters_and_not_bytes) {
  const PasswordPolicy policy = policy_of({item("112", "4", "4")});
  BOOST_TEST(accepted(policy, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"));
}

// "NON_ALPHA ... [ \ ] ^ _ { } and non-ASCII do not count: ODD": every sign counts here, no letter
// does
BOOST_AUTO_TEST_CASE(every_character_that_is_neither_letter_nor_digit_is_a_sign) {
  const PasswordPolicy policy = policy_of({item("116", "1")});
  for (const char* sign :
       {"!", "[", "\\", "]", "^", "_", "`", "{", "|", "}", "~", " ", "\xE2\x82\xAC"})
    BOOST_TEST(accepted(policy, std::string("a1") + sign), sign);
  BOOST_TEST(refused(policy, "a1\xC3\xA9", ErrorCode::PasswordNonAlpha));
}

BOOST_AUTO_TEST_CASE(an_empty_password_is_refused_by_every_policy) {
  BOOST_TEST(refused(PasswordPolicy(), "", ErrorCode::PasswordLength));
}

// "PWD_LOGIN "true": must not contain the login, case-insensitive"
BOOST_AUTO_TEST_CASE(the_login_may_not_be_in_the_password) {
  const PasswordPolicy policy = policy_of({item("121", "true")});
  BOOST_TEST(refused(policy, "xxJDOE9", ErrorCode::PasswordHasPrincipal));
  BOOST_TEST(accepted(policy, "j-doe"));
  BOOST_TEST(violations(policy, {"anything", "", Text(), Text(), 0}).empty());
}

// "Booleans must read "true" (1 does not work)"
BOOST_AUTO_TEST_CASE(a_boolean_rule_wants_the_word_true) {
  for (const char* off : {"1", "false", "", "yes"})
    BOOST_TEST(accepted(policy_of({item("121", off)}), "jdoe"));
}

// "PWD_NAME: must not contain first or last name; only if both exist"
BOOST_AUTO_TEST_CASE(neither_name_may_be_in_the_password) {
  const PasswordPolicy policy = policy_of({item("122", "true")});
  BOOST_TEST(refused(policy, "xjohn1", ErrorCode::PasswordHasName));
  BOOST_TEST(refused(policy, "1DOE", ErrorCode::PasswordHasName));
  BOOST_TEST(accepted(policy, "jo-hn-do-e"));
  BOOST_TEST(violations(policy, {"john", "x", Text("John"), Text(), 0}).empty());
  BOOST_TEST(violations(policy, {"doe", "x", Text(), Text("Doe"), 0}).empty());
}

// "an empty last name matches everything: ODD"
BOOST_AUTO_TEST_CASE(an_empty_name_is_in_no_password) {
  const PasswordPolicy policy = policy_of({item("122", "true")});
  for (const char* empty : {"", " "}) {
    BOOST_TEST(violations(policy, {"something", "x", Text("John"), Text(empty), 0}).empty());
    BOOST_TEST(violations(policy, {"xjohnx", "x", Text("John"), Text(empty), 0}).size() == 1u);
  }
}

// "PWD_EQ_PWD: must not contain "password""
BOOST_AUTO_TEST_CASE(the_word_password_may_be_forbidden) {
  const PasswordPolicy policy = policy_of({item("138", "true")});
  BOOST_TEST(refused(policy, "myPassword1", ErrorCode::PasswordHasPassword));
  BOOST_TEST(accepted(policy, "pass-word"));
}

// "fails when LOGIN.PWD_CHANGE_COUNT >= n", for 142 and 140
BOOST_AUTO_TEST_CASE(only_so_many_changes_a_day_are_allowed) {
  for (const char* id : {"142", "140"}) {
    const PasswordPolicy policy = policy_of({item(id, "5")});
    Candidate who = candidate("x");
    who.changes_today = 4;
    BOOST_TEST(violations(policy, who).empty());
    who.changes_today = 5;
    BOOST_TEST((codes(policy, who) == std::vector{ErrorCode::PasswordChangeFrequency}));
  }
}

// "RESET_BY_USER: no effect"
BOOST_AUTO_TEST_CASE(reset_by_user_has_no_effect) {
  BOOST_TEST(accepted(policy_of({item("139", "true")}), "password"));
}

// "REJECT_CHARS_IN_PSWD: none of the listed characters"
BOOST_AUTO_TEST_CASE(listed_characters_are_rejected) {
  const PasswordPolicy policy = policy_of({item("170", "<>\xE2\x82\xAC")});
  for (const char* bad : {"a<b", "a>b", "a\xE2\x82\xAC"})
    BOOST_TEST(refused(policy, bad, ErrorCode::PasswordRejectedCharacters), bad);
  BOOST_TEST(accepted(policy, "a\xE2\x82\xAD"));  // shares bytes with a rejected one
}

// "Parameters 123-126, 128 have no handler: ODD": ours do, with the code for rules OpenIAM had none
// for
BOOST_AUTO_TEST_CASE(vowels_and_digits_at_the_ends_may_be_forbidden) {
  const PasswordPolicy vowels = policy_of({item("123", "true")});
  BOOST_TEST(refused(vowels, "xyzE", ErrorCode::PasswordRefused));
  BOOST_TEST(accepted(vowels, "xyz1"));
  const PasswordPolicy ends = policy_of({item("124", "true")});
  BOOST_TEST(refused(ends, "1abc", ErrorCode::PasswordRefused));
  BOOST_TEST(refused(ends, "abc1", ErrorCode::PasswordRefused));
  BOOST_TEST(accepted(ends, "a1bc"));
}

BOOST_AUTO_TEST_CASE(positions_may_be_required) {
  const PasswordPolicy digit = policy_of({item("125", "1, 3")});
  BOOST_TEST(accepted(digit, "1a3b"));
  BOOST_TEST(refused(digit, "1ab3", ErrorCode::PasswordRefused));
  BOOST_TEST(refused(digit, "1a", ErrorCode::PasswordRefused));
  const PasswordPolicy alphanumeric = policy_of({item("126", "2")});
  BOOST_TEST(accepted(alphanumeric, ".a"));
  BOOST_TEST(refused(alphanumeric, "a.", ErrorCode::PasswordRefused));
  const PasswordPolicy sign = policy_of({item("128", "2")});
  BOOST_TEST(accepted(sign, "a."));
  BOOST_TEST(refused(sign, ".a", ErrorCode::PasswordRefused));
}

// Key order 110, 112, 113, 114, 115, 116, 117, 121, 122, 138, 142, 170
BOOST_AUTO_TEST_CASE(violations_come_in_openiams_order_and_the_text_lists_all) {
  PasswordPolicy policy =
      policy_of({item("170", "<"), item("142", "1"), item("138", "true"), item("122", "true"),
                 item("121", "true"), item("117", "90"), item("116", "90"), item("115", "90"),
                 item("114", "90"), item("113", "90"), item("112", "90")});
  Candidate who = candidate("jdoe password <");
  who.changes_today = 1;
  const std::vector order{ErrorCode::PasswordLength,
                          ErrorCode::PasswordNumeric,
                          ErrorCode::PasswordUpperCase,
                          ErrorCode::PasswordLowerCase,
                          ErrorCode::PasswordNonAlpha,
                          ErrorCode::PasswordAlpha,
                          ErrorCode::PasswordHasPrincipal,
                          ErrorCode::PasswordHasName,
                          ErrorCode::PasswordHasPassword,
                          ErrorCode::PasswordChangeFrequency,
                          ErrorCode::PasswordRejectedCharacters};
  const std::vector<Violation> found = violations(policy, who);
  BOOST_TEST((codes(policy, who) == order));
  BOOST_CHECK_EXCEPTION(refuse_any(found), Error, [&](const Error& error) {
    bool lists_all = error.code() == ErrorCode::PasswordLength;
    for (const Violation& violation : found)
      lists_all = lists_all && std::string(error.what()).find(violation.text) != std::string::npos;
    return lists_all && std::string(error.what()).find("jdoe") == std::string::npos;
  });
}

// "Values that are not numbers: fault": here an error that names policy and attribute
BOOST_AUTO_TEST_CASE(a_value_that_is_no_number_is_named) {
  for (const auto& [id, value] : {
           std::pair("112", "eight"),
           {"110", "6x"        },
           {"113", "9999999999"},
           {"142", "true"      },
           {"125", "first"     },
           {"128", "1,0"       }
  }) {
    RequestPolicyItem bad = item(id, value);
    bad.name = "THE_NAME";
    PasswordPolicy policy;
    BOOST_CHECK_EXCEPTION(tighten(policy, {bad}, "password policy 4711"), Error,
                          [&value = value](const Error& error) {
                            const std::string text = error.what();
                            return error.code() == ErrorCode::PasswordPolicyNotFound &&
                                   text.find("4711") != std::string::npos &&
                                   text.find("THE_NAME") != std::string::npos &&
                                   text.find(value) != std::string::npos;
                          });
  }
}

// design.md: "A passwordPolicy in the request may tighten the one in force, never loosen it"
BOOST_AUTO_TEST_CASE(of_two_values_the_stricter_holds) {
  PasswordPolicy policy =
      policy_of({item("112", "8", "12"), item("110", "6"), item("142", "5"), item("121", "true"),
                 item("170", "<>"), setting("PWD_EXPIRATION", "90")});
  const PasswordPolicy before = policy;
  tighten(policy,
          {item("112", "4", "20"), item("110", "1"), item("142", "50"), item("121", "false"),
           item("170", ""), setting("PWD_EXPIRATION", "")},
          "the request");
  BOOST_TEST((policy.length.min == before.length.min && policy.length.max == before.length.max));
  BOOST_TEST(policy.history == 6);
  BOOST_TEST(policy.changes_a_day.value() == 5);
  BOOST_TEST(policy.not_login);
  BOOST_TEST(policy.rejected == "<>");
  BOOST_TEST(policy.expiration_days.value() == 90);

  tighten(policy,
          {item("112", "10", "11"), item("110", "9"), item("142", "1"), item("170", "x"),
           item("138", "true"), setting("PWD_EXPIRATION", "30")},
          "the request");
  BOOST_TEST(policy.length.min.value() == 10);
  BOOST_TEST(policy.length.max.value() == 11);
  BOOST_TEST(policy.history == 9);
  BOOST_TEST(policy.changes_a_day.value() == 1);
  BOOST_TEST(policy.rejected == "<>x");
  BOOST_TEST(policy.not_the_word_password);
  BOOST_TEST(policy.expiration_days.value() == 30);
}

BOOST_AUTO_TEST_CASE(a_rule_without_parameter_id_is_known_by_its_name) {
  RequestPolicyItem named{"PWD_LEN", "", Text("9"), Text()};
  BOOST_TEST(policy_of({named}).length.min.value() == 9);
  RequestPolicyItem renamed{"OUR_LENGTH", "112", Text("9"), Text()};
  BOOST_TEST(policy_of({renamed}).length.min.value() == 9);
}

BOOST_AUTO_TEST_CASE(a_rule_that_we_do_not_know_is_remembered_and_not_silently_dropped) {
  BOOST_TEST(policy_of({item("999", "7")}).unsupported.size() == 1u);
  RequestPolicyItem unknown = item("155", "true");
  unknown.name = "PWD_IN_RHYME";
  BOOST_TEST(policy_of({unknown}).unsupported.front() == "PWD_IN_RHYME");
  BOOST_TEST(policy_of({item("155", nullptr), item("999", "")}).unsupported.empty());
}

// "POLICY_OBJECT_ASSOC by level, first hit: CLASSIFICATION, TYPE, DOMAIN, GLOBAL"
BOOST_AUTO_TEST_CASE(the_closest_binding_chooses_the_policy) {
  const auto bound = [](const char* level, const char* value, const char* policy) {
    PolicyAssociation association;
    association.level = std::string(level);
    association.value = std::string(value);
    association.policy_id = std::string(policy);
    return association;
  };
  const std::vector<PolicyAssociation> bindings{
      bound("GLOBAL", "GLOBAL", "everyone"), bound("DOMAIN", "IDM", "domain"),
      bound("TYPE", "Contractor", "type"), bound("CLASSIFICATION", "secret", "class")};
  const auto chosen = [&](const char* classification, const char* type, const char* domain) {
    PolicySubject subject{Text(), Text(), domain};
    if (classification) subject.classification = std::string(classification);
    if (type) subject.user_type = std::string(type);
    return choose_policy(bindings, subject).value_or("none");
  };
  BOOST_TEST(chosen("secret", "Contractor", "IDM") == "class");
  BOOST_TEST(chosen("open", "Contractor", "IDM") == "type");
  BOOST_TEST(chosen(nullptr, "Staff", "IDM") == "domain");
  BOOST_TEST(chosen(nullptr, nullptr, "USR_SEC_DOMAIN") == "everyone");
  BOOST_TEST(!choose_policy({bindings[1]}, {Text(), Text(), "USR_SEC_DOMAIN"}).has_value());
}

BOOST_AUTO_TEST_CASE(expiry_and_the_duty_to_change_are_read) {
  const PasswordPolicy policy =
      policy_of({setting("PWD_EXPIRATION", "90"), setting("PWD_EXPIRATION_ON_RESET", "2"),
                 setting("PWD_EXP_GRACE", "1"), setting("CHNG_PSWD_ON_RESET", "1")});
  BOOST_TEST(policy.expiration_days.value() == 90);
  BOOST_TEST(policy.expiration_on_reset_days.value() == 2);
  BOOST_TEST(policy.grace_days.value() == 1);
  BOOST_TEST(policy.change_on_reset);
  BOOST_TEST(!policy_of({setting("CHNG_PSWD_ON_RESET", "0")}).change_on_reset);
}

BOOST_AUTO_TEST_SUITE_END()
