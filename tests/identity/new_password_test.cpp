#include <boost/test/unit_test.hpp>

#include "password_house.h"

using namespace idm;
using namespace idm::test;
using std::chrono::days;

BOOST_AUTO_TEST_SUITE(new_passwords)

// 3.13 "resetPassword = 1 if its value is 1 and the password was not custom; PWD_EXP = now +
// PWD_EXPIRATION"
BOTH_DATABASES(a_first_password_is_checked_or_generated) {
  PasswordHouse house(dialect);
  passwords::NewPasswordRequest wish;
  wish.subject.domain_id = "USR_SEC_DOMAIN";
  wish.candidate.login = "new";
  const passwords::NewPassword made = passwords::prepare_new_password(*house.services, wish);
  BOOST_TEST(made.reset_password == 1);
  BOOST_TEST(made.clear.size() == 12u);

  wish.candidate.password = "Secret-123";
  const passwords::NewPassword custom = passwords::prepare_new_password(*house.services, wish);
  Login login;
  passwords::apply(custom, login);
  BOOST_TEST(login.reset_password == 0);
  BOOST_TEST(house.hasher.verify(*login.password, "Secret-123"));
  BOOST_TEST(is_near(login.password_expires, now() + days(90)));
  BOOST_TEST(is_near(login.grace_period, now() + days(91)));
  BOOST_TEST(login.password_changed.null());

  wish.tightening = {
      {"PWD_LEN", "112", Text("11"), Text()}
  };
  BOOST_CHECK_EXCEPTION(passwords::prepare_new_password(*house.services, wish), Error,
                        fails_with(ErrorCode::PasswordLength));
  wish.tightening.clear();
  wish.earlier_hashes.current = custom.hash;
  BOOST_CHECK_EXCEPTION(passwords::prepare_new_password(*house.services, wish), Error,
                        fails_with(ErrorCode::PasswordHistory));
}

BOOST_AUTO_TEST_SUITE_END()
