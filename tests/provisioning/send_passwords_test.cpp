#include <boost/test/unit_test.hpp>

#include "orm/audit_entry-odb.hxx"
#include "provisioning/lock_user.h"
#include "provisioning/send_passwords.h"
#include "target_house.h"

// behaviour.md 7.3 step 6, 7.4, 7.5.
namespace idm {
using namespace test;
namespace tt = boost::test_tools;

/// Ada with accounts: cn=ada on 101, ada_db on 106, which takes no synchronised passwords, and one
/// on 110 that has no name yet.
struct PasswordTargets : TargetHouse {
  explicit PasswordTargets(Dialect dialect) : TargetHouse(dialect) {
    store().transact([](Db& db) {
      ResourceProperty property;
      property.id = new_id();
      property.resource_id = text("106");
      property.name = "INCLUDE_IN_PASSWORD_SYNC";
      property.value = text("N");
      db.insert(property);
      bump_reference_generation(db);
    });
    repository.reference.invalidate();
    UserRequest request = plain_person("ada");
    request.roles = {role("HR")};
    request.principals.push_back(principal_on("101", "cn=ada"));
    request.principals.push_back(principal_on("106", "ada_db"));
    id = add(request);
  }

  static passwords::PasswordChange change(const char* password, const char* login = "ada",
                                          const char* system = nullptr) {
    passwords::PasswordChange change;
    change.domain_id = text("USR_SEC_DOMAIN");
    change.principal = text(login);
    if (system) change.managed_system_id = text(system);
    if (password) change.password = text(password);
    return change;
  }

  bool opens(const char* system, const char* password) {
    const Login stored = login(id, system);
    return !stored.password.null() && repository.hasher.verify(*stored.password, password);
  }

