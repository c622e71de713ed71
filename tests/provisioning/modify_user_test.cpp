#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <thread>

#include "identity/users.h"
#include "modify_ada.h"
#include "orm/audit_entry-odb.hxx"

// behaviour.md section 4 with its DO lines, and design.md section 3.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(modifying_users)

// "userId unknown: fault" DO "modifyUser on an unknown user: userNotFound"
BOTH_DATABASES(an_unknown_user_is_named) {
  AdaStored stored_ada(dialect);
  UserRequest request = stored_ada.change();
  request.user.id = "nobody";
  BOOST_CHECK_EXCEPTION(stored_ada.modify(request), Error, fails_with(ErrorCode::UserNotFound));
}

// "Absent or null: unchanged. Text `null` in any case: column set to NULL"; "Empty string is a
// value"; "mailCode … DO treat it like any other field"; "modifyUser never clears … what the
// request does not mention"
BOTH_DATABASES(only_what_is_mentioned_changes) {
  UserRequest request = test::ada();
  request.user.mail_code = text("M1");
  request.user.title = text("Countess");
  request.user.show_in_search = 1;
  AdaStored stored_ada(dialect, request);
  UserRequest change = stored_ada.change();
  change.user.title = text("NULL");
  change.user.nickname = text("");
  change.user.last_name = text("King");
  stored_ada.modify(change);
  const UserGraph user = stored_ada.now_stored();
  BOOST_TEST(user.user.title.null());
  BOOST_TEST(*user.user.nickname == "");
  BOOST_TEST(*user.user.last_name == "King");
  BOOST_TEST(*user.user.first_name == "Ada");
  BOOST_TEST(*user.user.mail_code == "M1");
  BOOST_TEST(*user.user.show_in_search == 1);
  BOOST_TEST(user.principals.size() == 1U);
  BOOST_TEST(user.emails.size() == 1U);
  BOOST_TEST(user.roles.size() == 1U);
}

// "literal text `null` clears a field on modifyUser, as clients do today; xsi:nil clears too": ids
// that must be known are no exception.
BOTH_DATABASES(the_text_null_clears_metadata_too) {
  UserRequest request = test::ada();
  request.user.metadata_type_id = text("Contractor");
  request.attributes = {attribute("initials", "A")};
  request.attributes[0].row.metadata_element_id = text("108");
  AdaStored stored_ada(dialect, request);
  UserRequest change = stored_ada.change();
  change.user.metadata_type_id = text("Null");
  change.attributes = {attribute("initials", "AK"), attribute("fresh", "1")};
  for (auto& wanted : change.attributes) wanted.row.metadata_element_id = text("null");
  stored_ada.modify(change);
  const UserGraph user = stored_ada.now_stored();
  BOOST_TEST(user.user.metadata_type_id.null());
  BOOST_REQUIRE(user.attributes.size() == 2U);
  for (const UserAttribute& row : user.attributes) BOOST_TEST(row.metadata_element_id.null());
}

// "absent: decide by content; delete of a missing one: no-op; replace of a missing one: add"; "an
// explicit nochange is ignored"
BOTH_DATABASES(attributes_follow_their_operation) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.attributes = {attribute("costCenter", "1"), attribute("fresh", "2"),
                       attribute("replaced", "3", Operation::Replace),
                       attribute("ignored", "4", Operation::NoChange),
                       attribute("missing", nullptr, Operation::Delete)};
  const std::string kept = stored_ada.now_stored().attributes[0].id;
  stored_ada.modify(change);
  UserGraph user = stored_ada.now_stored();
  BOOST_REQUIRE(user.attributes.size() == 3);
  BOOST_TEST(user.attributes[0].id == kept);
  BOOST_TEST(*user.attributes[0].value == "1");
  change.attributes = {attribute("costCenter", nullptr, Operation::Delete)};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().attributes.size() == 2U);
}

