#include "identity/passwords.h"

#include <boost/test/unit_test.hpp>

#include "core/time_zone.h"
#include "orm/audit_entry-odb.hxx"
#include "orm/policy-odb.hxx"
#include "password_house.h"

using namespace idm;
using namespace idm::test;
using passwords::PasswordAnswer;
using passwords::PasswordChange;

namespace {

using days = std::chrono::days;

PasswordAnswer set(PasswordHouse& house, const char* password) {
  return passwords::set_password(*house.services, change_to(password));
}
PasswordAnswer reset(PasswordHouse& house, const char* password) {
  return passwords::reset_password(*house.services, change_to(password));
}

std::vector<AuditEntry> audit_of(PasswordHouse& house, const char* action) {
  return house.database.store.read(
      [&](Db& db) { return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == action); });
}

/// System 110 takes no part in password synchronisation.
void keep_directory_out(Db& db) {
  ResourceProperty property;
  property.id = new_id();
  property.resource_id = std::string("110");
  property.name = "INCLUDE_IN_PASSWORD_SYNC";
  property.value = std::string("N");
  db.insert(property);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(password_use_cases)

// 7.3.4 "Every login of the user on that managed system, in all domains: new cipher text;
// pwdChanged now; passwordChangeCount + 1; resetPassword 0; authFailCount 0; isLocked 0;
// pswdResetToken and its expiry cleared; pwdExp = now + PWD_EXPIRATION days; gracePeriod = pwdExp +
// PWD_EXP_GRACE days; one PWD_HISTORY row each"
BOTH_DATABASES(set_password_renews_every_login_of_the_user_on_the_system) {
  PasswordHouse house(dialect);
  for (const LoginId& id : {house.primary, house.elsewhere})
    house.change_login(id, [](Login& login) {
      login.reset_password = 1;
      login.auth_fail_count = 2;
      login.locked = 1;
      login.password_reset_token = std::string("token");
      login.password_reset_token_expires = now();
    });

  const PasswordAnswer answer = set(house, "Secret-123");

  BOOST_TEST(answer.user_id == house.user.id);
  BOOST_TEST(answer.password.null());
  BOOST_TEST(answer.note == "");
  for (const LoginId& id : {house.primary, house.elsewhere}) {
    BOOST_TEST(house.opens(id, "Secret-123"));
    const Login login = house.load(id);
    BOOST_TEST(is_near(login.password_changed, now()));
    BOOST_TEST(login.password_change_count.get() == 1);
    BOOST_TEST(login.reset_password == 0);
    BOOST_TEST(login.auth_fail_count == 0);
    BOOST_TEST(login.locked == 0);
    BOOST_TEST(login.password_reset_token.null());
    BOOST_TEST(login.password_reset_token_expires.null());
    BOOST_TEST(is_near(login.password_expires, now() + days(90)));
    BOOST_TEST(is_near(login.grace_period, now() + days(91)));
    const std::vector<PasswordHistory> history = history_of(house, id);
    BOOST_REQUIRE_EQUAL(history.size(), 1u);
    BOOST_TEST(history.front().password.get() == login.password.get());
  }
  // 7.3.5
  BOOST_TEST(is_near(house.load_user().date_password_changed, now()));
}

// 7.3.6 "each target identity whose resource lacks INCLUDE_IN_PASSWORD_SYNC = N is updated in
// LOGIN"
BOTH_DATABASES(a_password_for_the_default_system_reaches_targets_that_take_part) {
  PasswordHouse house(dialect, keep_directory_out);
  set(house, "Secret-123");
  BOOST_TEST(house.opens(house.ldap, "Secret-123"));
  BOOST_TEST(history_of(house, house.ldap).size() == 1u);
  BOOST_TEST(house.load(house.directory).password.null());
  BOOST_TEST(audit_of(house, "SET PASSWORD").size() == 2u);
  BOOST_TEST(audit_of(house, "SET PASSWORD IDENTITY").size() == 1u);
}

// 7.3.6 "Otherwise only the named system"
BOTH_DATABASES(a_password_for_a_target_system_stays_there) {
  PasswordHouse house(dialect);
  house.change_user([](User& user) { user.secondary_status = std::string("LOCKED"); });
  PasswordChange change = change_to("Secret-123");
  change.managed_system_id = std::string("101");
  change.principal = std::string("cn=jdoe");
  passwords::set_password(*house.services, change);
  BOOST_TEST(house.opens(house.ldap, "Secret-123"));
  BOOST_TEST(house.load(house.primary).password.null());
  BOOST_TEST(house.load_user().secondary_status.get() == "LOCKED");
}

// design.md: "missing domain or system: PasswordSync: the default system"; names in any case
BOTH_DATABASES(a_missing_system_is_the_default_one) {
  PasswordHouse house(dialect);
  PasswordChange change = change_to("Secret-123");
  change.managed_system_id.reset();
  change.principal = std::string("JDoe");
  passwords::set_password(*house.services, change);
  BOOST_TEST(house.opens(house.primary, "Secret-123"));
}

// design.md: "A missing password is generated and comes back in responseValue"
BOTH_DATABASES(a_missing_password_is_generated_and_returned) {
  PasswordHouse house(dialect);
  const PasswordAnswer answer = set(house, nullptr);
  BOOST_REQUIRE(!answer.password.null());
  BOOST_TEST(answer.password->size() == 12u);
  BOOST_TEST(house.opens(house.primary, *answer.password));
  BOOST_TEST(house.load(house.primary).reset_password == 0);
}

// design.md: "PasswordSync without securityDomain or principal:
// MISSING_REQUIRED_ATTRIBUTE"; 7.3.1, 7.3.2; "Users whose status forbids it (deleted, terminate,
// retired): userStatus"
BOTH_DATABASES(what_cannot_be_found_or_may_not_change_is_refused_by_its_code) {
  PasswordHouse house(dialect);
  const auto refused = [&](PasswordChange change, ErrorCode code) {
    BOOST_CHECK_EXCEPTION(passwords::set_password(*house.services, change), Error,
                          fails_with(code));
    BOOST_CHECK_EXCEPTION(passwords::reset_password(*house.services, change), Error,
                          fails_with(code));
  };
  PasswordChange change = change_to("Secret-123");
  change.domain_id.reset();
  refused(change, ErrorCode::MissingRequiredAttribute);
  change = change_to("Secret-123");
  change.principal = std::string("");
  refused(change, ErrorCode::MissingRequiredAttribute);
  change.principal = std::string("nobody");
  refused(change, ErrorCode::PrincipalNotFound);
  change = change_to("Secret-123");
  change.managed_system_id = std::string("4711");
  refused(change, ErrorCode::PrincipalNotFound);
  for (const char* status : {"DELETED", "TERMINATE", "RETIRED"}) {
    house.change_user([&](User& user) { user.status = std::string(status); });
    refused(change_to("Secret-123"), ErrorCode::UserStatusForbids);
  }
  BOOST_TEST(house.load(house.primary).password.null());
  house.change_login(house.primary, [](Login& login) { login.user_id.reset(); });
  refused(change_to("Secret-123"), ErrorCode::UserNotFound);
}

// design.md: "the violated rule's code; when several rules fail, the first, and errorText lists all
// of them"
BOTH_DATABASES(a_password_that_breaks_rules_is_refused_and_nothing_changes) {
  PasswordHouse house(dialect);
  BOOST_CHECK_EXCEPTION(set(house, "a<b"), Error, [](const Error& error) {
    const std::string text = error.what();
    return error.code() == ErrorCode::PasswordLength && text.find("digits") != std::string::npos &&
           text.find("<>") != std::string::npos && text.find("a<b") == std::string::npos;
  });
  BOOST_CHECK_EXCEPTION(set(house, ""), Error, fails_with(ErrorCode::PasswordLength));
  BOOST_TEST(house.load(house.primary).password.null());
  BOOST_TEST(house.load(house.primary).password_change_count.get() == 0);
}

// 7.2 "PWD_HIST_VER n: must differ from the n newest history rows", 6 in the shipped policy
BOTH_DATABASES(the_last_six_passwords_are_refused_and_the_seventh_is_not) {
  PasswordHouse house(dialect, [](Db& db) { set_rule(db, "142", "50"); });
  const std::string names[] = {"Secret-0001", "Secret-0002", "Secret-0003", "Secret-0004",
                               "Secret-0005", "Secret-0006", "Secret-0007"};
  for (const std::string& name : names) set(house, name.c_str());
  for (int i = 1; i < 7; ++i)
    BOOST_CHECK_EXCEPTION(set(house, names[i].c_str()), Error,
                          fails_with(ErrorCode::PasswordHistory));
  set(house, names[0].c_str());
  BOOST_TEST(house.opens(house.primary, names[0]));
}

// The present password may be in no history row: one that addUser or resetPassword stored
BOTH_DATABASES(the_present_password_is_refused_without_a_history_row) {
  PasswordHouse house(dialect);
  reset(house, "Secret-123");
  BOOST_TEST(history_of(house, house.primary).empty());
  BOOST_CHECK_EXCEPTION(set(house, "Secret-123"), Error, fails_with(ErrorCode::PasswordHistory));
}

// design.md: "PASSWORD_CHANGE_ALLOWED counts changes since midnight of server.time_zone", 5 shipped
BOTH_DATABASES(five_changes_a_day_are_allowed) {
  PasswordHouse house(dialect);
  house.config.time_zone = "Asia/Kolkata";
  const Instant midnight = TimeZone("Asia/Kolkata").start_of_day(now());
  const auto changed_at = [&](Instant at) {
    house.change_login(house.primary, [&](Login& login) {
      login.password_changed = at;
      login.password_change_count = 5;
    });
  };
  changed_at(midnight);
  BOOST_CHECK_EXCEPTION(set(house, "Secret-123"), Error,
                        fails_with(ErrorCode::PasswordChangeFrequency));
  BOOST_CHECK_EXCEPTION(set(house, nullptr), Error, fails_with(ErrorCode::PasswordChangeFrequency));
  changed_at(midnight - std::chrono::milliseconds(1));
  set(house, "Secret-123");
  BOOST_TEST(house.load(house.primary).password_change_count.get() == 1);
}

// 7.3.5 ODD: the login was unlocked and the user stayed LOCKED; both are released here
BOTH_DATABASES(a_new_password_ends_a_lock_but_not_one_by_an_administrator) {
  for (auto* act : {set, reset}) {
    PasswordHouse house(dialect);
    const auto lock = [&](const char* status, int locked) {
      house.change_user([&](User& user) { user.secondary_status = std::string(status); });
      house.change_login(house.primary, [&](Login& login) { login.locked = locked; });
    };
    lock("LOCKED", 1);
    act(house, "Secret-123");
    BOOST_TEST(house.load_user().secondary_status.null());
    BOOST_TEST(house.load(house.primary).locked == 0);
    lock("LOCKED_ADMIN", 2);
    act(house, "Secret-124");
    BOOST_TEST(house.load_user().secondary_status.get() == "LOCKED_ADMIN");
    BOOST_TEST(house.load(house.primary).locked == 2);
    lock("DISABLED", 0);
    act(house, "Secret-125");
    BOOST_TEST(house.load_user().secondary_status.get() == "DISABLED");
  }
}

// 7.4 "authFailCount 0, isLocked 0, passwordChangeCount 0, resetPassword 1, pwdChanged now, pwdExp
// = now + PWD_EXPIRATION_ON_RESET days, gracePeriod = that + PWD_EXP_GRACE. No history row. Only
// the addressed login row (other domains are not reset)"; design.md: "generates by the policy when
// blank, and returns the password"
BOTH_DATABASES(reset_password_gives_the_addressed_login_a_password_to_be_changed) {
  PasswordHouse house(dialect);
  for (const char* blank : {static_cast<const char*>(nullptr), ""}) {
    house.change_login(house.primary, [](Login& login) {
      login.auth_fail_count = 2;
      login.password_changed = now();
      login.password_change_count = 5;
    });
    const PasswordAnswer answer = reset(house, blank);
    BOOST_REQUIRE(!answer.password.null());
    BOOST_TEST(house.opens(house.primary, *answer.password));
  }
  const Login login = house.load(house.primary);
  BOOST_TEST(login.auth_fail_count == 0);
  BOOST_TEST(login.password_change_count.get() == 0);
  BOOST_TEST(login.reset_password == 1);
  BOOST_TEST(is_near(login.password_changed, now()));
  BOOST_TEST(is_near(login.password_expires, now() + days(2)));
  BOOST_TEST(is_near(login.grace_period, now() + days(3)));
  BOOST_TEST(history_of(house, house.primary).empty());
  BOOST_TEST(house.load(house.elsewhere).password.null());
}

// 7.4 "Sync to target systems as 7.3 step 6": LOGIN there is updated as by setPassword
BOTH_DATABASES(a_reset_on_the_default_system_reaches_targets_that_take_part) {
  PasswordHouse house(dialect, keep_directory_out);
  house.change_login(house.ldap, [](Login& login) {
    login.locked = 1;
    login.reset_password = 1;
  });
  const PasswordAnswer answer = reset(house, nullptr);
  BOOST_REQUIRE(!answer.password.null());
  BOOST_TEST(house.opens(house.primary, *answer.password));
  BOOST_TEST(house.opens(house.ldap, *answer.password));
  BOOST_TEST(house.load(house.directory).password.null());
  BOOST_TEST(house.load(house.elsewhere).password.null());

  const Login target = house.load(house.ldap);
  BOOST_TEST(target.locked == 0);
  BOOST_TEST(target.reset_password == 0);
  BOOST_TEST(target.password_change_count.get() == 1);
  BOOST_TEST(is_near(target.password_expires, now() + days(90)));
  BOOST_TEST(is_near(target.grace_period, now() + days(91)));
  BOOST_TEST(history_of(house, house.ldap).size() == 1u);
  BOOST_TEST(history_of(house, house.primary).empty());
  BOOST_TEST(house.load(house.primary).reset_password == 1);
  BOOST_TEST(audit_of(house, "RESET PASSWORD").size() == 1u);
  const std::vector<AuditEntry> there = audit_of(house, "RESET PASSWORD IDENTITY");
  BOOST_REQUIRE_EQUAL(there.size(), 1u);
  BOOST_TEST(there.front().target_system_id.get() == "101");
}

// 7.3.6 "Otherwise only the named system"
BOTH_DATABASES(a_reset_on_a_target_system_stays_there) {
  PasswordHouse house(dialect);
  PasswordChange change = change_to("Secret-123");
  change.managed_system_id = std::string("101");
  change.principal = std::string("cn=jdoe");
  passwords::reset_password(*house.services, change);
  BOOST_TEST(house.opens(house.ldap, "Secret-123"));
  BOOST_TEST(house.load(house.ldap).reset_password == 1);
  BOOST_TEST(house.load(house.primary).password.null());
  BOOST_TEST(house.load(house.directory).password.null());
}

// design.md: "honours the policy in force; spaces are not blank"
BOTH_DATABASES(a_password_given_to_reset_password_meets_the_policy) {
  PasswordHouse house(dialect);
  BOOST_TEST(reset(house, "Secret-123").password.get() == "Secret-123");
  BOOST_CHECK_EXCEPTION(reset(house, "   "), Error, fails_with(ErrorCode::PasswordLength));
  BOOST_TEST(house.opens(house.primary, "Secret-123"));
}

// 7.4 "status INACTIVE becomes ACTIVE"
BOTH_DATABASES(reset_password_makes_an_inactive_user_active) {
  PasswordHouse house(dialect);
  house.change_user([](User& user) { user.status = std::string("INACTIVE"); });
  set(house, "Secret-123");
  BOOST_TEST(house.load_user().status.get() == "INACTIVE");
  reset(house, nullptr);
  BOOST_TEST(house.load_user().status.get() == "ACTIVE");
}

// 10 "srcSystemId of PasswordSync is not written: DO write srcSystemId to SRC_SYSTEM_ID"; failures
// too
BOTH_DATABASES(who_changed_which_password_is_in_the_audit_log_and_the_password_is_not) {
  PasswordHouse house(dialect);
  PasswordChange change = change_to("Secret-123");
  change.source_system_id = std::string("101");
  change.requestor.user_id = std::string("3000");
  passwords::reset_password(*house.services, change);
  change.password = std::string("bad");
  BOOST_CHECK_THROW(passwords::reset_password(*house.services, change), Error);

  const std::vector<AuditEntry> rows = audit_of(house, "RESET PASSWORD");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  for (const AuditEntry& row : rows) {
    BOOST_TEST(row.object_id.get() == house.user.id);
    BOOST_TEST(row.source_system_id.get() == "101");
    BOOST_TEST(row.target_system_id.get() == "0");
    BOOST_TEST(row.user_id.get() == "3000");
    if (row.status.get() == "SUCCESS") {
      BOOST_TEST(row.custom_attrvalue3.get() == "jdoe");
      BOOST_TEST(row.reason.null());
    } else {
      BOOST_TEST(row.status.get() == "FAIL");
      BOOST_TEST(row.reason.get() == "FAIL_LENGTH_RULE");
      BOOST_TEST(row.reason_detail.get().find("bad") == std::string::npos);
    }
  }
}

// 7.1 "None: PASSWORD_POLICY_NOT_FOUND"
BOTH_DATABASES(without_a_policy_no_password_is_set) {
  PasswordHouse house(dialect, [](Db& db) {
    for (const PolicyAssociation& bound :
         rows_where<PolicyAssociation>(db, odb::query<PolicyAssociation>::policy_id == "4000"))
      db.erase<PolicyAssociation>(bound.id);
  });
  BOOST_CHECK_EXCEPTION(set(house, "Secret-123"), Error,
                        fails_with(ErrorCode::PasswordPolicyNotFound));
}

BOOST_AUTO_TEST_SUITE_END()
