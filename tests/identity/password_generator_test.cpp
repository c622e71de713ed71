#include "identity/password_generator.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

using namespace idm;

namespace {

struct Asked {
  const char* what;
  void (*set)(PasswordPolicy&);
};
std::ostream& operator<<(std::ostream& out, const Asked& asked) { return out << asked.what; }

// "the default password policy: PWD_LEN 8..12, NUMERIC_CHARS min 1, REJECT_CHARS <>" is the first
const Asked policies[] = {
    {"shipped",
     [](PasswordPolicy& p) {
       p.length = {8, 12};
       p.digits.min = 1;
       p.rejected = "<>";
     }                                                                                                    },
    {"nothing",       [](PasswordPolicy&) {}                                                              },
    {"short",         [](PasswordPolicy& p) { p.length.max = 4; }                                         },
    {"one character",
     [](PasswordPolicy& p) {
       p.length = {1, 1};
     }                                                                                                    },
    {"long",          [](PasswordPolicy& p) { p.length.min = 64; }                                        },
    {"only digits",
     [](PasswordPolicy& p) {
       p.letters.max = 1;
       p.non_alphanumeric.max = 1;
       p.digits.min = 10;
     }                                                                                                    },
    {"many of all",
     [](PasswordPolicy& p) {
       p.lower.min = p.upper.min = p.digits.min = p.non_alphanumeric.min = 5;
     }                                                                                                    },
    {"letters",
     [](PasswordPolicy& p) {
       p.letters.min = 12;
       p.lower.max = 2;
     }                                                                                                    },
    {"exact counts",
     [](PasswordPolicy& p) {
       p.lower = {3, 3};
       p.upper = {2, 2};
       p.digits = {4, 4};
       p.non_alphanumeric = {1, 1};
     }                                                                                                    },
    {"no vowels",     [](PasswordPolicy& p) { p.no_vowels = true; }                                       },
    {"positions",
     [](PasswordPolicy& p) {
       p.digit_at = {1, 5, 20};
       p.non_alphanumeric_at = {2, 3};
       p.alphanumeric_at = {4, 5};
     }                                                                                                    },
    {"ends",
     [](PasswordPolicy& p) {
       p.no_digit_at_ends = true;
       p.digits.min = 10;
       p.length.max = 12;
     }                                                                                                    },
    {"rejected",      [](PasswordPolicy& p) { p.rejected = "abcdefghijklm23456!#$%*+-/:;=?@.,"; }         },
    {"words",         [](PasswordPolicy& p) { p.not_login = p.not_name = p.not_the_word_password = true; }},
};

const Candidate who{"", "q", Text("Jo"), Text("X"), 99};

}  // namespace

BOOST_AUTO_TEST_SUITE(password_generation)

BOOST_DATA_TEST_CASE(a_generated_password_always_meets_its_policy,
                     boost::unit_test::data::make(policies), asked) {
  PasswordPolicy policy;
  asked.set(policy);
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    Candidate candidate = who;
    candidate.changes_today = 0;
    candidate.password = generate_password(policy, who);
    for (const Violation& broken : violations(policy, candidate))
      BOOST_ERROR(candidate.password + ": " + broken.text);
    made.insert(candidate.password);
  }
  BOOST_TEST((made.size() == 200u || policy.length.max.value_or(99) <= 4));
}

BOOST_AUTO_TEST_CASE(it_has_twelve_characters_of_four_sorts_where_the_policy_allows) {
  PasswordPolicy policy;
  policy.length = {8, 12};
  PasswordPolicy all_sorts;
  all_sorts.lower.min = all_sorts.upper.min = all_sorts.digits.min = 1;
  all_sorts.non_alphanumeric.min = 1;
  for (int i = 0; i < 200; ++i) {
    Candidate candidate = who;
    candidate.changes_today = 0;
    candidate.password = generate_password(policy, who);
    BOOST_TEST(candidate.password.size() == 12u);
    BOOST_TEST(violations(all_sorts, candidate).empty());
  }
}

BOOST_AUTO_TEST_CASE(every_place_gets_every_sort_of_character) {
  std::set<char> first;
  for (int i = 0; i < 500; ++i) first.insert(generate_password(PasswordPolicy(), who).front());
  BOOST_TEST(first.size() > 40u);
}

BOOST_AUTO_TEST_CASE(a_policy_that_contradicts_itself_is_reported_with_its_id) {
  PasswordPolicy policy;
  policy.id = "4712";
  policy.length.max = 5;
  policy.digits.min = 6;
  BOOST_CHECK_EXCEPTION(generate_password(policy, who), Error, [](const Error& error) {
    return error.code() == ErrorCode::PasswordPolicyNotFound &&
           std::string(error.what()).find("4712") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
