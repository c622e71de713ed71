#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "identity/remove_user.h"
#include "identity/users.h"
#include "orm/audit_entry-odb.hxx"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"
#include "support/repository.h"
#include "support/rows.h"

// behaviour.md section 3 with its DO lines; the sentence in quotes is the rule that a test holds.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(adding_users)

// "status absent: failure MISSING_REQUIRED_ATTRIBUTE. No other user field is required, names
// included."
BOTH_DATABASES(only_the_status_is_required) {
  Repository repository(dialect);
  UserRequest nameless;
  nameless.principals = {principal("nobody")};
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, nameless), Error,
                        fails_with(ErrorCode::MissingRequiredAttribute));
  nameless.user.status = text("ACTIVE");
  BOOST_CHECK(!provisioning::add_user(repository.services, nameless).user.user.id.empty());
}

// "one transaction for everything in the request, or nothing"
BOTH_DATABASES(everything_in_the_request_is_stored) {
  Repository repository(dialect);
  const UserAnswer answer = provisioning::add_user(repository.services, ada());
  const UserGraph user = stored(repository, answer.user.user.id);
  BOOST_TEST(*user.user.last_name == "Lovelace");
  BOOST_TEST(*user.user.created_by == "NA");
  BOOST_REQUIRE(user.principals.size() == 1);
  const Login& login = user.principals[0].login;
  BOOST_TEST(login.id.login == "ada");
  BOOST_TEST(*login.status == "ACTIVE");
  BOOST_TEST(login.first_time_login == 1);
  BOOST_TEST(login.password.null());
  BOOST_REQUIRE(user.attributes.size() == 1);
  BOOST_TEST(*user.attributes[0].value == "4711");
  BOOST_REQUIRE(user.emails.size() == 1);
  BOOST_TEST(*user.emails[0].parent_type == "USER");
  BOOST_REQUIRE(user.roles.size() == 1);
  BOOST_TEST(*user.roles[0].status == "ACTIVE");
  BOOST_TEST(user.groups.size() == 1);
}

// "DUPLICATE_PRINCIPAL", "secondary principals are checked for duplicates too"; names compare
// without case.
BOTH_DATABASES(a_principal_can_be_taken_only_once) {
  Repository repository(dialect);
  provisioning::add_user(repository.services, ada());
  UserRequest twin = ada();
  twin.principals = {principal("fresh"), principal("ADA ")};
  const std::size_t users = count<User>(repository), mails = count<EmailAddress>(repository);
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, twin), Error,
                        fails_with(ErrorCode::DuplicatePrincipal));
  BOOST_TEST(count<User>(repository) == users);
  BOOST_TEST(count<EmailAddress>(repository) == mails);
}

// "Login: value of user attribute keyed `userid` if not empty, else firstName + "." + lastName.
// While taken append 1, 2, 3... to the base. No lower-casing."
BOTH_DATABASES(a_missing_principal_is_generated) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals.clear();
  const auto name = [&] {
    return provisioning::add_user(repository.services, request).user.principals[0].login.id.login;
  };
  BOOST_TEST(name() == "Ada.Lovelace");
  BOOST_TEST(name() == "Ada.Lovelace1");
  BOOST_TEST(name() == "Ada.Lovelace2");
  request.attributes.push_back(attribute("userid", "countess"));
  BOOST_TEST(name() == "countess");
}

// Folding lengthens some names; what is searched by may be cut, what makes principals unique never
// is.
BOTH_DATABASES(names_that_grow_when_folded_are_stored) {
  Repository repository(dialect);
  UserRequest request = ada();
  std::string ligatures;
  for (int i = 0; i < 100; ++i) ligatures += "\xEF\xAC\x83";
  request.user.first_name = ligatures;
  BOOST_TEST(*stored(repository, provisioning::add_user(repository.services, request).user.user.id)
                  .user.first_name == ligatures);
  request.principals = {principal(ligatures + ligatures + ligatures)};
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                        fails_with(ErrorCode::InvalidArgument));
}

// Many at once: each gets a name of its own; a secondary principal that is taken is still refused.
BOTH_DATABASES(generated_names_do_not_collide) {
  Repository repository(dialect);
  std::vector<std::thread> callers;
  std::atomic<int> failed{0};
  for (int i = 0; i < 16; ++i)
    callers.emplace_back([&] {
      UserRequest request = ada();
      request.principals.clear();
      request.roles = {role("END_USER"), role("SEC_ADMIN", "IDM")};
      try {
        provisioning::add_user(repository.services, request);
      } catch (const Error&) {
        ++failed;
      }
    });
  for (std::thread& caller : callers) caller.join();
  BOOST_TEST(failed == 0);
  UserRequest twin = ada();
  twin.principals[0].login.id.managed_system_id = "101";
  provisioning::add_user(repository.services, twin);
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, twin), Error,
                        fails_with(ErrorCode::DuplicatePrincipal));
}