// behaviour.md 1.20 "the key … selects the entry". addAttribute may store a name twice, or none, so
// that keys repeat: then the id tells the rows apart. A nameless row is read with its id as its
// key.
BOTH_DATABASES(attributes_that_are_read_and_sent_back_stay_the_same) {
  AdaStored stored_ada(dialect);
  stored_ada.repository.services.store.transact([&](Db& db) {
    for (const char* id : {"twice1", "twice2", "nameless1", "nameless2"}) {
      UserAttribute row;
      row.id = id;
      row.user_id = stored_ada.id;
      if (row.id.starts_with("twice")) row.name = text("twice");
      row.value = text(id);
      db.insert(row);
    }
  });
  const UserGraph before = stored_ada.now_stored();
  UserRequest change = stored_ada.change();
  for (UserAttribute row : before.attributes) {
    if (row.name.null()) row.name = row.id;
    change.attributes.push_back({row, Operation::Absent});
  }
  stored_ada.modify(change);
  const UserGraph after = stored_ada.now_stored();
  BOOST_REQUIRE(after.attributes.size() == before.attributes.size());
  for (std::size_t i = 0; i < after.attributes.size(); ++i) {
    BOOST_TEST(after.attributes[i].id == before.attributes[i].id);
    BOOST_TEST((after.attributes[i].name == before.attributes[i].name));
    BOOST_TEST((after.attributes[i].value == before.attributes[i].value));
  }
  for (Wanted<UserAttribute>& wanted : change.attributes)
    wanted.operation = wanted.row.id == "twice2" || wanted.row.id == "nameless1"
                           ? Operation::Delete
                           : Operation::NoChange;
  stored_ada.modify(change);
  const UserGraph left = stored_ada.now_stored();
  BOOST_TEST(left.attributes.size() == before.attributes.size() - 2);
  for (const UserAttribute& row : left.attributes)
    BOOST_TEST((row.id != "twice2" && row.id != "nameless1"));
}

// "the key, not name" nor the id "selects the entry": an id of another key picks nothing.
BOTH_DATABASES(the_key_of_an_attribute_counts_more_than_its_id) {
  UserRequest request = ada();
  request.attributes = {attribute("one", "1"), attribute("two", "2")};
  AdaStored stored_ada(dialect, request);
  const UserGraph before = stored_ada.now_stored();
  UserRequest change = stored_ada.change();
  change.attributes = {attribute("two", "new")};
  change.attributes[0].row.id = before.attributes[0].id;
  stored_ada.modify(change);
  const UserGraph after = stored_ada.now_stored();
  BOOST_REQUIRE(after.attributes.size() == 2U);
  BOOST_TEST(*after.attributes[0].value == "1");
  BOOST_TEST(*after.attributes[1].value == "new");
}

// "match by id, else by name if exactly one row has it; delete likewise"
BOTH_DATABASES(contacts_match_by_id_then_by_name) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.emails = {email("WORK", "countess@example.org"), email("HOME", "home@example.org")};
  stored_ada.modify(change);
  UserGraph user = stored_ada.now_stored();
  BOOST_REQUIRE(user.emails.size() == 2);
  BOOST_TEST(*user.emails[0].address == "countess@example.org");
  change.emails = {email("RENAMED", nullptr)};
  change.emails[0].row.id = user.emails[0].id;
  stored_ada.modify(change);
  user = stored_ada.now_stored();
  BOOST_TEST(*user.emails[0].name == "RENAMED");
  BOOST_TEST(*user.emails[0].address == "countess@example.org");
  change.emails = {email("HOME", nullptr, Operation::Delete)};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().emails.size() == 1U);
  // 0013: "Names are compared without case"
  change.emails = {email("renamed", "again@example.org")};
  stored_ada.modify(change);
  user = stored_ada.now_stored();
  BOOST_REQUIRE(user.emails.size() == 1);
  BOOST_TEST(*user.emails[0].address == "again@example.org");
  change.emails = {email("Renamed", nullptr, Operation::Delete)};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().emails.empty());
}

// "delete: USER_ROLE row removed"; "absent: inserted"; the answer includes the removed one
BOTH_DATABASES(roles_and_groups_are_added_and_removed) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.roles = {role("END_USER", "USR_SEC_DOMAIN", Operation::Delete), role("HR"),
                  role("MANAGER", "USR_SEC_DOMAIN", Operation::Delete)};
  change.groups = {group("HR_GRP"), group("END_USER_GRP", Operation::Delete)};
  const UserAnswer answer = stored_ada.modify(change);
  BOOST_REQUIRE(answer.removed_roles.size() == 1);
  BOOST_TEST(answer.removed_roles[0].id.role_id == "END_USER");
  const UserGraph user = stored_ada.now_stored();
  BOOST_REQUIRE(user.roles.size() == 1);
  BOOST_TEST(user.roles[0].id.role_id == "HR");
  BOOST_REQUIRE(user.groups.size() == 1);
  BOOST_TEST(user.groups[0].group_id == "HR_GRP");
}

