#include "provisioning/delete_user.h"

#include <boost/test/unit_test.hpp>

#include "orm/audit_entry-odb.hxx"
#include "provisioning/lock_user.h"
#include "target_house.h"

// behaviour.md 6.3 to 6.5 with design.md section 3.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

/// Ada with the role HR and principals on the default system, on 101 and on 106.
struct Leaving : TargetHouse {
  explicit Leaving(Dialect dialect) : TargetHouse(dialect) {
    UserRequest request = plain_person("ada");
    request.roles = {role("HR")};
    request.principals.push_back(principal_on("101", "cn=ada"));
    request.principals.push_back(principal_on("106", "ada_db"));
    id = add(request);
  }

  static provisioning::Deletion deletion(const char* login, const char* status,
                                         const char* system = nullptr) {
    provisioning::Deletion wanted;
    wanted.principal = text(login);
    if (status) wanted.status = text(status);
    if (system) wanted.managed_system_id = text(system);
    wanted.requestor.user_id = text("3000");
    return wanted;
  }

  UserAnswer remove(const provisioning::Deletion& wanted) {
    return provisioning::delete_user(services(), wanted);
  }

  std::size_t events(const char* action) {
    return store().read([&](Db& db) {
      return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == action).size();
    });
  }

  std::string id;
};

BOOST_AUTO_TEST_SUITE(deleting_users)