// "principals given, none on the default system: the primary one is generated beside them"
BOTH_DATABASES(a_principal_elsewhere_gets_a_primary_beside_it) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals[0].login.id.managed_system_id = "101";
  const UserGraph user = provisioning::add_user(repository.services, request).user;
  BOOST_REQUIRE(user.principals.size() == 2);
  BOOST_TEST(user.principals[0].login.id.login == "Ada.Lovelace");
}

// "Domain: serviceId of the first role in the request"; "one extra identity per additional role
// domain"
BOTH_DATABASES(each_role_domain_has_an_identity) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.roles = {role("END_USER"), role("SEC_ADMIN", "IDM")};
  const UserGraph user = provisioning::add_user(repository.services, request).user;
  BOOST_REQUIRE(user.principals.size() == 2);
  BOOST_TEST(user.principals[1].login.id.domain_id == "IDM");
  BOOST_TEST(user.principals[1].login.id.login == "ada");
}

// "Roles: null serviceId or roleId: roleIdNull; unknown: roleIdInvalid"; "groupIdNull",
// "groupIdInvalid"; "metadataTypeId unknown: failure, objectIdInvalid"; "unknown domain, system,
// metadata element, organisation"
BOTH_DATABASES(unknown_ids_are_named_and_nothing_is_stored) {
  Repository repository(dialect);
  const std::size_t users = count<User>(repository);
  const auto refused = [&](ErrorCode code, const std::function<void(UserRequest&)>& spoil) {
    UserRequest request = ada();
    spoil(request);
    BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                          fails_with(code));
  };
  refused(ErrorCode::RoleIdInvalid, [](auto& r) { r.roles = {role("NO_SUCH")}; });
  refused(ErrorCode::RoleIdMissing, [](auto& r) { r.roles = {role("END_USER", "")}; });
  refused(ErrorCode::GroupIdInvalid, [](auto& r) { r.groups = {group("NO_SUCH")}; });
  refused(ErrorCode::GroupIdMissing, [](auto& r) { r.groups = {group("")}; });
  refused(ErrorCode::ObjectIdInvalid, [](auto& r) { r.user.metadata_type_id = text("NoType"); });
  refused(ErrorCode::ObjectIdInvalid,
          [](auto& r) { r.attributes[0].row.metadata_element_id = text("999"); });
  refused(ErrorCode::ObjectIdInvalid,
          [](auto& r) { r.principals[0].login.id.domain_id = "NOWHERE"; });
  refused(ErrorCode::ObjectIdInvalid,
          [](auto& r) { r.principals[0].login.id.managed_system_id = "999"; });
  refused(ErrorCode::ObjectIdInvalid, [](auto& r) {
    r.affiliations.emplace_back();
    r.affiliations.back().row.organization_id = "999";
  });
  refused(ErrorCode::SupervisorNotFound, [](auto& r) {
    r.supervisor.emplace();
    r.supervisor->supervisor_id = "999";
  });
  refused(ErrorCode::MissingRequiredAttribute, [](auto& r) { r.principals = {principal("")}; });
  refused(ErrorCode::MissingRequiredAttribute, [](auto& r) { r.principals = {principal("  ")}; });
  BOOST_TEST(count<User>(repository) == users);
}

// behaviour.md 3, order of work: the password (8), the principal (9), then groups and roles (10)
BOTH_DATABASES(errors_come_in_the_order_of_the_contract) {
  Repository repository(dialect);
  provisioning::add_user(repository.services, ada());
  UserRequest request = ada();
  request.roles = {role("NO_SUCH")};
  const auto refused = [&](ErrorCode code) {
    BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                          fails_with(code));
  };
  refused(ErrorCode::DuplicatePrincipal);
  request.principals = {principal("ada", "short")};
  refused(ErrorCode::PasswordLength);
  request.principals = {principal("another", "Passing51")};
  refused(ErrorCode::RoleIdInvalid);
  // "Domain: serviceId of the first role in the request": of an unknown role it says nothing.
  request.principals.clear();
  request.roles = {role("NO_SUCH", "NOWHERE")};
  refused(ErrorCode::RoleIdInvalid);
}

