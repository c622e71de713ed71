#include <boost/test/unit_test.hpp>

#include "core/instant.h"
#include "orm/audit_entry-odb.hxx"
#include "provisioning/lock_user.h"
#include "target_house.h"

// behaviour.md 6.1, 6.2 with their DO lines.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(locking_and_disabling_with_targets)

// "Then suspend/resume goes to …" "DO visit all, report success"
BOTH_DATABASES(every_account_hears_of_a_lock) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.principals.push_back(principal_on("110", "ada"));
  const std::string id = house.add(request);
  provisioning::lock_user(house.services(), id, LockOperation::LockedByAdmin, {});
  const Lines suspended = {"101 SUSPEND", "110 SUSPEND ada"};
  BOOST_TEST(house.news() == suspended, tt::per_element());
  provisioning::lock_user(house.services(), id, LockOperation::Unlock, {});
  const Lines resumed = {"101 RESUME", "110 RESUME ada"};
  BOOST_TEST(house.news() == resumed, tt::per_element());
  BOOST_CHECK_EXCEPTION(
      provisioning::lock_user(house.services(), text("nobody"), LockOperation::Locked, {}), Error,
      fails_with(ErrorCode::ObjectNotFound));
  BOOST_TEST(house.news().empty());
}

// "primary LOGIN: IS_LOCKED 1": of the principal in use, not of one that was deleted earlier. A
// lock from before the deletion ends in time all the same.
BOTH_DATABASES(a_lock_meets_the_principal_in_use) {
  TargetHouse house(dialect);
  const std::string id = house.add(ada());
  const auto is_locked = [&](const char* name) {
    for (const Principal& row : stored(house.repository, id).principals)
      if (row.login.id.login == name) return row.login.locked;
    return -1;
  };
  provisioning::lock_user(house.services(), id, LockOperation::Locked, {});
  UserRequest change;
  change.user.id = id;
  change.principals = {principal("ada"), principal("countess")};
  change.principals[0].operation = Operation::Delete;
  provisioning::modify_user(house.services(), change);
  const Instant later = now() + std::chrono::hours(1);
  BOOST_TEST(provisioning::release_expired_locks(house.services(), later) == 1u);
  BOOST_TEST(stored(house.repository, id).user.secondary_status.null());
  BOOST_TEST(is_locked("ada") == 0);
  provisioning::lock_user(house.services(), id, LockOperation::LockedByAdmin, {});
  BOOST_TEST(is_locked("countess") == 2);
  BOOST_TEST(is_locked("ada") == 0);
}

// "unlock never clears DISABLED": then the accounts stay suspended, too
BOTH_DATABASES(an_unlock_resumes_no_disabled_user) {
  TargetHouse house(dialect);
  const std::string id = house.add(ada());
  provisioning::disable_user(house.services(), id, true, {});
  house.news();
  provisioning::lock_user(house.services(), id, LockOperation::Unlock, {});
  BOOST_TEST(house.news().empty());
}

BOTH_DATABASES(a_lock_that_ends_by_itself_resumes_the_accounts) {
  TargetHouse house(dialect);
  const std::string id = house.add(ada());
  provisioning::lock_user(house.services(), id, LockOperation::Locked, {});
  house.news();
  const Instant later = now() + std::chrono::hours(1);
  BOOST_TEST(provisioning::release_expired_locks(house.services(), later) == 1u);
  BOOST_TEST(house.news() == Lines{"101 RESUME"}, tt::per_element());
}

// "operation true: secondary DISABLED, false: NULL"; "Connectors: suspend / resume"; "All logins of
// the default system: authFailCount, isLocked, passwordChangeCount 0 (also when disabling); target
// logins only when enabling"
BOTH_DATABASES(disabling_and_enabling) {
  TargetHouse house(dialect);
  UserRequest request = ada();
  request.principals.push_back(principal_on("101", "cn=ada"));
  const std::string id = house.add(request);
  const auto spoil = [&] {
    house.store().transact([&](Db& db) {
      for (Principal& principal : users::get(db, id, users::Extent::Dependents).principals) {
        principal.login.locked = 1;
        principal.login.auth_fail_count = 2;
        principal.login.password_change_count = 3;
        db.update(principal.login);
      }
    });
  };
  const auto is_clean = [&](const char* system) {
    const Login login = house.login(id, system);
    return login.locked == 0 && login.auth_fail_count == 0 && *login.password_change_count == 0;
  };
  spoil();
  provisioning::disable_user(house.services(), id, true, {});
  BOOST_TEST(*stored(house.repository, id).user.secondary_status == "DISABLED");
  BOOST_TEST(is_clean("0"));
  BOOST_TEST(!is_clean("101"));
  BOOST_TEST(house.news() == Lines{"101 SUSPEND cn=ada"}, tt::per_element());
  spoil();
  provisioning::disable_user(house.services(), id, false, {});
  BOOST_TEST(stored(house.repository, id).user.secondary_status.null());
  BOOST_TEST(is_clean("0"));
  BOOST_TEST(is_clean("101"));
  BOOST_TEST(house.news() == Lines{"101 RESUME cn=ada"}, tt::per_element());
}

// "userId null or unknown: userNotFound"; "objectNotFound"; behaviour.md 10: DISABLE, ENABLE
BOTH_DATABASES(whom_disabling_refuses) {
  TargetHouse house(dialect);
  for (const Text& id : {Text(), text(""), text("nobody")})
    BOOST_CHECK_EXCEPTION(provisioning::disable_user(house.services(), id, true, {}), Error,
                          fails_with(ErrorCode::UserNotFound));
  UserRequest nameless = ada();
  nameless.principals.clear();
  const std::string id = users::add(house.services(), nameless).user.user.id;
  BOOST_CHECK_EXCEPTION(provisioning::disable_user(house.services(), id, true, {}), Error,
                        fails_with(ErrorCode::ObjectNotFound));
  BOOST_TEST(stored(house.repository, id).user.secondary_status.null());
  const auto refusals = house.store().read([](Db& db) {
    using Query = odb::query<AuditEntry>;
    return rows_where<AuditEntry>(db, Query::action == "DISABLE" && Query::status == "FAIL").size();
  });
  BOOST_TEST(refusals == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