// "managedSystemId = default: status set, secondary NULL, lastUpdatedBy = requestorId; every login
// …: INACTIVE, counters 0, isLocked 0; connector delete for non-default ones. … Roles and groups
// stay."; logins with NULL status count as active; domain and system have defaults
BOTH_DATABASES(a_deleted_user_loses_every_principal_and_account) {
  Leaving house(dialect);
  provisioning::lock_user(house.services(), house.id, LockOperation::Locked, {});
  house.news();
  house.store().transact([&](Db& db) {
    Login login = *db.find<Login>(LoginId{"USR_SEC_DOMAIN", "ada_db", "106"});
    login.status.reset();
    login.auth_fail_count = 2;
    db.update(login);
  });
  const UserAnswer answer = house.remove(house.deletion("ada", "TERMINATE"));
  BOOST_TEST(*answer.user.user.status == "TERMINATE");
  const Lines expected = {"101 DELETE cn=ada", "106 DELETE ada_db", "110 DELETE"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  const UserGraph user = stored(house.repository, house.id);
  BOOST_TEST(*user.user.status == "TERMINATE");
  BOOST_TEST(user.user.secondary_status.null());
  BOOST_TEST(*user.user.last_updated_by == "3000");
  for (const Principal& principal : user.principals) {
    BOOST_TEST(*principal.login.status == "INACTIVE");
    BOOST_TEST(principal.login.locked == 0);
    BOOST_TEST(principal.login.auth_fail_count == 0);
  }
  BOOST_TEST(user.roles.size() == 1u);
  BOOST_TEST(house.events("DELETE") == 1u);
  BOOST_TEST(house.events("DELETE IDENTITY") == 3u);
}

// "User already DELETED or TERMINATE: success, no change."
BOTH_DATABASES(who_is_deleted_stays_so) {
  Leaving house(dialect);
  house.remove(house.deletion("ada", "DELETED"));
  house.news();
  BOOST_TEST(*house.remove(house.deletion("ada", "LEAVE")).user.user.status == "DELETED");
  BOOST_TEST(house.news().empty());
  BOOST_TEST(house.events("DELETE") == 1u);
}

// Neither does a later change bring accounts back, though the roles stay.
BOTH_DATABASES(a_change_after_a_deletion_makes_no_account) {
  Leaving house(dialect);
  house.remove(house.deletion("ada", "RETIRED"));
  house.news();
  UserRequest change;
  change.user.id = house.id;
  change.user.title = text("Countess");
  provisioning::modify_user(house.services(), change);
  provisioning::lock_user(house.services(), house.id, LockOperation::Locked, {});
  BOOST_TEST(house.news().empty());
}

// "other system: only that login INACTIVE + connector delete; user status unchanged"
BOTH_DATABASES(one_account_of_many_is_deleted) {
  Leaving house(dialect);
  house.remove(house.deletion("CN=ADA", "DELETED", "101"));
  BOOST_TEST(house.news() == Lines{"101 DELETE cn=ada"}, tt::per_element());
  BOOST_TEST(*house.login(house.id, "101").status == "INACTIVE");
  BOOST_TEST(*house.login(house.id, "106").status == "ACTIVE");
  BOOST_TEST(*house.login(house.id, "0").status == "ACTIVE");
  BOOST_TEST(*stored(house.repository, house.id).user.status == "ACTIVE");
}

// "status must be deleted, leave, terminate or retired, else userStatus"; principalNotFound
BOTH_DATABASES(what_deletion_refuses) {
  Leaving house(dialect);
  const auto refused = [&](const provisioning::Deletion& wanted, ErrorCode code) {
    BOOST_CHECK_EXCEPTION(house.remove(wanted), Error, fails_with(code));
  };
  refused(house.deletion("ada", "ACTIVE"), ErrorCode::UserStatusForbids);
  refused(house.deletion("ada", nullptr), ErrorCode::UserStatusForbids);
  refused(house.deletion("nobody", "DELETED"), ErrorCode::PrincipalNotFound);
  refused(house.deletion("ada", "DELETED", "110"), ErrorCode::PrincipalNotFound);
  refused(house.deletion("", "DELETED"), ErrorCode::MissingRequiredAttribute);
  house.store().transact([](Db& db) {
    Login login;
    login.id = {"USR_SEC_DOMAIN", "ownerless", "0"};
    db.insert(login);
  });
  refused(house.deletion("ownerless", "DELETED"), ErrorCode::UserNotFound);
  BOOST_TEST(house.news().empty());
  BOOST_TEST(*stored(house.repository, house.id).user.status == "ACTIVE");
}

// 6.4: "Merges the request's fields (4.2) into the user first."
BOTH_DATABASES(deletion_by_id_merges_fields) {
  Leaving house(dialect);
  UserRequest request = ada();
  request.user = User();
  request.user.id = house.id;
  request.user.title = text("Countess");
  request.user.first_name = text("null");
  request.user.metadata_type_id = text("null");
  const UserAnswer answer =
      provisioning::delete_by_user_id(house.services(), request, text("RETIRED"));
  BOOST_TEST(answer.note.find("left out") != std::string::npos);
  const UserGraph user = stored(house.repository, house.id);
  BOOST_TEST(*user.user.title == "Countess");
  BOOST_TEST(user.user.first_name.null());
  BOOST_TEST(user.user.metadata_type_id.null());
  BOOST_TEST(*user.user.last_name == "Lovelace");
  BOOST_TEST(*user.user.status == "RETIRED");
  BOOST_TEST(*house.login(house.id, "0").status == "INACTIVE");
  const Lines expected = {"101 DELETE cn=ada", "106 DELETE ada_db", "110 DELETE"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// "Connector delete only if notifyTargetSystems"
BOTH_DATABASES(deletion_by_id_may_leave_targets_alone) {
  Leaving house(dialect);
  UserRequest request;
  request.user.id = house.id;
  request.notify_target_systems = false;
  BOOST_TEST(
      provisioning::delete_by_user_id(house.services(), request, text("LEAVE")).note.empty());
  BOOST_TEST(house.news().empty());
  BOOST_TEST(*house.login(house.id, "101").status == "INACTIVE");
}

BOTH_DATABASES(what_deletion_by_id_refuses) {
  Leaving house(dialect);
  UserRequest request;
  const auto refused = [&](const Text& status, ErrorCode code) {
    BOOST_CHECK_EXCEPTION(provisioning::delete_by_user_id(house.services(), request, status), Error,
                          fails_with(code));
  };
  refused(text("DELETED"), ErrorCode::UserNotFound);
  request.user.id = "nobody";
  refused(text("DELETED"), ErrorCode::UserNotFound);
  request.user.id = house.id;
  refused(text("INACTIVE"), ErrorCode::UserStatusForbids);
  request.user.metadata_type_id = text("NoSuchType");
  refused(text("DELETED"), ErrorCode::ObjectIdInvalid);
  BOOST_TEST(*stored(house.repository, house.id).user.status == "ACTIVE");
}

// 6.5: "Per resource with a system other than the default: login INACTIVE, counters 0, connector
// delete. Always success at the end."
BOTH_DATABASES(selected_resources_are_deprovisioned) {
  Leaving house(dialect);
  UserRequest change;
  change.user.id = house.id;
  want_resource(change, "106");
  provisioning::modify_user(house.services(), change);
  house.news();
  const UserAnswer answer =
      provisioning::deprovision(house.services(), house.id, {"106", "110", "106", "0", "104"}, {});
  BOOST_TEST(answer.note.find("'0' stands for no target system") != std::string::npos);
  const Lines expected = {"106 DELETE ada_db", "110 DELETE"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  BOOST_TEST(*house.login(house.id, "106").status == "INACTIVE");
  BOOST_TEST(*house.login(house.id, "101").status == "ACTIVE");
  BOOST_TEST(stored(house.repository, house.id).resources.empty());
  BOOST_TEST(house.account(house.id, "110")->last_verb == "DELETE");
  BOOST_TEST(house.events("DEPROVISION RESOURCE") == 3u);
}

// "Empty list: objectNotFound. Unknown user: userNotFound."; unknown resource: objectIdInvalid, and
// nothing is done
BOTH_DATABASES(what_deprovisioning_refuses) {
  Leaving house(dialect);
  const auto refused = [&](const Text& user, const std::vector<std::string>& resources,
                           ErrorCode code) {
    BOOST_CHECK_EXCEPTION(provisioning::deprovision(house.services(), user, resources, {}), Error,
                          fails_with(code));
  };
  refused(house.id, {}, ErrorCode::ObjectNotFound);
  refused(text("nobody"), {"106"}, ErrorCode::UserNotFound);
  refused({}, {"106"}, ErrorCode::UserNotFound);
  refused(house.id, {"106", "no such"}, ErrorCode::ObjectIdInvalid);
  BOOST_TEST(house.news().empty());
  BOOST_TEST(*house.login(house.id, "106").status == "ACTIVE");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
