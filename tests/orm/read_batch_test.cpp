#include "orm/read_batch.h"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <odb/database.hxx>
#include <orm/login-odb.hxx>
#include <orm/phone-odb.hxx>
#include <orm/role-odb.hxx>
#include <orm/user-odb.hxx>
#include <orm/user_attribute-odb.hxx>
#include <orm/user_note-odb.hxx>
#include <thread>

#include "core/ids.h"
#include "core/instant.h"
#include "support/database.h"
#include "support/mariadb.h"

using namespace idm;
using namespace idm::test;

namespace {

template <class Row>
odb::query<Row> has_user_id(const std::string& id) {
  return odb::query<Row>::user_id == odb::query<Row>::_ref(id);
}

const RowsOf<User> users{
    "test_user", [](const std::string& id) {
      return odb::query<User>(odb::query<User>::id == odb::query<User>::_ref(id));
    }};
const RowsOf<UserAttribute> attributes{"test_attributes", has_user_id<UserAttribute>};
const RowsOf<UserNote> notes{"test_notes", has_user_id<UserNote>};
const RowsOf<Login> logins{"test_logins", has_user_id<Login>};
const RowsOf<UserRole> roles{"test_roles", [](const std::string& id) {
                               using Query = odb::query<UserRole>;
                               return Query(Query::id.user_id == Query::_ref(id));
                             }};
const RowsOf<Phone> phones{
    "test_phones", [](const std::string& id) {
      using Query = odb::query<Phone>;
      return Query(Query::parent_id == Query::_ref(id) && Query::parent_type == "USER");
    }};

/// Some of what belongs to a user.
struct Person {
  std::vector<User> user;
  std::vector<UserAttribute> attributes;
  std::vector<UserNote> notes;
  std::vector<Login> logins;
  std::vector<UserRole> roles;
  std::vector<Phone> phones;
};

Person read(Db& db, const std::string& id) {
  Person person;
  ReadBatch batch(db, id);
  batch.add(users, person.user);
  batch.add(attributes, person.attributes);
  batch.add(notes, person.notes);
  batch.add(logins, person.logins);
  batch.add(roles, person.roles);
  batch.add(phones, person.phones);
  batch.run();
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(person.attributes.begin(), person.attributes.end(), by_id);
  std::sort(person.phones.begin(), person.phones.end(), by_id);
  return person;
}

Person read(Store& store, const std::string& id) {
  return store.read([&](Db& db) { return read(db, id); });
}

User named(const std::string& id, const std::string& last_name) {
  User user;
  user.id = id;
  user.last_name = last_name;
  return user;
}

UserAttribute attribute(const std::string& user_id, const Text& value) {
  UserAttribute row;
  row.id = new_id();
  row.user_id = user_id;
  row.value = value;
  return row;
}

Phone phone(const std::string& parent, const char* parent_type, const std::string& number) {
  Phone row;
  row.id = new_id();
  row.parent_id = parent;
  row.parent_type = std::string(parent_type);
  row.number = number;
  return row;
}

void add(Store& store, const User& user) {
  store.transact([&](Db& db) { db.insert(user); });
}

/// `count` times a character of four bytes.
std::string lions(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "\xF0\x9F\xA6\x81";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(read_batch)

BOTH_DATABASES(values_of_every_type_come_back_as_they_were_stored) {
  TestStore database(dialect);
  User user = named(new_id(), "Löwe \xF0\x9F\xA6\x81 'quoted' \\ \"and\" back");
  user.first_name = std::string();  // empty is a value
  user.birth_date = instant_from_sql("1815-12-10 23:59:59.999");
  user.last_date = instant_from_sql("9999-12-31 00:00:00.001");
  user.show_in_search = -7;
  UserAttribute bytes = attribute(user.id, Text());
  bytes.value_as_bytes = std::vector<char>{'\0', '\x27', '\xff', '\x5c'};
  const UserAttribute nothing = attribute(user.id, std::string());
  UserRole role;
  role.id = {"USR_SEC_DOMAIN", "END_USER", user.id};
  role.row_id = new_id();
  role.start_date = instant_from_sql("2026-02-28 12:00:00.500");
  Login login;
  login.id = {"USR_SEC_DOMAIN", "Löwe", "0"};
  login.user_id = user.id;
  login.locked = 2;
  login.password_expires = instant_from_sql("2030-01-01 00:00:00.007");
  database.store.transact([&](Db& db) {
    db.insert(user);
    db.insert(bytes);
    db.insert(nothing);
    db.insert(role);
    db.insert(login);
  });

  const Person stored = read(database.store, user.id);
  BOOST_REQUIRE_EQUAL(stored.user.size(), 1u);
  const User& found = stored.user.front();
  BOOST_CHECK_EQUAL(found.id, user.id);
  BOOST_CHECK_EQUAL(*found.last_name, *user.last_name);
  BOOST_CHECK(!found.first_name.null() && found.first_name->empty());
  BOOST_CHECK(found.title.null());
  BOOST_CHECK(*found.birth_date == *user.birth_date);
  BOOST_CHECK(*found.last_date == *user.last_date);
  BOOST_CHECK(found.start_date.null());
  BOOST_CHECK_EQUAL(*found.show_in_search, -7);
  BOOST_CHECK_EQUAL(found.version, 1u);
  BOOST_REQUIRE_EQUAL(stored.attributes.size(), 2u);
  BOOST_CHECK(stored.attributes[0].value.null());
  BOOST_CHECK(stored.attributes[0].value_as_bytes == bytes.value_as_bytes);
  BOOST_CHECK(stored.attributes[1].value == std::string());
  BOOST_CHECK(stored.attributes[1].value_as_bytes.null());
  BOOST_REQUIRE_EQUAL(stored.roles.size(), 1u);
  BOOST_CHECK(stored.roles[0].id == role.id);
  BOOST_CHECK(*stored.roles[0].start_date == *role.start_date);
  BOOST_CHECK(stored.roles[0].end_date.null());
  BOOST_REQUIRE_EQUAL(stored.logins.size(), 1u);
  BOOST_CHECK(stored.logins[0].id == login.id);
  BOOST_CHECK_EQUAL(stored.logins[0].locked, 2);
  BOOST_CHECK(*stored.logins[0].password_expires == *login.password_expires);
  BOOST_CHECK_EQUAL(stored.logins[0].version, 1u);
  BOOST_CHECK(stored.notes.empty() && stored.phones.empty());
}

BOTH_DATABASES(values_longer_than_any_before_come_whole_and_shorter_ones_after_them) {
  TestStore database(dialect);
  const std::string id = new_id();
  const UserAttribute first = attribute(id, std::string("short"));
  UserAttribute blob = attribute(id, lions(1000));
  blob.value_as_bytes = std::vector<char>(60000, '\x80');
  UserNote note;
  note.id = new_id();
  note.user_id = id;
  note.description = lions(2000);
  database.store.transact([&](Db& db) {
    db.insert(named(id, "Long"));
    db.insert(first);
    db.insert(blob);
    db.insert(attribute(id, std::string("short again")));
    db.insert(note);
  });
  // A thread of its own: no buffer has grown there yet.
  std::thread([&] {
    for (int time = 0; time < 2; ++time) {
      const Person stored = read(database.store, id);
      BOOST_REQUIRE_EQUAL(stored.attributes.size(), 3u);
      BOOST_CHECK(stored.attributes[0].value == std::string("short"));
      BOOST_CHECK(stored.attributes[0].value_as_bytes.null());
      BOOST_CHECK(stored.attributes[1].value == lions(1000));
      BOOST_CHECK(stored.attributes[1].value_as_bytes == blob.value_as_bytes);
      BOOST_CHECK(stored.attributes[2].value == std::string("short again"));
      BOOST_CHECK(stored.attributes[2].value_as_bytes.null());
      BOOST_REQUIRE_EQUAL(stored.notes.size(), 1u);
      BOOST_CHECK(stored.notes[0].description == lions(2000));
    }
  }).join();
}

BOTH_DATABASES(each_key_brings_its_own_rows_and_one_without_any_brings_none) {
  TestStore database(dialect);
  const std::string one = new_id(), other = new_id(), alone = new_id();
  database.store.transact([&](Db& db) {
    for (const std::string& id : {one, other, alone}) db.insert(named(id, "Of " + id));
    for (int i = 0; i < 3; ++i) {
      db.insert(phone(one, "USER", "1-" + std::to_string(i)));
      db.insert(phone(other, "USER", "2-" + std::to_string(i)));
    }
    db.insert(phone(one, "ORGANIZATION", "not of a user"));
  });
  database.store.read([&](Db& db) {
    for (int time = 0; time < 2; ++time) {
      for (const auto& [id, first] : {std::pair(one, '1'), std::pair(other, '2')}) {
        const Person stored = read(db, id);
        BOOST_CHECK(stored.user.at(0).last_name == "Of " + id);
        BOOST_REQUIRE_EQUAL(stored.phones.size(), 3u);
        for (int i = 0; i < 3; ++i)
          BOOST_CHECK_EQUAL(*stored.phones[i].number, first + ("-" + std::to_string(i)));
      }
      const Person lonely = read(db, alone);
      BOOST_CHECK(lonely.user.size() == 1 && lonely.phones.empty() && lonely.attributes.empty());
      const Person nobody = read(db, "no such user");
      BOOST_CHECK(nobody.user.empty() && nobody.phones.empty());
      BOOST_CHECK(read(db, "' OR ''='").user.empty());
    }
  });
}

BOTH_DATABASES(batches_of_different_tables_do_not_meet) {
  TestStore database(dialect);
  const std::string id = new_id();
  database.store.transact([&](Db& db) {
    db.insert(named(id, "Both"));
    db.insert(attribute(id, std::string("value")));
    db.insert(phone(id, "USER", "number"));
  });
  database.store.read([&](Db& db) {
    for (int time = 0; time < 2; ++time) {
      Person forwards, backwards;
      ReadBatch first(db, id);
      first.add(phones, forwards.phones);
      first.add(attributes, forwards.attributes);
      first.run();
      ReadBatch second(db, id);
      second.add(attributes, backwards.attributes);
      second.add(phones, backwards.phones);
      second.run();
      ReadBatch third(db, id);
      std::vector<Phone> only;
      third.add(phones, only);
      third.run();
      for (const Person* person : {&forwards, &backwards}) {
        BOOST_CHECK(person->phones.at(0).number == std::string("number"));
        BOOST_CHECK(person->attributes.at(0).value == std::string("value"));
      }
      BOOST_CHECK_EQUAL(only.size(), 1u);
    }
  });
}

BOTH_DATABASES(a_batch_sees_what_its_transaction_has_inserted_and_changed) {
  TestStore database(dialect);
  User user = named(new_id(), "Before");
  add(database.store, user);
  database.store.transact([&](Db& db) {
    User changed = read(db, user.id).user.at(0);
    changed.last_name = std::string("After");
    db.update(changed);
    db.insert(phone(user.id, "USER", "new"));
    const Person seen = read(db, user.id);
    BOOST_CHECK(seen.user.at(0).last_name == std::string("After"));
    BOOST_CHECK_EQUAL(seen.user.at(0).version, 2u);
    BOOST_CHECK(seen.phones.at(0).number == std::string("new"));
  });
}

BOTH_DATABASES(many_threads_read_at_once) {
  TestStore database(dialect);
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) add(database.store, named(ids.emplace_back(new_id()), "Of many"));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int time = 0; time < 50; ++time) {
        const Person stored = read(database.store, ids[(i + time) % 8]);
        if (stored.user.size() != 1 || stored.user[0].id != ids[(i + time) % 8]) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_CHECK_EQUAL(wrong.load(), 0);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_between_two_reads_is_not_noticed_on_mariadb) {
  TestStore database(Dialect::MySql);
  const std::string id = new_id();
  add(database.store, named(id, "Kept"));
  int runs = 0;
  const Person stored = database.store.read([&](Db& db) {
    read(db, id);
    if (++runs == 1)
      MariaDb::shared().execute(
          "KILL " + MariaDb::shared().ask("SELECT ID FROM information_schema.PROCESSLIST WHERE "
                                          "DB = '" +
                                          database.config.name + "' AND ID <> CONNECTION_ID()"));
    return read(db, id);
  });
  BOOST_CHECK_EQUAL(runs, 2);
  BOOST_CHECK(stored.user.at(0).last_name == std::string("Kept"));
}

BOOST_AUTO_TEST_CASE(a_table_changed_between_two_reads_is_read_as_it_is_then_on_mariadb) {
  TestStore database(Dialect::MySql);
  const std::string id = new_id();
  database.store.transact([&](Db& db) {
    db.insert(named(id, "Altered"));
    db.insert(phone(id, "USER", "1"));
  });
  BOOST_CHECK_EQUAL(read(database.store, id).phones.size(), 1u);
  MariaDb::shared().execute("ALTER TABLE " + database.config.name +
                            ".PHONE MODIFY PHONE_NBR VARCHAR(2500), ADD COLUMN FIRST_OF_ALL INT "
                            "FIRST");
  database.store.transact([&](Db& db) {
    Phone changed = read(db, id).phones.at(0);
    changed.number = lions(2500);
    db.update(changed);
  });
  const Person stored = read(database.store, id);
  BOOST_CHECK(stored.phones.at(0).number == lions(2500));
  BOOST_CHECK(stored.user.at(0).last_name == std::string("Altered"));
}

BOOST_AUTO_TEST_CASE(a_read_that_the_database_refuses_leaves_the_connection_fit_for_use) {
  TestStore database(Dialect::MySql);
  const std::string id = new_id();
  add(database.store, named(id, "Fit"));
  const std::string table = database.config.name + ".PHONE";
  database.store.read([&](Db& db) { BOOST_CHECK_EQUAL(read(db, id).user.size(), 1u); });
  MariaDb::shared().execute("RENAME TABLE " + table + " TO " + table + "_AWAY");
  BOOST_CHECK_THROW(read(database.store, id), std::exception);
  BOOST_CHECK(database.store.read([&](Db& db) { return db.find<User>(id).has_value(); }));
  MariaDb::shared().execute("RENAME TABLE " + table + "_AWAY TO " + table);
  BOOST_CHECK_EQUAL(read(database.store, id).user.size(), 1u);
}

BOOST_AUTO_TEST_SUITE_END()