  std::string id;
};

BOOST_AUTO_TEST_SUITE(passwords_for_targets)

// "managedSystemId = default: each target identity whose resource … lacks INCLUDE_IN_PASSWORD_SYNC
// = N is updated in LOGIN (as 4) and through its connector"
BOTH_DATABASES(a_new_password_travels_sealed_to_each_that_takes_it) {
  PasswordTargets house(dialect);
  provisioning::set_password(house.services(), house.change("Passing51"));
  const Lines expected = {"101 SET_PASSWORD cn=ada", "110 SET_PASSWORD"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  BOOST_TEST(house.secret_of(house.newest("101")) == R"({"password":"Passing51"})");
  BOOST_TEST(house.secret_of(house.newest("110")) == R"({"password":"Passing51"})");
}

// "Otherwise only the named system's connector is called."
BOTH_DATABASES(a_password_for_one_target_goes_there_only) {
  PasswordTargets house(dialect);
  provisioning::set_password(house.services(), house.change("Passing51", "ada_db", "106"));
  BOOST_TEST(house.news() == Lines{"106 SET_PASSWORD ada_db"}, tt::per_element());
}

// 4.1.8: loop protection; "attributeList is forwarded when passThruAttributes"
BOTH_DATABASES(the_source_is_spared_and_attributes_go_along) {
  PasswordTargets house(dialect);
  passwords::PasswordChange change = house.change("Passing51");
  change.source_system_id = text("101");
  change.attributes.emplace_back();
  change.attributes[0].name = text("pin");
  change.attributes[0].values = {"MQ==", "Mg=="};
  change.attributes[0].multivalued = true;
  provisioning::set_password(house.services(), change);
  BOOST_TEST(house.news() == Lines{"110 SET_PASSWORD"}, tt::per_element());
  BOOST_TEST(house.secret_of(house.newest("110")) ==
             R"({"attributes":[{"multivalued":true,"name":"pin","values":["MQ==","Mg=="]}],)"
             R"("password":"Passing51"})");
}

// 7.4: "the connector operation is setPassword"; the generated password is what the caller gets
BOTH_DATABASES(a_reset_travels_as_a_password_to_be_changed) {
  PasswordTargets house(dialect);
  const auto answer = provisioning::reset_password(house.services(), house.change(nullptr));
  const Lines expected = {"101 SET_PASSWORD cn=ada", "110 SET_PASSWORD"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  const std::string secret = house.secret_of(house.newest("101"));
  BOOST_TEST(secret.find("\"to_be_changed\":true") != std::string::npos);
  // A quotation mark or backslash would be escaped; the generator uses neither.
  BOOST_TEST(secret.find("\"" + *answer.password + "\"") != std::string::npos);
}

// "SECONDARY_STATUS … LOCKED becomes NULL": the accounts that the lock suspended come back
BOTH_DATABASES(a_password_that_unlocks_resumes_the_accounts) {
  PasswordTargets house(dialect);
  provisioning::lock_user(house.services(), house.id, LockOperation::Locked, {});
  house.news();
  provisioning::set_password(house.services(), house.change("Passing51"));
  const Lines expected = {"101 SET_PASSWORD cn=ada", "101 RESUME cn=ada", "106 RESUME ada_db",
                          "110 SET_PASSWORD", "110 RESUME"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// 7.4: "status INACTIVE becomes ACTIVE": the same news for every account as of a modifyUser
BOTH_DATABASES(a_reset_that_activates_the_user_tells_all_accounts) {
  PasswordTargets house(dialect);
  UserRequest request;
  request.user.id = house.id;
  request.user.status = text("INACTIVE");
  provisioning::modify_user(house.services(), request);
  const Lines inactive = {"101 MODIFY cn=ada", "106 MODIFY ada_db", "110 MODIFY"};
  BOOST_TEST(house.news() == inactive, tt::per_element());
  const std::string payload = *house.newest("106").payload;
  provisioning::reset_password(house.services(), house.change(nullptr));
  const Lines expected = {"101 SET_PASSWORD cn=ada", "101 MODIFY cn=ada", "106 MODIFY ada_db",
                          "110 SET_PASSWORD", "110 MODIFY"};
  BOOST_TEST(house.news() == expected, tt::per_element());
  BOOST_TEST(*house.newest("106").payload == payload);
  provisioning::reset_password(house.services(), house.change(nullptr));
  const Lines again = {"101 SET_PASSWORD cn=ada", "110 SET_PASSWORD"};
  BOOST_TEST(house.news() == again, tt::per_element());
}

BOTH_DATABASES(a_refused_password_leaves_no_task) {
  PasswordTargets house(dialect);
  BOOST_CHECK_EXCEPTION(provisioning::set_password(house.services(), house.change("short")), Error,
                        fails_with(ErrorCode::PasswordLength));
  BOOST_TEST(house.news().empty());
}

// 7.5: "As setPassword without rules; updates source system and default system rows, other systems
// by the sync flag; secondary LOCKED becomes NULL."
BOTH_DATABASES(a_synchronised_password_spreads_from_its_source) {
  PasswordTargets house(dialect);
  provisioning::lock_user(house.services(), house.id, LockOperation::Locked, {});
  house.news();
  const auto answer =
      provisioning::synchronise_password(house.services(), house.change("x", "cn=ada", "101"));
  BOOST_TEST(answer.password.null());
  BOOST_TEST(house.opens("101", "x"));
  BOOST_TEST(house.opens("0", "x"));
  BOOST_TEST(!house.opens("106", "x"));
  BOOST_TEST(stored(house.repository, house.id).user.secondary_status.null());
  BOOST_TEST(house.login(house.id, "0").locked == 0);
  const Lines expected = {"101 RESUME cn=ada", "106 RESUME ada_db", "110 SET_PASSWORD",
                          "110 RESUME"};
  BOOST_TEST(house.news() == expected, tt::per_element());
}

// "srcSystemId goes to the audit row's SRC_SYSTEM_ID"; without one the addressed system is the
// source
BOTH_DATABASES(the_audit_log_names_the_source_of_a_synchronised_password) {
  PasswordTargets house(dialect);
  provisioning::synchronise_password(house.services(), house.change("Passing51", "cn=ada", "101"));
  const auto entries = house.store().read([](Db& db) {
    return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == "SET PASSWORD");
  });
  BOOST_REQUIRE(entries.size() == 1u);
  BOOST_TEST(*entries[0].source_system_id == "101");
}

// "principalNotFound, userNotFound"; nothing can be synchronised without a password
BOTH_DATABASES(what_a_synchronisation_refuses) {
  PasswordTargets house(dialect);
  const auto refused = [&](const passwords::PasswordChange& change, ErrorCode code) {
    BOOST_CHECK_EXCEPTION(provisioning::synchronise_password(house.services(), change), Error,
                          fails_with(code));
  };
  refused(house.change("Passing51", "nobody"), ErrorCode::PrincipalNotFound);
  refused(house.change(nullptr), ErrorCode::MissingRequiredAttribute);
  refused(house.change(""), ErrorCode::MissingRequiredAttribute);
  passwords::PasswordChange nowhere = house.change("Passing51");
  nowhere.domain_id.reset();
  refused(nowhere, ErrorCode::MissingRequiredAttribute);
  BOOST_TEST(house.news().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
