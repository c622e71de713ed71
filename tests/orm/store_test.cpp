#include <atomic>
#include <boost/test/unit_test.hpp>
#include <odb/database.hxx>
#include <orm/login-odb.hxx>
#include <orm/user-odb.hxx>
#include <orm/user_attribute-odb.hxx>
#include <thread>

#include "core/ids.h"
#include "core/instant.h"
#include "orm/all_rows.h"
#include "orm/prepared.h"
#include "support/database.h"

using namespace idm;
using namespace idm::test;

namespace {

User person(const std::string& last_name = "Lovelace") {
  User user;
  user.id = new_id();
  user.last_name = last_name;
  user.status = std::string("ACTIVE");
  return user;
}

Login principal(const std::string& user_id, const std::string& name) {
  Login login;
  login.id = {"USR_SEC_DOMAIN", name, "0"};
  login.user_id = user_id;
  return login;
}

/// Adds a user with that principal, in one transaction.
std::string add(Store& store, const std::string& name) {
  return store.transact([&](Db& db) {
    const User user = person();
    db.insert(user);
    db.insert(principal(user.id, name));
    return user.id;
  });
}

/// "ada" as she was read before she became a Countess.
User stale_copy(Store& store) {
  const std::string id = add(store, "ada");
  User old = *store.read([&](Db& db) { return db.find<User>(id); });
  store.transact([&](Db& db) {
    User user = *db.find<User>(id);
    user.title = std::string("Countess");
    db.update(user);
    BOOST_CHECK_EQUAL(user.version, 2u);
  });
  return old;
}

template <class Row>
std::size_t count(Store& store) {
  return store.read([](Db& db) { return rows_where<Row>(db, odb::query<Row>(true)).size(); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_promises)

BOTH_DATABASES(rows_come_back_as_they_were_stored) {
  TestStore database(dialect);
  User user = person("Löwe \xF0\x9F\xA6\x81 'quoted' \\ \"and\" back");
  user.first_name = std::string();  // empty is a value
  user.birth_date = instant_from_sql("1815-12-10 23:59:59.999");
  user.last_date = instant_from_sql("9999-12-31 00:00:00.001");
  user.show_in_search = -7;
  UserAttribute attribute;
  attribute.id = new_id();
  attribute.user_id = user.id;
  attribute.value = std::string("Straße\n\tA\xCC\x8A");
  attribute.value_as_bytes = std::vector<char>{'\0', '\x27', '\xff', '\x5c'};
  database.store.transact([&](Db& db) {
    db.insert(user);
    db.insert(attribute);
  });

  const User stored = *database.store.read([&](Db& db) { return db.find<User>(user.id); });
  BOOST_CHECK_EQUAL(*stored.last_name, *user.last_name);
  BOOST_CHECK_EQUAL(*stored.last_name_folded, "löwe \xF0\x9F\xA6\x81 'quoted' \\ \"and\" back");
  BOOST_CHECK(!stored.first_name.null() && stored.first_name->empty());
  BOOST_CHECK(stored.title.null());
  BOOST_CHECK(*stored.birth_date == *user.birth_date);
  BOOST_CHECK(*stored.last_date == *user.last_date);
  BOOST_CHECK_EQUAL(*stored.show_in_search, -7);
  BOOST_CHECK_EQUAL(stored.version, 1u);
  const auto bytes =
      database.store.read([&](Db& db) { return db.find<UserAttribute>(attribute.id); });
  BOOST_CHECK(*bytes->value_as_bytes == *attribute.value_as_bytes);
  BOOST_CHECK_EQUAL(*bytes->value, *attribute.value);
  BOOST_CHECK_EQUAL(*bytes->value_folded, "strasse\n\t\xC3\xA5");
}

BOTH_DATABASES(a_principal_is_unique_in_any_case_and_with_trailing_blanks) {
  TestStore database(dialect);
  add(database.store, "Ada.Lovelace");
  for (const char* taken : {"Ada.Lovelace", "ada.lovelace", "ADA.LOVELACE", "ada.lovelace  "})
    BOOST_CHECK_EXCEPTION(add(database.store, taken), Error,
                          fails_with(ErrorCode::DuplicatePrincipal));
  BOOST_CHECK_EQUAL(count<Login>(database.store), 1u);
  BOOST_CHECK_EQUAL(count<User>(database.store), 1u);
}

BOTH_DATABASES(of_many_who_want_one_principal_one_gets_it_and_nobody_is_left_half) {
  TestStore database(dialect);
  std::atomic<int> won{0}, lost{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i)
    threads.emplace_back([&] {
      try {
        add(database.store, "ada");
        ++won;
      } catch (const Error& error) {
        if (error.code() == ErrorCode::DuplicatePrincipal) ++lost;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_CHECK_EQUAL(won.load(), 1);
  BOOST_CHECK_EQUAL(lost.load(), 63);
  BOOST_CHECK_EQUAL(count<User>(database.store), 1u);
}

BOTH_DATABASES(work_that_throws_leaves_nothing_behind) {
  TestStore database(dialect);
  BOOST_CHECK_THROW(database.store.transact([&](Db& db) {
    db.insert(person());
    db.flush();
    throw std::logic_error("changed my mind");
  }),
                    std::logic_error);
  BOOST_CHECK_EQUAL(count<User>(database.store), 0u);
}

BOTH_DATABASES(many_rows_of_many_tables_arrive_whole) {
  TestStore database(dialect);
  const std::string big(900, 'x');
  database.store.transact([&](Db& db) {
    for (int i = 0; i < 2000; ++i) {
      const User user = person();
      db.insert(user);
      UserAttribute attribute;
      attribute.id = new_id();
      attribute.user_id = user.id;
      attribute.value = big;
      db.insert(attribute);
    }
  });
  BOOST_CHECK_EQUAL(count<User>(database.store), 2000u);
  BOOST_CHECK_EQUAL(count<UserAttribute>(database.store), 2000u);
}

BOTH_DATABASES(a_row_that_refers_to_nothing_is_refused_by_name) {
  TestStore database(dialect);
  const auto names_table = [](const Error& error) {
    return error.code() == ErrorCode::ObjectIdInvalid &&
           std::string(error.what()).find("USER_ATTRIBUTES") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) {
    const User user = person();
    db.insert(user);
    UserAttribute attribute;
    attribute.id = new_id();
    attribute.user_id = user.id;
    attribute.metadata_element_id = std::string("no such");
    db.insert(attribute);
  }),
                        Error, names_table);
  BOOST_CHECK_EQUAL(count<User>(database.store), 0u);
}

BOTH_DATABASES(a_row_that_others_refer_to_cannot_be_erased) {
  TestStore database(dialect);
  const std::string id = add(database.store, "ada");
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.erase<User>(id); }), Error,
                        fails_with(ErrorCode::ObjectIdInvalid));
  database.store.transact([&](Db& db) {
    db.erase<Login>(LoginId{"USR_SEC_DOMAIN", "ada", "0"});
    db.erase<User>(id);
  });
  BOOST_CHECK_EQUAL(count<User>(database.store), 0u);
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.erase<User>(id); }), Error,
                        fails_with(ErrorCode::ObjectNotFound));
}

