#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>

#include "core/ids.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "identity/password_hash.h"
#include "identity/passwords.h"
#include "orm/password_history-odb.hxx"
#include "orm/policy-odb.hxx"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/user.h"
#include "services.h"
#include "support/database.h"

namespace idm::test {

/// A store with the shipped rows, hashing at a light setting, and one user with principals on three
/// systems: jdoe in two domains of system 0, cn=jdoe on 101 and jd on 110.
struct PasswordHouse {
  using Seed = std::function<void(Db&)>;

  explicit PasswordHouse(Dialect dialect, const Seed& seed = {}) : database(dialect) {
    database.store.transact([&](Db& db) {
      db.insert(user);
      db.flush();
      for (const LoginId& id : {primary, elsewhere, ldap, directory}) {
        Login login;
        login.id = id;
        login.user_id = user.id;
        login.status = std::string("ACTIVE");
        db.insert(login);
      }
      if (seed) seed(db);
    });
    reference = std::make_unique<ReferenceCache>(database.store);
    services = std::make_unique<Services>(Services{config, database.store, *reference, hasher});
  }

  User load_user() {
    return database.store.read([&](Db& db) { return *db.find<User>(user.id); });
  }
  Login load(const LoginId& id) {
    return database.store.read([&](Db& db) { return *logins::find(db, id); });
  }
  template <class Change>
  void change_user(Change change) {
    database.store.transact([&](Db& db) {
      User stored = *db.find<User>(user.id);
      change(stored);
      db.update(stored);
    });
  }
  template <class Change>
  void change_login(const LoginId& id, Change change) {
    database.store.transact([&](Db& db) {
      Login stored = *logins::find(db, id);
      change(stored);
      db.update(stored);
    });
  }
  /// Does that password open that login?
  bool opens(const LoginId& id, const std::string& clear) {
    const Login login = load(id);
    return !login.password.null() && hasher.verify(*login.password, clear);
  }

  const LoginId primary{"USR_SEC_DOMAIN", "jdoe", "0"};
  const LoginId elsewhere{"IDM", "jdoe", "0"};
  const LoginId ldap{"USR_SEC_DOMAIN", "cn=jdoe", "101"};
  const LoginId directory{"USR_SEC_DOMAIN", "jd", "110"};
  const User user = [] {
    User made;
    made.id = new_id();
    made.first_name = std::string("John");
    made.last_name = std::string("Doe");
    made.status = std::string("ACTIVE");
    return made;
  }();

  TestStore database;
  Config config;
  PasswordHasher hasher{
      PasswordConfig{256, 1, 2}
  };
  std::unique_ptr<ReferenceCache> reference;
  std::unique_ptr<Services> services;
};

/// A change of the primary login; null: no password is sent.
inline passwords::PasswordChange change_to(const char* password) {
  passwords::PasswordChange change;
  change.domain_id = std::string("USR_SEC_DOMAIN");
  change.principal = std::string("jdoe");
  change.managed_system_id = std::string("0");
  if (password) change.password = std::string(password);
  return change;
}

inline std::vector<PasswordHistory> history_of(PasswordHouse& house, const LoginId& id) {
  using Query = odb::query<PasswordHistory>;
  return house.database.store.read([&](Db& db) {
    return rows_where<PasswordHistory>(db, Query::login == id.login &&
                                               Query::domain_id == id.domain_id &&
                                               Query::managed_system_id == id.managed_system_id);
  });
}

/// Changes a rule of the shipped password policy.
inline void set_rule(Db& db, const char* parameter, const char* value) {
  std::vector<PolicyAttribute> rules =
      rows_where<PolicyAttribute>(db, odb::query<PolicyAttribute>::policy_id == "4000" &&
                                          odb::query<PolicyAttribute>::parameter_id == parameter);
  BOOST_REQUIRE_EQUAL(rules.size(), 1u);
  rules.front().value1 = std::string(value);
  db.update(rules.front());
}

inline bool is_near(const Moment& moment, Instant expected) {
  return !moment.null() && std::chrono::abs(*moment - expected) < std::chrono::minutes(1);
}

}  // namespace idm::test
