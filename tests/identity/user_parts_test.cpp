#include "identity/user_parts.h"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>
#include <thread>

#include "identity/user_rows.h"
#include "orm/audit_entry-odb.hxx"
#include "support/repository.h"
#include "support/rows.h"

// behaviour.md 9.3 with the DO lines of 9.1 and 10, and docs/decisions/0013.
namespace idm {
using namespace test;

/// Grace and Ada in a repository; neither has anything.
struct GraceAndAda {
  explicit GraceAndAda(Dialect dialect) : repository(dialect), services(repository.services) {
    grace = person("Grace");
    ada = person("Ada");
  }

  std::string person(const char* name) {
    UserRequest request;
    request.user.first_name = text(name);
    return users::add(services, request).user.user.id;
  }

  User user(const std::string& id) { return stored(repository, id).user; }

  template <class Row>
  Row add(const Row& row) {
    return user_parts::add<Row>(services, {row}, requestor()).front();
  }

  static Requestor requestor() {
    Requestor requestor;
    requestor.login = text("sysadmin");
    requestor.http_request_id = "R7";
    return requestor;
  }

  /// Those that contacts and attributes left, as "ADD PHONE SUCCESS".
  std::multiset<std::string> events() {
    using Query = odb::query<AuditEntry>;
    std::multiset<std::string> all;
    for (const AuditEntry& entry :
         services.store.read([](Db& db) { return rows_where<AuditEntry>(db, Query(true)); }))
      if (entry.action.find(' ') != std::string::npos)
        all.insert(entry.action + " " + *entry.status);
    return all;
  }