// behaviour.md 10: "Not audited: … most failures … DO audit all of these"
BOTH_DATABASES(a_user_without_a_status_is_in_the_audit_log) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.user.status.reset();
  const std::size_t before = count<AuditEntry>(repository);
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                        fails_with(ErrorCode::MissingRequiredAttribute));
  BOOST_TEST(count<AuditEntry>(repository) == before + 1);
  // "provisionOnStartDate true and startDate in the future: status is forced" comes first.
  request.provision_on_start_date = true;
  request.user.start_date = now() + std::chrono::hours(48);
  const UserAnswer added = provisioning::add_user(repository.services, request);
  BOOST_TEST(*added.user.user.status == "PENDING_START_DATE");
}

// behaviour.md 2: "DO check lengths yourself on SQLite"
BOTH_DATABASES(a_generated_login_that_fits_no_column_is_refused) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals.clear();
  request.attributes = {attribute("userid", std::string(321, 'x').c_str())};
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                        fails_with(ErrorCode::InvalidArgument));
  // The number that makes the second one differ makes it too long.
  request.attributes = {attribute("userid", std::string(320, 'x').c_str())};
  provisioning::add_user(repository.services, request);
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                        fails_with(ErrorCode::InvalidArgument));
  // "Login: value of user attribute keyed `userid` if not empty": blanks are nothing.
  request.attributes = {attribute("userid", "  ")};
  const UserAnswer blank = provisioning::add_user(repository.services, request);
  BOOST_TEST(blank.user.principals.at(0).login.id.login == "Ada.Lovelace");
}

// "password refused by addUser: the violated rule's code, as setPassword"
BOTH_DATABASES(a_password_must_please_the_policy) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals = {principal("ada", "short")};
  BOOST_CHECK_EXCEPTION(provisioning::add_user(repository.services, request), Error,
                        fails_with(ErrorCode::PasswordLength));
  request.principals = {principal("ada", "Passing51")};
  const UserGraph user =
      stored(repository, provisioning::add_user(repository.services, request).user.user.id);
  const Login& login = user.principals[0].login;
  BOOST_TEST(repository.hasher.verify(*login.password, "Passing51"));
  BOOST_TEST(!login.password_expires.null());
  BOOST_TEST(login.password_changed.null());
  BOOST_TEST(count<PasswordHistory>(repository) == 1U);
}

// "ProvisionUser.password, if not blank, overrides the primary's password."
BOTH_DATABASES(the_password_beside_the_principals_wins) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals = {principal("ada", "Passing51")};
  request.password = text("Other0ne!");
  const UserGraph user = provisioning::add_user(repository.services, request).user;
  BOOST_TEST(repository.hasher.verify(*user.principals[0].login.password, "Other0ne!"));
}

// "`email` set and no e-mail named EMAIL1: adds EMAIL1"; "`phoneNbr` set and no phone named DESK
// PHONE"
BOTH_DATABASES(flat_contacts_become_rows) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.user.email = text("flat@example.org");
  request.user.phone_number = text("555");
  request.user.area_code = text("212");
  const UserGraph user =
      stored(repository, provisioning::add_user(repository.services, request).user.user.id);
  BOOST_REQUIRE(user.emails.size() == 2);
  BOOST_TEST(*user.emails[1].name == "EMAIL1");
  BOOST_TEST(*user.emails[1].is_default == 1);
  BOOST_REQUIRE(user.phones.size() == 1);
  BOOST_TEST(*user.phones[0].name == "DESK PHONE");
  BOOST_TEST(*user.phones[0].area_code == "212");
}

// "provisionOnStartDate true and startDate in the future: status is forced to pending_start_date"
BOTH_DATABASES(a_start_in_the_future_waits) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.provision_on_start_date = true;
  request.user.start_date = now() + std::chrono::hours(48);
  BOOST_TEST(*provisioning::add_user(repository.services, request).user.user.status ==
             "PENDING_START_DATE");
}

// "Retrying a request returns the first answer instead of a second user … the same id with another
// body is a new request"; "only successes are remembered"
BOTH_DATABASES(a_retry_gets_the_first_answer) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals.clear();
  request.request_id = "R-1";
  request.fingerprint = "body one";
  const std::string first = provisioning::add_user(repository.services, request).user.user.id;
  BOOST_TEST(provisioning::add_user(repository.services, request).user.user.id == first);
  request.fingerprint = "body two";
  BOOST_TEST(provisioning::add_user(repository.services, request).user.user.id != first);
}