BOTH_DATABASES(a_stale_copy_is_not_saved) {
  TestStore database(dialect);
  User old = stale_copy(database.store);
  old.title = std::string("Lady");
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.update(old); }), Error,
                        fails_with(ErrorCode::StaleVersion));
  BOOST_CHECK_EQUAL(*database.store.read([&](Db& db) { return db.find<User>(old.id); })->title,
                    "Countess");
}

BOTH_DATABASES(a_stale_copy_among_other_changes_takes_them_all_back) {
  TestStore database(dialect);
  User old = stale_copy(database.store);
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) {
    db.insert(person());
    db.update(old);
    db.insert(person());
  }),
                        Error, fails_with(ErrorCode::StaleVersion));
  BOOST_CHECK_EQUAL(count<User>(database.store), 1u);
  add(database.store, "grace");  // the connection is in order
  BOOST_CHECK_EQUAL(count<User>(database.store), 2u);
}

BOTH_DATABASES(a_row_that_is_gone_is_not_saved) {
  TestStore database(dialect);
  UserAttribute gone;
  gone.id = new_id();
  gone.user_id = add(database.store, "ada");
  gone.value = std::string("nowhere");
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.update(gone); }), Error,
                        fails_with(ErrorCode::StaleVersion));
}

BOTH_DATABASES(an_update_stores_values_of_every_kind_and_takes_them_away) {
  TestStore database(dialect);
  const std::string id = add(database.store, "ada");
  UserAttribute attribute;
  attribute.id = new_id();
  attribute.user_id = id;
  User user = *database.store.read([&](Db& db) { return db.find<User>(id); });
  database.store.transact([&](Db& db) { db.insert(attribute); });
  const std::string text = "O'Ne\"il \\ = ? AND \xF0\x9F\xA6\x81;";
  const Instant day{std::chrono::milliseconds(1234567890123)};
  const auto store = [&](const User* before) {
    database.store.transact([&](Db& db) {
      db.update(user, before);
      db.update(attribute);
      // What was just changed is what a query of the same transaction sees.
      BOOST_CHECK(db.find<User>(user.id)->version == user.version);
    });
    return *database.store.read([&](Db& db) { return db.find<User>(user.id); });
  };
  User before = user;
  user.last_name = text;
  user.birth_date = day;
  user.show_in_search = -7;
  attribute.value_as_bytes = std::vector<char>{'\0', '\x27', '\xff', '\x5c'};
  User stored = store(&before);
  BOOST_CHECK_EQUAL(*stored.last_name, text);
  BOOST_CHECK(*stored.birth_date == day);
  BOOST_CHECK_EQUAL(*stored.show_in_search, -7);
  const auto bytes =
      database.store.read([&](Db& db) { return db.find<UserAttribute>(attribute.id); });
  BOOST_CHECK(*bytes->value_as_bytes == *attribute.value_as_bytes);
  before = user;
  user.last_name.reset();
  user.birth_date.reset();
  user.show_in_search.reset();
  stored = store(&before);
  BOOST_CHECK(stored.last_name.null() && stored.birth_date.null() && stored.show_in_search.null());
  user.title = text;
  stored = store(nullptr);
  BOOST_CHECK_EQUAL(*stored.title, text);
  BOOST_CHECK_EQUAL(stored.version, user.version);
}

