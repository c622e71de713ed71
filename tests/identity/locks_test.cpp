#include "identity/locks.h"

#include <boost/test/unit_test.hpp>

#include "identity/lock_user.h"
#include "orm/audit_entry-odb.hxx"
#include "orm/security_domain-odb.hxx"
#include "orm/user_lock-odb.hxx"
#include "orm/user_lock.h"
#include "password_house.h"

using namespace idm;
using namespace idm::test;
using std::chrono::minutes;

namespace {

bool has_lock_row(PasswordHouse& house) {
  return house.database.store.read(
      [&](Db& db) { return db.find<UserLock>(house.user.id).has_value(); });
}

void lock(PasswordHouse& house, LockOperation operation = LockOperation::Locked) {
  lock_user(*house.services, house.user.id, operation, {});
}

bool is_locked(PasswordHouse& house) {
  const bool login = house.load(house.primary).locked != 0;
  BOOST_TEST(login == !house.load_user().secondary_status.null());
  return login;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locks_in_time)

// design.md: "`locked` is released after AUTO_UNLOCK_TIME, counted from the lock when no failed
// attempt is recorded"; the shipped policy 4001 says 30 minutes
BOTH_DATABASES(a_lock_ends_after_the_time_of_the_authentication_policy) {
  PasswordHouse house(dialect);
  lock(house);
  BOOST_TEST(has_lock_row(house));
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(29)) == 0u);
  BOOST_TEST(is_locked(house));
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(31)) == 1u);
  BOOST_TEST(!is_locked(house));
  BOOST_TEST(!has_lock_row(house));
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(31)) == 0u);
}

// 10: "Actions: ... UNLOCK": what happens by itself is on record too
BOTH_DATABASES(a_lock_that_ends_by_itself_is_audited) {
  PasswordHouse house(dialect);
  lock(house);
  locks::release_expired(*house.services, now() + minutes(31));
  const auto rows = house.database.store.read([&](Db& db) {
    return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == "UNLOCK");
  });
  BOOST_REQUIRE(rows.size() == 1u);
  BOOST_TEST(rows[0].object_id.get() == house.user.id);
  BOOST_TEST(rows[0].reason.get() == "AUTO_UNLOCK_TIME");
}

// behaviour.md 6.1: "isLocked 1 and LAST_AUTH_ATTEMPT older than AUTO_UNLOCK_TIME"
BOTH_DATABASES(a_failed_attempt_after_the_lock_prolongs_it) {
  PasswordHouse house(dialect);
  lock(house);
  const Instant attempt = now() + minutes(20);
  house.change_login(house.primary, [&](Login& login) { login.last_auth_attempt = attempt; });
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(31)) == 0u);
  BOOST_TEST(is_locked(house));
  BOOST_TEST(locks::release_expired(*house.services, attempt + minutes(30)) == 1u);
}

// An old failure does not end today's lock at once.
BOTH_DATABASES(a_failed_attempt_before_the_lock_does_not_shorten_it) {
  PasswordHouse house(dialect);
  house.change_login(house.primary,
                     [&](Login& login) { login.last_auth_attempt = now() - minutes(600); });
  lock(house);
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(1)) == 0u);
  BOOST_TEST(is_locked(house));
}

// design.md: "`locked_admin` never"
BOTH_DATABASES(an_administrators_lock_does_not_end_by_itself) {
  PasswordHouse house(dialect);
  lock(house);
  lock(house, LockOperation::LockedByAdmin);
  BOOST_TEST(!has_lock_row(house));
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(60 * 24 * 365)) == 0u);
  BOOST_TEST(is_locked(house));
}

BOTH_DATABASES(a_new_lock_starts_a_new_time_and_an_unlock_ends_it) {
  PasswordHouse house(dialect);
  lock(house);
  house.database.store.transact([&](Db& db) {
    UserLock row = *db.find<UserLock>(house.user.id);
    row.locked_at = now() - minutes(29);
    db.update(row);
  });
  lock(house);
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(2)) == 0u);
  lock(house, LockOperation::Unlock);
  BOOST_TEST(!has_lock_row(house));
}

// A password that was set has unlocked the login; the row that is left over goes.
BOTH_DATABASES(a_lock_that_a_new_password_ended_is_forgotten) {
  PasswordHouse house(dialect);
  lock(house);
  house.change_user([](User& user) { user.secondary_status.reset(); });
  house.change_login(house.primary, [](Login& login) { login.locked = 0; });
  BOOST_TEST(locks::release_expired(*house.services, now()) == 0u);
  BOOST_TEST(!has_lock_row(house));
}

BOTH_DATABASES(a_domain_without_the_policy_keeps_its_locks) {
  PasswordHouse house(dialect, [](Db& db) {
    SecurityDomain domain = *db.find<SecurityDomain>(std::string("USR_SEC_DOMAIN"));
    domain.authentication_policy.reset();
    db.update(domain);
  });
  lock(house);
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(60 * 24)) == 0u);
  BOOST_TEST(is_locked(house));
}

// design.md: "never DISABLED": neither a lock nor its end enables a disabled user
BOTH_DATABASES(a_disabled_user_stays_so_through_a_lock_and_its_end) {
  PasswordHouse house(dialect);
  house.change_user([](User& user) { user.secondary_status = std::string("DISABLED"); });
  const std::string note = lock_user(*house.services, house.user.id, LockOperation::Locked, {});
  BOOST_TEST(note.find("disabled") != std::string::npos);
  BOOST_TEST(house.load(house.primary).locked == 1);
  BOOST_TEST(house.load_user().secondary_status.get() == "DISABLED");
  BOOST_TEST(locks::release_expired(*house.services, now() + minutes(31)) == 1u);
  BOOST_TEST(house.load(house.primary).locked == 0);
  BOOST_TEST(house.load_user().secondary_status.get() == "DISABLED");
}

BOOST_AUTO_TEST_SUITE_END()
