#include "identity/lock_user.h"

#include <boost/test/unit_test.hpp>

#include "orm/audit_entry-odb.hxx"
#include "password_house.h"

using namespace idm;
using namespace idm::test;

BOOST_AUTO_TEST_SUITE(user_locks)

// 6.1: locked: LOCKED and IS_LOCKED 1; locked_admin: LOCKED_ADMIN and 2; unlock: NULL, 0 and
// AUTH_FAIL_COUNT 0; "Only the primary login row changes; other domains' rows of the same system do
// not"
BOTH_DATABASES(a_lock_shows_on_the_user_and_on_the_primary_login) {
  PasswordHouse house(dialect);
  const auto lock = [&](LockOperation operation) {
    house.change_login(house.primary, [](Login& login) { login.auth_fail_count = 3; });
    lock_user(*house.services, house.user.id, operation, {});
  };
  lock(LockOperation::Locked);
  BOOST_TEST(house.load_user().secondary_status.get() == "LOCKED");
  BOOST_TEST(house.load(house.primary).locked == 1);
  BOOST_TEST(house.load(house.primary).auth_fail_count == 3);
  lock(LockOperation::LockedByAdmin);
  BOOST_TEST(house.load_user().secondary_status.get() == "LOCKED_ADMIN");
  BOOST_TEST(house.load(house.primary).locked == 2);
  BOOST_TEST(house.load(house.elsewhere).locked == 0);
  BOOST_TEST(house.load(house.ldap).locked == 0);
  lock(LockOperation::Unlock);
  BOOST_TEST(house.load_user().secondary_status.null());
  BOOST_TEST(house.load(house.primary).locked == 0);
  BOOST_TEST(house.load(house.primary).auth_fail_count == 0);
  BOOST_TEST(house.load_user().status.get() == "ACTIVE");
}

// design.md: "clears LOCKED and LOCKED_ADMIN only, never DISABLED"
BOTH_DATABASES(unlock_does_not_enable_a_disabled_user) {
  PasswordHouse house(dialect);
  house.change_user([](User& user) { user.secondary_status = std::string("DISABLED"); });
  lock_user(*house.services, house.user.id, LockOperation::Unlock, {});
  BOOST_TEST(house.load_user().secondary_status.get() == "DISABLED");
}

// "Unknown user: failure objectNotFound"; null arguments are named; requestorId is optional
BOTH_DATABASES(what_is_missing_or_unknown_is_named) {
  PasswordHouse house(dialect);
  const auto refused = [&](const Text& user, std::optional<LockOperation> operation, ErrorCode code,
                           const char* name) {
    BOOST_CHECK_EXCEPTION(
        lock_user(*house.services, user, operation, {}), Error, [&](const Error& error) {
          return error.code() == code && std::string(error.what()).find(name) != std::string::npos;
        });
  };
  refused(Text(), LockOperation::Locked, ErrorCode::MissingRequiredAttribute, "userId");
  refused(house.user.id, std::nullopt, ErrorCode::MissingRequiredAttribute, "operation");
  refused(Text("nobody"), LockOperation::Unlock, ErrorCode::ObjectNotFound, "nobody");
}

// "No primary identity: unlock answers principalNotFound; lock faults ODD": both refuse and change
// nothing
BOTH_DATABASES(a_user_without_primary_login_cannot_be_locked_or_unlocked) {
  PasswordHouse house(dialect);
  for (const LoginId& id : {house.primary, house.elsewhere})
    house.change_login(id, [](Login& login) { login.user_id.reset(); });
  for (const LockOperation operation : {LockOperation::Locked, LockOperation::Unlock})
    BOOST_CHECK_EXCEPTION(lock_user(*house.services, house.user.id, operation, {}), Error,
                          fails_with(ErrorCode::PrincipalNotFound));
  BOOST_TEST(house.load_user().secondary_status.null());
}

// Several domains on the default system: the default domain's login is the primary one, else the
// first
BOTH_DATABASES(without_one_in_the_default_domain_the_first_login_is_primary) {
  PasswordHouse house(dialect);
  house.change_login(house.primary, [](Login& login) { login.user_id.reset(); });
  lock_user(*house.services, house.user.id, LockOperation::Locked, {});
  BOOST_TEST(house.load(house.elsewhere).locked == 1);
}

// "Audit action LOCKED, LOCKED_ADMIN or UNLOCK"
BOTH_DATABASES(locks_are_in_the_audit_log) {
  PasswordHouse house(dialect);
  Requestor requestor;
  requestor.user_id = std::string("3000");
  for (const LockOperation operation :
       {LockOperation::Locked, LockOperation::LockedByAdmin, LockOperation::Unlock})
    lock_user(*house.services, house.user.id, operation, requestor);
  for (const char* action : {"LOCKED", "LOCKED_ADMIN", "UNLOCK"}) {
    const auto rows = house.database.store.read([&](Db& db) {
      return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == action);
    });
    BOOST_REQUIRE_EQUAL(rows.size(), 1u);
    BOOST_TEST(rows.front().object_id.get() == house.user.id);
    BOOST_TEST(rows.front().user_id.get() == "3000");
    BOOST_TEST(rows.front().status.get() == "SUCCESS");
  }
}

BOOST_AUTO_TEST_SUITE_END()
