#include "identity/update_user.h"

#include <thread>

#include "identity/notes.h"
#include "people.h"
#include "provisioning/provision_user.h"

// behaviour.md 9.1 updateUser, with docs/decisions/0014.
namespace idm {
using namespace test;

namespace {

UserRequest request_for(const std::string& user_id) {
  UserRequest request;
  request.user.id = user_id;
  request.user.first_name = text("Grace");
  return request;
}

/// What a client sends that has read the user and changed nothing.
UserRequest as_read(const UserGraph& user) {
  UserRequest request;
  request.user = user.user;
  for (UserAttribute row : user.attributes) {
    row.group.reset();
    row.value_as_bytes.reset();
    if (row.name.null()) row.name = row.id;
    request.attributes.push_back({row, Operation::Absent});
  }
  for (const EmailAddress& row : user.emails) request.emails.push_back({row, Operation::NoChange});
  for (const Phone& row : user.phones) request.phones.push_back({row, Operation::NoChange});
  for (const Address& row : user.addresses) request.addresses.push_back({row, Operation::NoChange});
  request.notes = user.notes;
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(overwriting_users)

// "full overwrite: columns absent in the request become NULL (createDate too), dependents absent
// are deleted; lastUpdate now"
BOTH_DATABASES(what_the_request_does_not_say_is_gone) {
  People people(dialect);
  const User before = people.now_stored(people.grace).user;
  BOOST_TEST(users::overwrite(people.services(), request_for(people.grace), true).empty());
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST(*after.user.first_name == "Grace");
  BOOST_TEST(after.user.last_name.null());
  BOOST_TEST(after.user.status.null());
  BOOST_TEST(after.user.title.null());
  BOOST_TEST(after.user.create_date.null());
  BOOST_TEST(after.user.last_name_folded.null());
  BOOST_TEST(*after.user.show_in_search == 0);
  BOOST_TEST(*after.user.delegated_admin == 0);
  BOOST_TEST((*after.user.last_update >= *before.last_update));
  BOOST_TEST(after.user.version == before.version + 1);
  using Query = odb::query<AuditEntry>;
  const auto entries = people.services().store.read(
      [](Db& db) { return rows_where<AuditEntry>(db, Query::action == "MODIFY"); });
  BOOST_TEST_REQUIRE(entries.size() == 1U);
  const std::string& detail = *entries[0].reason_detail;
  for (const char* part : {"last_name", "title", "attribute:shell", "email:WORK"})
    BOOST_TEST(detail.find(part) != std::string::npos, detail);
  BOOST_TEST(after.emails.empty());
  BOOST_TEST(after.phones.empty());
  BOOST_TEST(after.addresses.empty());
  BOOST_TEST(after.attributes.empty());
  BOOST_TEST(after.notes.empty());
  BOOST_TEST(people.now_stored(people.howard).user.version == 1U);
  BOOST_TEST(people.events(people.grace) == "MODIFY SUCCESS");
}

// 0014: dependency false
BOTH_DATABASES(without_dependents_only_the_users_own_row_changes) {
  People people(dialect);
  UserRequest request = request_for(people.grace);
  request.emails = {email("HOME", "home@example.org")};
  users::overwrite(people.services(), request, false);
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST(after.user.title.null());
  BOOST_TEST(after.attributes.size() == 1U);
  BOOST_TEST(after.phones.size() == 1U);
  BOOST_TEST(after.addresses.size() == 1U);
  BOOST_TEST(after.notes.size() == 1U);
  BOOST_REQUIRE(after.emails.size() == 1U);
  BOOST_TEST(*after.emails[0].name == "WORK");
}

// 0014: a client that reads, edits and sends back keeps every row, and what the WSDL has no element
// for
BOTH_DATABASES(a_user_that_is_read_and_sent_back_stays_the_same) {
  People people(dialect);
  people.services().store.transact([&](Db& db) {
    UserAttribute second;
    second.id = "0second";
    second.user_id = people.grace;
    second.name = text("shell");
    second.value = text("/bin/zsh");
    second.group = text("UNIX");
    second.value_as_bytes = std::vector<char>{'\0', '\xFF'};
    db.insert(second);
    UserAttribute nameless;
    nameless.id = "nameless";
    nameless.user_id = people.grace;
    db.insert(nameless);
  });
  const UserGraph before = people.now_stored(people.grace);
  users::overwrite(people.services(), as_read(before), true);
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST(*after.user.title == "Admiral");
  BOOST_TEST((after.user.create_date == before.user.create_date));
  BOOST_REQUIRE(after.attributes.size() == 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(after.attributes[i].id == before.attributes[i].id);
    BOOST_TEST((after.attributes[i].name == before.attributes[i].name));
    BOOST_TEST((after.attributes[i].value == before.attributes[i].value));
    BOOST_TEST((after.attributes[i].group == before.attributes[i].group));
    BOOST_TEST((after.attributes[i].value_as_bytes == before.attributes[i].value_as_bytes));
  }
  BOOST_REQUIRE(after.emails.size() == 1U);
  BOOST_TEST(after.emails[0].id == before.emails[0].id);
  BOOST_TEST(*after.emails[0].address == "grace@example.org");
  BOOST_REQUIRE(after.phones.size() == 1U);
  BOOST_TEST(after.phones[0].id == before.phones[0].id);
  BOOST_REQUIRE(after.addresses.size() == 1U);
  BOOST_TEST(*after.addresses[0].city == "Arlington");
  BOOST_REQUIRE(after.notes.size() == 1U);
  BOOST_TEST(*after.notes[0].description == "First note.");
}

// "Updates overwrite all columns": 0014: known ids are overwritten, others are new rows
BOTH_DATABASES(contacts_and_notes_are_matched_by_id) {
  People people(dialect);
  const UserGraph before = people.now_stored(people.grace);
  const UserNote of_howard = [&] {
    UserNote note;
    note.user_id = people.howard;
    return notes::add(people.services(), note, {});
  }();
  UserRequest request = request_for(people.grace);
  request.emails = {email("HOME", nullptr), email("WORK", "new@example.org")};
  request.emails[0].row.id = before.emails[0].id;
  Phone removed = before.phones[0];
  request.phones = {wanted(removed, Operation::Delete)};
  UserNote stolen;
  stolen.id = of_howard.id;
  stolen.description = text("Mine now?");
  request.notes = {stolen};
  users::overwrite(people.services(), request, true);
  const UserGraph after = people.now_stored(people.grace);
  BOOST_REQUIRE(after.emails.size() == 2U);
  BOOST_TEST(after.emails[0].id == before.emails[0].id);
  BOOST_TEST(*after.emails[0].name == "HOME");
  BOOST_TEST(after.emails[0].address.null());
  BOOST_TEST(*after.emails[0].parent_id == people.grace);
  BOOST_TEST(*after.emails[1].address == "new@example.org");
  BOOST_TEST(after.phones.empty());
  BOOST_REQUIRE(after.notes.size() == 1U);
  BOOST_TEST(after.notes[0].id != of_howard.id);
  BOOST_TEST(people.now_stored(people.howard).notes.at(0).description.null());
}

// 0014: attributes also by name; "userAttributes is a map"; "an explicit nochange is ignored"
BOTH_DATABASES(attributes_are_matched_by_id_then_by_name) {
  People people(dialect);
  const std::string shell = people.now_stored(people.grace).attributes.at(0).id;
  UserRequest request = request_for(people.grace);
  request.attributes = {attribute("shell", "first"), attribute("fresh", "1"),
                        attribute("fresh", "2"), attribute("shell", "last"),
                        attribute("absent", "x", Operation::NoChange)};
  const std::string note = users::overwrite(people.services(), request, true);
  BOOST_TEST(note.find("attribute 'absent' was left out: nochange") == 0U);
  UserGraph after = people.now_stored(people.grace);
  BOOST_REQUIRE(after.attributes.size() == 2U);
  BOOST_TEST(after.attributes[0].id == shell);
  BOOST_TEST(*after.attributes[0].value == "last");
  BOOST_TEST(*after.attributes[1].value == "2");
  request.attributes = {attribute("shell", "ignored", Operation::NoChange),
                        attribute("fresh", nullptr, Operation::Delete)};
  BOOST_TEST(users::overwrite(people.services(), request, true) == "");
  after = people.now_stored(people.grace);
  BOOST_REQUIRE(after.attributes.size() == 1U);
  BOOST_TEST(*after.attributes[0].value == "last");
}

// behaviour.md 1.20: "the key … selects the entry": in another case it is another one
BOTH_DATABASES(two_attributes_whose_names_differ_in_case_both_stand) {
  People people(dialect);
  UserRequest request = request_for(people.grace);
  request.attributes = {attribute("SHELL", "2"), attribute("shell", "1"), attribute("Shell", "3")};
  users::overwrite(people.services(), request, true);
  std::map<std::string, std::string> values;
  for (const UserAttribute& row : people.now_stored(people.grace).attributes)
    values[*row.name] = *row.value;
  BOOST_TEST(values.size() == 3u);
  BOOST_TEST(values["shell"] == "1");
  BOOST_TEST(values["SHELL"] == "2");
}

// behaviour.md 1.20: "the key, not name, selects the entry"; design.md 3: "so no data is lost in
// silence"
BOTH_DATABASES(two_attributes_with_one_id_and_other_names_both_stand) {
  People people(dialect);
  const std::string shell = people.now_stored(people.grace).attributes.at(0).id;
  UserRequest request = request_for(people.grace);
  request.attributes = {attribute("one", "A"), attribute("two", "B")};
  for (Wanted<UserAttribute>& wanted : request.attributes) wanted.row.id = shell;
  users::overwrite(people.services(), request, true);
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST_REQUIRE(after.attributes.size() == 2U);
  BOOST_TEST(after.attributes[0].id == shell);
  BOOST_TEST(*after.attributes[0].value == "A");
  BOOST_TEST(*after.attributes[1].value == "B");
}

// 0013: "Names are compared without case"; 0014: "so that it keeps its id, attrGroup and
// valueAsBytes"
BOTH_DATABASES(an_attribute_is_known_by_its_name_in_another_case) {
  People people(dialect);
  const UserAttribute shell = people.now_stored(people.grace).attributes.at(0);
  people.services().store.transact([&](Db& db) {
    UserAttribute grouped = shell;
    grouped.group = text("G");
    db.update(grouped);
  });
  UserRequest request = request_for(people.grace);
  request.attributes = {attribute("SHELL", "loud")};
  users::overwrite(people.services(), request, true);
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST_REQUIRE(after.attributes.size() == 1U);
  BOOST_TEST(after.attributes[0].id == shell.id);
  BOOST_TEST(*after.attributes[0].name == "SHELL");
  BOOST_TEST(*after.attributes[0].group == "G");
}

// 0014: principals, roles, groups, supervisors and passwords stay, and the caller hears so
BOTH_DATABASES(what_the_operation_does_not_carry_stays) {
  People people(dialect);
  UserRequest ada = test::ada();
  ada.principals = {principal("ada", "Passing51")};
  Supervision supervision;
  supervision.supervisor_id = people.howard;
  ada.supervisor = supervision;
  const std::string id = provisioning::add_user(people.services(), ada).user.user.id;
  const UserGraph before = people.now_stored(id);
  UserRequest request = request_for(id);
  request.principals = {principal("another", "Passing52")};
  supervision.supervisor_id = people.grace;
  request.supervisor = supervision;
  const std::string note = users::overwrite(people.services(), request, true);
  BOOST_TEST(note.find("principals were left as stored") != std::string::npos);
  BOOST_TEST(note.find("supervisor was left as stored") != std::string::npos);
  const UserGraph after = people.now_stored(id);
  BOOST_REQUIRE(after.principals.size() == 1U);
  BOOST_TEST(after.principals[0].login.id.login == "ada");
  BOOST_TEST((after.principals[0].login.password == before.principals[0].login.password));
  BOOST_TEST(after.principals[0].login.version == before.principals[0].login.version);
  BOOST_TEST(after.roles.size() == before.roles.size());
  BOOST_TEST(after.groups.size() == before.groups.size());
  BOOST_TEST(after.supervisors.at(0).supervisor_id == people.howard);
}

// "Unknown userId: a new user with a new id appears ODD": here userNotFound; unknown metadata:
// objectIdInvalid "nothing stored"
BOTH_DATABASES(a_refused_overwrite_stores_nothing) {
  People people(dialect);
  Services& services = people.services();
  const std::size_t users_before = count<User>(people.repository);
  BOOST_CHECK_EXCEPTION(users::overwrite(services, request_for("nobody"), true), Error,
                        says(ErrorCode::UserNotFound, "nobody"));
  BOOST_CHECK_EXCEPTION(users::overwrite(services, request_for(""), true), Error,
                        says(ErrorCode::MissingRequiredAttribute, "userId"));
  UserRequest request = request_for(people.grace);
  request.user.metadata_type_id = text("NoSuchType");
  BOOST_CHECK_EXCEPTION(users::overwrite(services, request, true), Error,
                        says(ErrorCode::ObjectIdInvalid, "NoSuchType"));
  BOOST_TEST(count<User>(people.repository) == users_before);
  BOOST_TEST(people.now_stored(people.grace).user.version == 1U);
  BOOST_TEST(people.events("nobody") == "MODIFY FAIL");
  BOOST_TEST(people.events(people.grace) == "MODIFY FAIL");
}

// "two writers of one user are serialised, not merged blindly"
BOTH_DATABASES(two_writers_of_one_user_come_one_after_another) {
  People people(dialect);
  const auto write = [&](const char* name) {
    for (int i = 0; i < 10; ++i) {
      UserRequest request = request_for(people.grace);
      request.emails = {email(name, "x@example.org")};
      users::overwrite(people.services(), request, true);
    }
  };
  std::thread other(write, "ONE");
  write("TWO");
  other.join();
  const UserGraph after = people.now_stored(people.grace);
  BOOST_TEST(after.emails.size() == 1U);
  BOOST_TEST(after.user.version == 21U);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