// "24 hours": an older one is a new request, also before it has been forgotten.
BOTH_DATABASES(a_retry_after_a_day_is_a_new_request) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals.clear();
  request.request_id = "R-1";
  request.fingerprint = "body";
  const std::string first = provisioning::add_user(repository.services, request).user.user.id;
  const std::string key = provisioning::retries::key_of(repository.services, "addUser", request);
  repository.services.store.transact([&](Db& db) {
    RequestMemory memory = *db.find<RequestMemory>(key);
    memory.create_date = memory.create_date - std::chrono::hours(25);
    db.update(memory);
  });
  const std::string second = provisioning::add_user(repository.services, request).user.user.id;
  BOOST_TEST(second != first);
  BOOST_TEST(provisioning::add_user(repository.services, request).user.user.id == second);
}

// What is remembered of a user who was removed since refers to nobody: then the request is new.
BOTH_DATABASES(a_retry_after_the_user_was_removed_is_a_new_request) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.roles.clear();
  request.groups.clear();
  request.request_id = "R-1";
  request.fingerprint = "body";
  const auto add = [&] {
    return provisioning::add_user(repository.services, request).user.user.id;
  };
  const std::string first = add();
  repository.services.store.transact([&](Db& db) {
    for (const Principal& principal : users::get(db, first, users::Extent::Dependents).principals)
      db.erase<Login>(principal.login.id);
  });
  users::remove(repository.services, text(first.c_str()), {});
  const std::string second = add();
  BOOST_TEST(second != first);
  BOOST_TEST(add() == second);
  BOOST_TEST(count<User>(repository) == 1U);
}

// The request may hold a password, so what is stored of it must not let one guess: the key is
// needed too.
BOTH_DATABASES(what_is_remembered_of_a_request_depends_on_the_secret_key) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.request_id = "R-1";
  request.fingerprint = "<password>Passing51</password>";
  const std::string key = provisioning::retries::key_of(repository.services, "addUser", request);
  BOOST_TEST(key == provisioning::retries::key_of(repository.services, "addUser", request));
  repository.services.secret_key = std::string(32, 'k');
  BOOST_TEST(key != provisioning::retries::key_of(repository.services, "addUser", request));
}

// A deletion in an addUser has nothing to delete: what is left out is said.
BOTH_DATABASES(entries_that_delete_are_left_out_and_told) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.emails = {email("HOME", "ada@example.org", Operation::Delete)};
  request.principals.push_back(principal("ada2"));
  request.principals.back().operation = Operation::Delete;
  const UserAnswer added = provisioning::add_user(repository.services, request);
  BOOST_TEST(added.note ==
             "entries with operation delete were left out of emailAddresses, principalList: a new "
             "user has nothing to delete");
  BOOST_TEST(stored(repository, added.user.user.id).emails.empty());
}

// behaviour.md 5.2: "The target LOGIN row shares domain and cipher text of the primary"
BOTH_DATABASES(a_principal_on_a_target_shares_the_primary_ones_password) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.principals[0].password = text("Secret-123");
  request.principals.push_back(principal("there"));
  request.principals.back().login.id.managed_system_id = "101";
  request.principals.push_back(principal("other", "0wn-Secret"));
  request.principals.back().login.id.managed_system_id = "110";
  const std::string id = provisioning::add_user(repository.services, request).user.user.id;
  std::map<std::string, std::string> passwords;
  for (const Principal& principal : stored(repository, id).principals)
    passwords[principal.login.id.managed_system_id] = *principal.login.password;
  BOOST_TEST(passwords.at("101") == passwords.at("0"));
  BOOST_TEST(passwords.at("110") != passwords.at("0"));
}

// "Not audited: … DO audit all of these"
BOTH_DATABASES(adding_is_audited_also_when_refused) {
  Repository repository(dialect);
  const UserAnswer answer = provisioning::add_user(repository.services, ada());
  UserRequest twin = ada();
  BOOST_CHECK_THROW(provisioning::add_user(repository.services, twin), Error);
  const auto entries = repository.services.store.read([](Db& db) {
    return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == "CREATE");
  });
  const auto with = [&](const char* status) {
    return std::count_if(entries.begin(), entries.end(),
                         [&](const AuditEntry& entry) { return *entry.status == status; });
  };
  BOOST_TEST(with("SUCCESS") == 1);
  BOOST_TEST(with("FAIL") == 1);
}

// UserDataService: "stores attributes, e-mails, phones, addresses and principals in one
// transaction"; "Required: nothing (status may be null)"; no principal is generated.
BOTH_DATABASES(the_data_service_stores_what_it_is_given) {
  Repository repository(dialect);
  UserRequest request = ada();
  request.user.status.reset();
  const std::string id = users::add(repository.services, request).user.user.id;
  BOOST_TEST(stored(repository, id).principals.size() == 1U);
  BOOST_TEST(stored(repository, users::add(repository.services, UserRequest()).user.user.id)
                 .principals.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