BOOST_AUTO_TEST_CASE(mariadb_is_sent_what_differs_only) {
  TestStore database(Dialect::MySql);
  const std::string id = add(database.store, "ada");
  database.store.transact([&](Db& db) {
    User user = *db.find<User>(id);
    const User before = user;
    user.nickname = std::string("Countess");
    db.odb().execute("UPDATE USERS SET TITLE = 'by another hand'");
    db.update(user, &before);
  });
  const User stored = *database.store.read([&](Db& db) { return db.find<User>(id); });
  BOOST_CHECK_EQUAL(*stored.title, "by another hand");
  BOOST_CHECK_EQUAL(*stored.nickname, "Countess");
  BOOST_CHECK_EQUAL(*stored.nickname_folded, "countess");
}

BOTH_DATABASES(an_update_that_changes_nothing_is_no_lost_row) {
  TestStore database(dialect);
  database.store.transact([](Db& db) {
    MetadataType type = *db.find<MetadataType>("Contractor");
    db.update(type);
  });
}

BOTH_DATABASES(a_key_taken_elsewhere_is_a_stale_version) {
  TestStore database(dialect);
  User user = person();
  database.store.transact([&](Db& db) { db.insert(user); });
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.insert(user); }), Error,
                        fails_with(ErrorCode::StaleVersion));
}

BOTH_DATABASES(nobody_goes_on_after_a_refused_insert) {
  TestStore database(dialect);
  add(database.store, "ada");
  const auto go_on = [&](Db& db) {
    try {
      db.insert(principal("nobody", "ada"));
      db.flush();
    } catch (const Error&) {
    }
  };
  BOOST_CHECK_EXCEPTION(database.store.transact(go_on), Error, fails_with(ErrorCode::Internal));
}

BOTH_DATABASES(a_transaction_inside_another_is_refused) {
  TestStore database(dialect);
  Store& store = database.store;
  const auto nested_write = [&](Db&) { store.transact([](Db&) {}); };
  const auto nested_read = [&](Db&) { store.read([](Db&) {}); };
  BOOST_CHECK_EXCEPTION(store.transact(nested_write), Error, fails_with(ErrorCode::Internal));
  BOOST_CHECK_EXCEPTION(store.transact(nested_read), Error, fails_with(ErrorCode::Internal));
  BOOST_CHECK_EXCEPTION(store.read(nested_write), Error, fails_with(ErrorCode::Internal));
  add(store, "ada");  // and the store goes on
}

BOTH_DATABASES(inserted_rows_are_seen_by_queries_of_the_same_transaction) {
  TestStore database(dialect);
  database.store.transact([](Db& db) {
    User user = person();
    db.insert(user);
    user = *db.find<User>(user.id);
    user.title = std::string("Countess");
    db.update(user);
    db.insert(person());
    BOOST_CHECK_EQUAL(rows_where<User>(db, odb::query<User>(true)).size(), 2u);
  });
}

BOOST_AUTO_TEST_CASE(mariadb_refuses_too_long_a_value_and_names_the_column) {
  TestStore database(Dialect::MySql);
  User user = person();
  user.state = std::string("a state with a name too long");
  const auto names_column = [](const Error& error) {
    return error.code() == ErrorCode::InvalidArgument &&
           std::string(error.what()).find("STATE") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(database.store.transact([&](Db& db) { db.insert(user); }), Error,
                        names_column);
}

BOOST_AUTO_TEST_CASE(a_reader_on_sqlite_cannot_write) {
  TestStore database(Dialect::Sqlite);
  BOOST_CHECK_EXCEPTION(database.store.read([](Db& db) { db.insert(person()); }), Error,
                        fails_with(ErrorCode::StoreUnavailable));
  BOOST_CHECK_EQUAL(count<User>(database.store), 0u);
}

BOOST_AUTO_TEST_CASE(a_database_file_that_cannot_be_opened_is_an_unavailable_store) {
  DatabaseConfig config;
  config.path = "/nonexistent/folder/store.db";
  Store store(config);
  BOOST_CHECK_EXCEPTION(store.transact([](Db&) {}), Error, fails_with(ErrorCode::StoreUnavailable));
  BOOST_CHECK_EXCEPTION(store.read([](Db&) {}), Error, fails_with(ErrorCode::StoreUnavailable));
  BOOST_CHECK_EXCEPTION(store.migrate(sql_dir()), Error, fails_with(ErrorCode::StoreUnavailable));
}

BOOST_AUTO_TEST_SUITE_END()