// 4.5: "compared … against the flat list of direct + group-derived + parent roles … absent:
// inserted": a client that sends an answer's memberOfRoles back makes no direct role of one that a
// group gives.
BOTH_DATABASES(a_role_that_a_group_gives_stays_the_groups) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.groups = {group("HR_GRP")};
  stored_ada.modify(change);
  change.groups.clear();
  change.roles = {role("HR")};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().roles.size() == 1U);
  change.groups = {group("HR_GRP", Operation::Delete)};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().roles.size() == 2U);

  change.groups = {group("SEC_ADMIN_GRP")};
  change.roles.clear();
  stored_ada.modify(change);
  change.roles = {role("SEC_ADMIN", "IDM", Operation::Add)};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().roles.size() == 3U);
}

// behaviour.md 10: events say what changed, and nothing else.
BOTH_DATABASES(the_audit_log_tells_what_changed) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.roles = {role("HR"), role("END_USER"),
                  role("MANAGER", "USR_SEC_DOMAIN", Operation::Delete)};
  change.groups = {group("NO_SUCH", Operation::Delete)};
  change.principals = {principal("countess"), principal("cn=ada")};
  change.principals[1].login.id.managed_system_id = "101";
  const std::size_t before = count<AuditEntry>(stored_ada.repository);
  stored_ada.modify(change);
  std::multiset<std::string> actions;
  const auto entries = stored_ada.repository.services.store.read(
      [](Db& db) { return rows_where<AuditEntry>(db, odb::query<AuditEntry>(true)); });
  for (const AuditEntry& entry : entries) actions.insert(entry.action);
  BOOST_TEST(entries.size() == before + 5);
  BOOST_TEST(actions.count("MODIFY") == 1U);
  BOOST_TEST(actions.count("ADD ROLE") == 2U);  // one at the start
  BOOST_TEST(actions.count("REMOVE ROLE") == 0U);
  BOOST_TEST(actions.count("REMOVE GROUP") == 0U);
  BOOST_TEST(actions.count("ADD IDENTITY") == 2U);
  BOOST_TEST(actions.count("REMOVE IDENTITY") == 1U);
}

// "Not audited: … attribute and field changes … DO audit all of these": by name, without values
BOTH_DATABASES(the_audit_log_names_the_fields_and_attributes_that_changed) {
  AdaStored stored_ada(dialect);
  UserRequest change = stored_ada.change();
  change.user.title = text("Countess");
  change.attributes = {attribute("shoeSize", "37")};
  stored_ada.modify(change);
  stored_ada.modify(change);
  using Query = odb::query<AuditEntry>;
  const auto entries = stored_ada.repository.services.store.read([](Db& db) {
    return rows_where<AuditEntry>(db, (Query::action == "MODIFY") + "ORDER BY" + Query::id);
  });
  BOOST_TEST_REQUIRE(entries.size() == 2U);
  BOOST_TEST(*entries[0].reason_detail == "changed: title, attribute:shoeSize");
  BOOST_TEST(entries[1].reason_detail.null());
}

// "modifyUser never clears or unlocks what the request does not mention"
BOTH_DATABASES(a_harmless_change_unlocks_nobody) {
  AdaStored stored_ada(dialect);
  stored_ada.repository.services.store.transact([&](Db& db) {
    Principal principal = users::get(db, stored_ada.id, users::Extent::Dependents).principals.at(0);
    principal.login.locked = 2;
    db.update(principal.login);
  });
  UserRequest change = stored_ada.change();
  change.user.title = text("Countess");
  change.principals = {principal("ada")};
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().principals[0].login.locked == 2);
}

// "two writers of one user are serialised, not merged blindly"
BOTH_DATABASES(two_writers_lose_nothing) {
  AdaStored stored_ada(dialect);
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&, i] {
      UserRequest change = stored_ada.change();
      change.attributes = {attribute(("a" + std::to_string(i)).c_str(), "1")};
      stored_ada.modify(change);
    });
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(stored_ada.now_stored().attributes.size() == 9U);
}

// "Supervisor: same supervisor: nothing; otherwise … the new one inserted"
BOTH_DATABASES(a_supervisor_is_replaced) {
  AdaStored stored_ada(dialect);
  UserRequest other = test::ada();
  other.principals = {principal("boss")};
  const std::string boss =
      provisioning::add_user(stored_ada.repository.services, other).user.user.id;
  UserRequest change = stored_ada.change();
  change.supervisor.emplace();
  change.supervisor->supervisor_id = boss;
  stored_ada.modify(change);
  const std::string row = stored_ada.now_stored().supervisors.at(0).id;
  stored_ada.modify(change);
  BOOST_TEST(stored_ada.now_stored().supervisors.at(0).id == row);
  change.supervisor->supervisor_id = "nobody";
  BOOST_CHECK_EXCEPTION(stored_ada.modify(change), Error,
                        fails_with(ErrorCode::SupervisorNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
