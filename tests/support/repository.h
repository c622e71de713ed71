#pragma once

#include <string>

#include "identity/password_hash.h"
#include "identity/user_request.h"
#include "orm/reference.h"
#include "services.h"
#include "support/database.h"

namespace idm::test {

/// What the rules need, over an empty repository with the shipped rows. Hashes are cheap here.
class Repository {
 public:
  explicit Repository(Dialect dialect)
      : database(dialect),
        reference(database.store),
        hasher(config.password),
        services{config, database.store, reference, hasher, std::string(32, 't')} {}

  static Config cheap_config() {
    Config config;
    config.password.memory_kib = 8;
    config.password.passes = 1;
    return config;
  }

  TestStore database;
  Config config = cheap_config();
  ReferenceCache reference;
  PasswordHasher hasher;
  Services services;
};

inline Text text(const char* value) { return Text(std::string(value)); }

/// A principal on the default system.
inline WantedPrincipal principal(const std::string& login, const char* password = nullptr) {
  WantedPrincipal wanted;
  wanted.login.id = {"USR_SEC_DOMAIN", login, "0"};
  if (password) wanted.password = text(password);
  return wanted;
}

template <class Row>
Wanted<Row> wanted(Row row, Operation operation = Operation::Absent) {
  return {std::move(row), operation};
}

inline Wanted<UserAttribute> attribute(const char* name, const char* value,
                                       Operation operation = Operation::Absent) {
  UserAttribute row;
  row.name = text(name);
  if (value) row.value = text(value);
  return {row, operation};
}

inline Wanted<EmailAddress> email(const char* name, const char* address,
                                  Operation operation = Operation::Absent) {
  EmailAddress row;
  row.active.reset();
  row.is_default.reset();
  row.name = text(name);
  if (address) row.address = text(address);
  return {row, operation};
}

inline Wanted<UserRole> role(const char* role_id, const char* domain = "USR_SEC_DOMAIN",
                             Operation operation = Operation::Absent) {
  UserRole row;
  row.id.role_id = role_id;
  row.id.domain_id = domain;
  return {row, operation};
}

inline Wanted<UserGroup> group(const char* group_id, Operation operation = Operation::Absent) {
  UserGroup row;
  row.group_id = group_id;
  return {row, operation};
}

/// Ada Lovelace, active, with a principal, an attribute, an e-mail, a role and a group.
inline UserRequest ada() {
  UserRequest request;
  request.user.first_name = text("Ada");
  request.user.last_name = text("Lovelace");
  request.user.status = text("ACTIVE");
  request.principals = {principal("ada")};
  request.attributes = {attribute("costCenter", "4711")};
  request.emails = {email("WORK", "ada@example.org")};
  request.roles = {role("END_USER")};
  request.groups = {group("END_USER_GRP")};
  return request;
}

}  // namespace idm::test