  Repository repository;
  Services& services;
  std::string grace, ada;
};

namespace {

template <class Row>
Row contact(const std::string& user_id, const char* name) {
  Row row;
  row.parent_id = user_id;
  row.parent_type = std::string("USER");
  row.name = text(name);
  row.active.reset();
  row.is_default.reset();
  return row;
}

UserAttribute attribute_of(const std::string& user_id, const char* name, const char* value) {
  UserAttribute row = test::attribute(name, value).row;
  row.user_id = user_id;
  return row;
}

/// Is the refusal of that code, and does its text have both words?
auto names(ErrorCode code, const std::string& element, const std::string& value = {}) {
  return [=](const Error& error) {
    const std::string what = error.what();
    BOOST_TEST_MESSAGE(what);
    return error.code() == code && what.find(element) != std::string::npos &&
           what.find(value) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(user_parts_rules)

// "PARENT_ID", "USER_ID": what MariaDB takes for the same id, blanks at its end, names nobody on
// either database, so that no row is stored under an id that no user has
BOTH_DATABASES(an_id_with_blanks_at_its_end_is_nobodys) {
  GraceAndAda people(dialect);
  const std::string padded = people.grace + " ";
  Phone phone;
  phone.parent_id = padded;
  const auto is_unknown = [](const Error& error) {
    return error.code() == ErrorCode::UserNotFound;
  };
  BOOST_CHECK_EXCEPTION(people.add(phone), Error, is_unknown);
  BOOST_CHECK_EXCEPTION(users::get_with_dependents(people.services, padded, true), Error,
                        is_unknown);
  phone.parent_id = people.grace;
  const std::string phone_id = people.add(phone).id;
  BOOST_CHECK_THROW(user_parts::get<Phone>(people.services, phone_id + " ", "addressId"), Error);
  BOOST_TEST(user_parts::all<Phone>(people.services, people.grace).size() == 1U);
}

// 9.1 DO "success + object with ids"; 9.3 "add forces parentType USER"; 1.10 "contact objects emit
// isActive true, isDefault 0"
template <class Row>
void check_added(Dialect dialect) {
  GraceAndAda house(dialect);
  Row sent = contact<Row>(house.grace, "HOME");
  sent.id = "mine";
  sent.parent_type = text("ORG");
  const Row added = house.add(sent);
  BOOST_TEST(added.id.size() == 32u);
  const Row kept = user_parts::get<Row>(house.services, added.id, "addressId");
  BOOST_TEST(*kept.parent_id == house.grace);
  BOOST_TEST(*kept.parent_type == "USER");
  BOOST_TEST(*kept.name == "HOME");
  BOOST_TEST(*kept.active == 1);
  BOOST_TEST(*kept.is_default == 0);
}

BOTH_DATABASES(a_contact_that_is_added_is_its_users_with_an_id_of_ours) {
  check_added<Address>(dialect);
  check_added<Phone>(dialect);
  check_added<EmailAddress>(dialect);
}

// 9.3 "Updates overwrite all columns"
BOTH_DATABASES(an_update_leaves_nothing_of_what_was_not_sent) {
  GraceAndAda house(dialect);
  Phone first = contact<Phone>(house.grace, "DESK PHONE");
  first.number = text("555");
  first.extension = text("12");
  first.is_default = 1;
  first.active = 0;
  Phone change = contact<Phone>(house.grace, "DESK PHONE");
  change.id = house.add(first).id;
  change.number = text("556");
  change.parent_type = text("user");
  user_parts::update(house.services, change, {});
  const Phone kept = user_parts::get<Phone>(house.services, change.id, "addressId");
  BOOST_TEST(*kept.number == "556");
  BOOST_TEST(kept.extension.null());
  BOOST_TEST(*kept.is_default == 0);
  BOOST_TEST(*kept.active == 1);
  BOOST_TEST(*kept.parent_type == "USER");
}

// The 2.3.2 WSDL has no elements for attrGroup and valueAsBytes, so its clients cannot send them.
BOTH_DATABASES(an_updated_attribute_keeps_what_its_clients_cannot_know) {
  GraceAndAda house(dialect);
  UserAttribute first = attribute_of(house.grace, "motto", "Amazing");
  first.metadata_element_id = text("101");
  first.group = text("G");
  first.value_as_bytes = std::vector<char>{'A', 'B'};
  UserAttribute change = attribute_of(house.grace, "motto", "Amazing Grace");
  change.id = house.add(first).id;
  user_parts::update(house.services, change, {});
  UserAttribute kept = user_parts::get<UserAttribute>(house.services, change.id, "attrId");
  BOOST_TEST(*kept.value == "Amazing Grace");
  BOOST_TEST(kept.metadata_element_id.null());
  BOOST_TEST(*kept.group == "G");
  BOOST_TEST(kept.value_as_bytes->size() == 2u);
  change.group = text("H");
  user_parts::update(house.services, change, {});
  kept = user_parts::get<UserAttribute>(house.services, change.id, "attrId");
  BOOST_TEST(*kept.group == "H");
}

// 9.3 "updateX with unknown id inserts a new row (D)": decided otherwise, docs/decisions/0013; nor
// does a row pass to another user
BOTH_DATABASES(a_row_is_changed_and_removed_by_its_own_user_only) {
  GraceAndAda house(dialect);
  Address row = house.add(contact<Address>(house.grace, "HOME"));
  Address unknown = row, foreign = row;
  unknown.id = "nothing";
  foreign.parent_id = house.ada;
  const auto update = [&](const Address& change) {
    user_parts::update(house.services, change, {});
  };
  BOOST_CHECK_EXCEPTION(update(unknown), Error,
                        names(ErrorCode::ObjectNotFound, "addressId", "nothing"));
  BOOST_CHECK_EXCEPTION(update(foreign), Error,
                        names(ErrorCode::ObjectNotFound, "parentId", house.ada));
  BOOST_CHECK_EXCEPTION(user_parts::remove(house.services, foreign, {}), Error,
                        names(ErrorCode::ObjectNotFound, "parentId", house.ada));
  BOOST_TEST(count<Address>(house.repository) == 1u);
  UserAttribute motto = house.add(attribute_of(house.grace, "motto", "Amazing"));
  motto.user_id = house.ada;
  BOOST_CHECK_EXCEPTION(user_parts::remove(house.services, motto, {}), Error,
                        names(ErrorCode::ObjectNotFound, "userId", house.ada));
  BOOST_TEST(count<UserAttribute>(house.repository) == 1u);
}

// 3.2 "parentType other than USER hides the row on reading"
BOTH_DATABASES(rows_of_another_parent_type_are_not_there) {
  GraceAndAda house(dialect);
  EmailAddress hidden = contact<EmailAddress>(house.grace, "EMAIL1");
  hidden.id = "hidden";
  hidden.parent_type = text("ORG");
  hidden.is_default = 1;
  house.services.store.transact([&](Db& db) { db.insert(hidden); });
  const auto absent = names(ErrorCode::ObjectNotFound, "");
  Services& services = house.services;
  BOOST_CHECK_EXCEPTION(user_parts::get<EmailAddress>(services, "hidden", "addressId"), Error,
                        absent);
  BOOST_CHECK_EXCEPTION(
      user_parts::get_by_name<EmailAddress>(services, house.grace, "EMAIL1", "addressName"), Error,
      absent);
  BOOST_CHECK_EXCEPTION(user_parts::get_default<EmailAddress>(services, house.grace), Error,
                        absent);
  BOOST_CHECK_EXCEPTION(user_parts::all<EmailAddress>(services, house.grace), Error, absent);
  hidden.parent_type = text("USER");
  BOOST_CHECK_EXCEPTION(user_parts::update(services, hidden, {}), Error, absent);
  BOOST_CHECK_EXCEPTION(user_parts::remove(services, hidden, {}), Error, absent);
  BOOST_TEST(user_parts::remove_all<EmailAddress>(services, house.grace, {}) != "");
  BOOST_TEST(count<EmailAddress>(house.repository) == 1u);
}

// 9.3 "getXByName: first row", "IS_DEFAULT = 1; two such rows: fault"
BOTH_DATABASES(of_several_the_oldest_is_the_one) {
  GraceAndAda house(dialect);
  Phone other = contact<Phone>(house.grace, "OTHER");
  Phone desk = contact<Phone>(house.grace, "Desk Phone");
  desk.is_default = 1;
  house.add(other);
  const std::string first = house.add(desk).id;
  desk.name = text("DESK PHONE");
  house.add(desk);
  Services& services = house.services;
  BOOST_TEST(user_parts::get_default<Phone>(services, house.grace).id == first);
  BOOST_TEST(
      user_parts::get_by_name<Phone>(services, house.grace, "desk phone", "addressName").id ==
      first);
  const std::vector<Phone> rows = user_parts::all<Phone>(services, house.grace);
  BOOST_REQUIRE_EQUAL(rows.size(), 3u);
  BOOST_TEST(*rows[0].name == "OTHER");
  BOOST_TEST(rows[1].id == first);
}

// "addXSet: all in one transaction, or nothing"
BOTH_DATABASES(a_set_is_stored_whole_or_not_at_all) {
  GraceAndAda house(dialect);
  std::vector<Phone> set = {contact<Phone>(house.grace, "A"), contact<Phone>("nobody", "B")};
  const auto add = [&] { user_parts::add(house.services, set, {}); };
  const std::uint64_t version = house.user(house.grace).version;
  BOOST_CHECK_EXCEPTION(add(), Error, names(ErrorCode::UserNotFound, "parentId", "nobody"));
  BOOST_TEST(count<Phone>(house.repository) == 0u);
  BOOST_TEST(house.user(house.grace).version == version);
  set[1].parent_id.reset();
  BOOST_CHECK_EXCEPTION(add(), Error, names(ErrorCode::MissingRequiredAttribute, "parentId", "2"));
  set[1].parent_id = house.ada;
  add();
  BOOST_TEST(user_parts::all<Phone>(house.services, house.grace).size() == 1u);
  BOOST_TEST(user_parts::all<Phone>(house.services, house.ada).size() == 1u);
  set.clear();
  add();
}

// "An unknown id is a constraint violation and therefore a fault, never an error code" DO the code
BOTH_DATABASES(an_unknown_metadata_element_is_refused) {
  GraceAndAda house(dialect);
  UserAttribute row = attribute_of(house.grace, "motto", "Amazing");
  row.metadata_element_id = text("9999");
  BOOST_CHECK_EXCEPTION(house.add(row), Error,
                        names(ErrorCode::ObjectIdInvalid, "metadataElementId", "9999"));
  BOOST_TEST(count<UserAttribute>(house.repository) == 0u);
}

// 10 DO "audit all of these"; every change moves the user's version and lastUpdate
BOTH_DATABASES(each_change_is_audited_and_shows_on_the_user) {
  GraceAndAda house(dialect);
  const User before = house.user(house.grace);
  EmailAddress email = house.add(contact<EmailAddress>(house.grace, "EMAIL1"));
  user_parts::update(house.services, email, GraceAndAda::requestor());
  user_parts::remove(house.services, email, GraceAndAda::requestor());
  house.add(attribute_of(house.grace, "a", "1"));
  house.add(attribute_of(house.grace, "b", "2"));
  user_parts::remove_all<UserAttribute>(house.services, house.grace, GraceAndAda::requestor());
  const User after = house.user(house.grace);
  BOOST_TEST(after.version == before.version + 6);
  BOOST_TEST((*after.last_update > *before.last_update));
  const std::multiset<std::string> expected = {
      "ADD EMAIL SUCCESS",       "MODIFY EMAIL SUCCESS",  "REMOVE EMAIL SUCCESS",
      "ADD ATTRIBUTE SUCCESS",   "ADD ATTRIBUTE SUCCESS", "REMOVE ATTRIBUTE SUCCESS",
      "REMOVE ATTRIBUTE SUCCESS"};
  BOOST_TEST(house.events() == expected, boost::test_tools::per_element());
}

BOTH_DATABASES(an_event_says_whose_which_and_by_whom_but_no_value) {
  GraceAndAda house(dialect);
  const UserAttribute added = house.add(attribute_of(house.grace, "motto", "Amazing"));
  using Query = odb::query<AuditEntry>;
  const auto entries = house.services.store.read([](Db& db) {
    return rows_where<AuditEntry>(db, Query::action == std::string("ADD ATTRIBUTE"));
  });
  BOOST_REQUIRE_EQUAL(entries.size(), 1u);
  const AuditEntry& entry = entries.front();
  BOOST_TEST(*entry.object_id == house.grace);
  BOOST_TEST(*entry.principal == "sysadmin");
  BOOST_TEST(*entry.request_id == "R7");
  BOOST_TEST(*entry.custom_attrname1 == "ATTRIBUTE");
  BOOST_TEST(*entry.custom_attrvalue1 == added.id);
  BOOST_TEST(*entry.custom_attrvalue2 == "motto");
  BOOST_TEST(entry.custom_attrvalue3.null());
}

BOTH_DATABASES(what_is_refused_leaves_one_failure_in_the_log) {
  GraceAndAda house(dialect);
  BOOST_CHECK_THROW(house.add(contact<Phone>("nobody", "HOME")), Error);
  BOOST_CHECK_THROW(user_parts::remove(house.services, contact<Phone>(house.grace, "HOME"), {}),
                    Error);
  const std::multiset<std::string> expected = {"ADD PHONE FAIL", "REMOVE PHONE FAIL"};
  BOOST_TEST(house.events() == expected, boost::test_tools::per_element());
}

// 9.3 "removeAllX(userId): success always"
BOTH_DATABASES(removing_all_of_nothing_changes_nothing_and_says_so) {
  GraceAndAda house(dialect);
  const std::uint64_t version = house.user(house.grace).version;
  const auto note = user_parts::remove_all<Address>(house.services, house.grace, {});
  BOOST_TEST(note.find(house.grace) != std::string::npos);
  BOOST_TEST(user_parts::remove_all<Address>(house.services, "nobody", {}).find("nobody") !=
             std::string::npos);
  BOOST_TEST(house.user(house.grace).version == version);
  BOOST_TEST(house.events().empty());
}

// "two writers of one user are serialised, not merged blindly": as they name both users in either
// order, those who wait for each other would be seen, too
BOTH_DATABASES(many_writers_at_once_all_get_through) {
  GraceAndAda house(dialect);
  const std::uint64_t version = house.user(house.grace).version;
  std::atomic<int> failures = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&, i] {
      std::vector<Phone> set = {contact<Phone>(house.grace, "A"), contact<Phone>(house.ada, "A")};
      if (i % 2 == 0) std::swap(set[0], set[1]);
      try {
        user_parts::add(house.services, set, {});
      } catch (const Error&) {
        ++failures;
      }
    });
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(failures == 0);
  BOOST_TEST(house.user(house.grace).version == version + 8);
  BOOST_TEST(user_parts::all<Phone>(house.services, house.ada).size() == 8u);
}

// Of many who remove one row, one has removed it.
BOTH_DATABASES(a_row_is_removed_once) {
  GraceAndAda house(dialect);
  const Phone row = house.add(contact<Phone>(house.grace, "HOME"));
  std::atomic<int> removed = 0, not_found = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&] {
      try {
        user_parts::remove(house.services, row, {});
        ++removed;
      } catch (const Error& error) {
        if (error.code() == ErrorCode::ObjectNotFound) ++not_found;
      }
    });
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(removed == 1);
  BOOST_TEST(not_found == 7);
}

// An id is that id, also for a database whose comparison ignores blanks at the end.
BOTH_DATABASES(an_id_with_blanks_at_the_end_is_nobodys) {
  GraceAndAda people(dialect);
  Services& services = people.services;
  people.add(contact<EmailAddress>(people.grace, "WORK"));
  people.add(attribute_of(people.grace, "shell", "/bin/sh"));
  const std::string padded = people.grace + " ";
  const auto nobody = fails_with(ErrorCode::UserNotFound);
  BOOST_CHECK_EXCEPTION(user_parts::all<EmailAddress>(services, padded), Error, nobody);
  BOOST_CHECK_EXCEPTION(
      user_parts::get_by_name<EmailAddress>(services, padded, "WORK", "emailName"), Error, nobody);
  services.store.read([&](Db& db) {
    BOOST_TEST(user_rows::of_user<UserAttribute>(db, padded).empty());
    BOOST_TEST(user_rows::of_user<UserAttribute>(db, people.grace).size() == 1U);
  });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
