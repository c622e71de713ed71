#pragma once

#include <map>
#include <string>

#include "support/mariadb.h"
#include "target_system.h"

namespace idm::test {

using namespace connectors;
using Options = std::map<std::string, std::string>;

/// A database with a table of accounts, in a real MariaDB, and a login that may use it.
class AccountsDatabase {
 public:
  explicit AccountsDatabase(Options options = {}, MariaDb& server = MariaDb::shared());
  ~AccountsDatabase();
  AccountsDatabase(const AccountsDatabase&) = delete;
  AccountsDatabase& operator=(const AccountsDatabase&) = delete;

  /// In its own database.
  void execute(const std::string& statement);
  std::string ask(const std::string& question);

  MariaDb& server;
  Target target;
  std::unique_ptr<Connector> connector;

 private:
  std::string name_;
};

inline Put put(AccountsDatabase& in, const std::string& name, std::vector<Attribute> more = {},
               bool may_create = true) {
  more.push_back({"last_name", {"Lovelace"}});
  return in.connector->put({name, more, std::nullopt}, may_create, call());
}

inline auto refused(std::vector<std::string> words) {
  return fails(Failure::Kind::Refused, std::move(words));
}

inline const Options with_groups{
    {"group_table", "memberships"}
};

}  // namespace idm::test
