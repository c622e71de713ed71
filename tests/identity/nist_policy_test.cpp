#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "identity/apply_reference.h"
#include "identity/password_generator.h"
#include "identity/password_policy.h"
#include "password_house.h"

using namespace idm;
using namespace idm::test;

namespace {

/// The code of the first rule of the shipped policy NIST that the password breaks; nothing: none.
std::optional<ErrorCode> refused_by_nist(PasswordHouse& house, const std::string& password) {
  PasswordPolicy policy;
  std::vector<RequestPolicyItem> items;
  const auto reference = house.reference->get();
  for (const PolicyAttribute& rule : reference->policy_attributes("NIST"))
    items.push_back(item_of(rule));
  tighten(policy, items, "policy nist");
  const auto broken = violations(policy, {password, "snelson", Text("Scott"), Text("Nelson"), 0});
  return broken.empty() ? std::nullopt : std::optional(broken.front().code);
}

const std::string to_the_preset = IDM_SOURCE_DIR "/conf/nist-passwords.toml";

}  // namespace

BOOST_AUTO_TEST_SUITE(nist_passwords)

// Issue 3: "length 8 to at least 64, blocklist of common passwords, no composition rules";
// design.md: "failPasswordPolicy is the code for rules that OpenIAM had none for (blocklist)"
BOOST_AUTO_TEST_CASE(long_ones_pass_and_guessable_ones_do_not) {
  PasswordHouse house(Dialect::Sqlite);
  for (const char* good : {"ocean veranda mosaic", "gfRz-kq7",
                           "\xc3\xbc"
                           "bermorgen im Kirschgarten",
                           "correcthorsebatterystaple"})
    BOOST_TEST(!refused_by_nist(house, good).has_value(), good);
  BOOST_TEST(!refused_by_nist(house, "eighteen fair winds " + std::string(44, '-')).has_value());

  for (const char* common : {"password", "P@ssw0rd", "Passw0rd!", "iloveyou", "qwertyuiop",
                             "1234567890", "aaaaaaaaaaaa", "letmein123", "football1"})
    BOOST_TEST((refused_by_nist(house, common) == ErrorCode::PasswordRefused), common);
  for (const char* own : {"snelson1", "Nelson2024", "nelson!!"})
    BOOST_TEST((refused_by_nist(house, own) == ErrorCode::PasswordRefused), own);

  BOOST_TEST((refused_by_nist(house, "gfRz-kq") == ErrorCode::PasswordLength));
  BOOST_TEST((refused_by_nist(house, std::string(129, 'x')) == ErrorCode::PasswordLength));
}

// One `apply` puts it in force in the place of the shipped one, and another takes it back.
BOTH_DATABASES(one_file_puts_the_preset_in_force) {
  PasswordHouse house(dialect);
  const auto in_force = [&] {
    house.reference->invalidate();
    return policy_for(*house.reference->get(), {Text(), Text(), "USR_SEC_DOMAIN"}).id;
  };
  BOOST_TEST(in_force() == "4000");
  const auto lines =
      apply_reference(house.database.store, to_the_preset, {"USR_SEC_DOMAIN", false});
  BOOST_REQUIRE(lines.size() == 1u);
  BOOST_TEST(lines[0].find("taken from policy \"4000\"") != std::string::npos, lines[0]);
  BOOST_TEST(in_force() == "NIST");

  passwords::PasswordChange change;
  change.principal = house.primary.login;
  change.domain_id = house.primary.domain_id;
  change.password = std::string("iloveyou");
  BOOST_CHECK_EXCEPTION(passwords::set_password(*house.services, change), Error,
                        fails_with(ErrorCode::PasswordRefused));
  // No digit, longer than 12: OpenIAM's shipped policy would refuse it twice.
  change.password = std::string("ocean veranda mosaic");
  passwords::set_password(*house.services, change);
  BOOST_TEST(house.opens(house.primary, "ocean veranda mosaic"));
}

BOOST_AUTO_TEST_CASE(generated_passwords_meet_it) {
  PasswordPolicy policy;
  policy.length.min = 8;
  policy.not_guessable = true;
  for (int i = 0; i < 200; ++i) {
    const Candidate nobody{"", "snelson", Text("Scott"), Text("Nelson"), 0};
    const std::string generated = generate_password(policy, nobody);
    BOOST_TEST(
        violations(policy, {generated, "snelson", Text("Scott"), Text("Nelson"), 0}).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
