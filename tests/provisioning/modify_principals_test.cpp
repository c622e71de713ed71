#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "identity/users.h"
#include "modify_ada.h"
#include "orm/audit_entry-odb.hxx"

// behaviour.md 4.6 with its DO lines: what modifyUser does to principals.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(modifying_principals)

// "rename exactly the matched row, carry history, set and policy-check the password if given, keep
// it if absent, DUPLICATE_PRINCIPAL if taken"
BOTH_DATABASES(a_principal_is_renamed) {
  UserRequest request = test::ada();
  request.principals = {principal("ada", "Passing51")};
  LoginAttribute attribute;
  attribute.name = text("shell");
  attribute.value = text("/bin/sh");
  request.principals[0].attributes = {attribute};
  AdaStored stored_ada(dialect, request);
  UserRequest change = stored_ada.change();
  change.principals = {principal("countess")};
  stored_ada.modify(change);
  Principal renamed = stored_ada.now_stored().principals.at(0);
  BOOST_TEST(renamed.login.id.login == "countess");
  BOOST_TEST(stored_ada.repository.hasher.verify(*renamed.login.password, "Passing51"));
  BOOST_REQUIRE(renamed.attributes.size() == 1);
  BOOST_TEST(renamed.attributes[0].login == "countess");

  change.principals = {principal("lovelace", "Newword52")};
  stored_ada.modify(change);
  renamed = stored_ada.now_stored().principals.at(0);
  BOOST_TEST(stored_ada.repository.hasher.verify(*renamed.login.password, "Newword52"));

  change.principals = {principal("byron", "short")};
  BOOST_CHECK_EXCEPTION(stored_ada.modify(change), Error, fails_with(ErrorCode::PasswordLength));
  change.principals = {principal("byron", "Passing51")};
  BOOST_CHECK_EXCEPTION(stored_ada.modify(change), Error, fails_with(ErrorCode::PasswordHistory));
  change.principals = {principal("snelson")};
  UserRequest other = test::ada();
  other.principals = {principal("snelson")};
  provisioning::add_user(stored_ada.repository.services, other);
  BOOST_CHECK_EXCEPTION(stored_ada.modify(change), Error,
                        fails_with(ErrorCode::DuplicatePrincipal));
  BOOST_TEST(stored_ada.now_stored().principals.at(0).login.id.login == "lovelace");
}

// "password in a modifyUser that renames nothing: kept as stored; success, and errorText says that
// setPassword is the call"
BOTH_DATABASES(a_password_without_a_rename_is_kept_out) {
  UserRequest request = test::ada();
  request.principals = {principal("ada", "Passing51")};
  AdaStored stored_ada(dialect, request);
  UserRequest change = stored_ada.change();
  change.principals = {principal("ada", "Newword52")};
  BOOST_TEST(stored_ada.modify(change).note.find("setPassword") != std::string::npos);
  BOOST_TEST(stored_ada.repository.hasher.verify(
      *stored_ada.now_stored().principals[0].login.password, "Passing51"));
}

// "delete: stored login set INACTIVE (row kept)"; "No match: inserted"; "Stored identities not in
// the request: kept"
BOTH_DATABASES(principals_are_added_and_deactivated) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.principals = {principal("cn=ada"), principal("ada")};
  change.principals[0].login.id.managed_system_id = "101";
  change.principals[1].operation = Operation::Delete;
  stored_ada.modify(change);
  const UserGraph user = stored_ada.now_stored();
  BOOST_REQUIRE(user.principals.size() == 2);
  for (const Principal& principal : user.principals)
    BOOST_TEST(*principal.login.status ==
               (principal.login.id.managed_system_id == "0" ? "INACTIVE" : "ACTIVE"));
}

// "rename exactly the matched row": a row that was deleted earlier is not in the way of the one
// that is in use.
BOTH_DATABASES(a_rename_means_the_principal_in_use) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.principals = {principal("ada"), principal("countess")};
  change.principals[0].operation = Operation::Delete;
  stored_ada.modify(change);
  change.principals = {principal("lovelace")};
  stored_ada.modify(change);
  std::set<std::string> rows;
  for (const Principal& row : stored_ada.now_stored().principals)
    rows.insert(row.login.id.login + " " + *row.login.status);
  const std::set<std::string> expected = {"ada INACTIVE", "lovelace ACTIVE"};
  BOOST_TEST(rows == expected, boost::test_tools::per_element());
}

// 5.4: "a copy of the primary login (same name, …) is inserted in that domain": of the one in use;
// and DUPLICATE_PRINCIPAL names the copy that is taken.
BOTH_DATABASES(a_role_domain_gets_the_principal_in_use) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.principals = {principal("ada"), principal("countess")};
  change.principals[0].operation = Operation::Delete;
  stored_ada.modify(change);
  UserRequest other = test::ada();
  other.principals = {principal("countess")};
  other.principals[0].login.id.domain_id = "IDM";
  other.roles.clear();
  provisioning::add_user(stored_ada.repository.services, other);
  change.principals.clear();
  change.roles = {role("SEC_ADMIN", "IDM")};
  BOOST_CHECK_EXCEPTION(stored_ada.modify(change), Error, [](const Error& error) {
    return error.code() == ErrorCode::DuplicatePrincipal &&
           std::string(error.what()).find("'countess' in domain 'IDM'") != std::string::npos;
  });
  change.principals = {principal("byron")};
  stored_ada.modify(change);
  const UserGraph user = stored_ada.now_stored();
  BOOST_TEST(
      std::count_if(user.principals.begin(), user.principals.end(), [](const Principal& row) {
        return row.login.id.domain_id == "IDM" && row.login.id.login == "byron" &&
               *row.login.status == "ACTIVE";
      }) == 1);
}

// "operation replace writes the … Login object as sent" (what was sent; locks stay)
BOTH_DATABASES(a_replaced_principal_takes_what_was_sent) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.principals = {principal("countess")};
  change.principals[0].operation = Operation::Replace;
  change.principals[0].login.canonical_name = text("cn=countess");
  change.principals[0].login.current_login_host = text("host");
  stored_ada.modify(change);
  const Login login = stored_ada.now_stored().principals.at(0).login;
  BOOST_TEST(login.id.login == "countess");
  BOOST_TEST(*login.canonical_name == "cn=countess");
  BOOST_TEST(*login.current_login_host == "host");
  BOOST_TEST(*login.status == "ACTIVE");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
