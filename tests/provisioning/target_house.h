#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/seal.h"
#include "provisioning/provision_user.h"
#include "support/repository.h"
#include "support/rows.h"

namespace idm::test {

/// A repository whose roles give accounts: END_USER on 101, HR on 101 and 110. It tells what was
/// recorded for targets. Slow to compile: for .cpp files only.
struct TargetHouse {
  explicit TargetHouse(Dialect dialect) : repository(dialect) {
    give("END_USER", "101");
    give("HR", "101");
    give("HR", "110");
  }

  Services& services() { return repository.services; }
  Store& store() { return repository.services.store; }

  void give(const char* role_id, const char* resource_id) {
    store().transact([&](Db& db) {
      ResourceRole row;
      row.id = {resource_id, "USR_SEC_DOMAIN", role_id, "NA"};
      db.insert(row);
      bump_reference_generation(db);
    });
    repository.reference.invalidate();
  }

  /// Adds a user; what it records counts as told.
  std::string add(const UserRequest& request) {
    const std::string id = provisioning::add_user(services(), request).user.user.id;
    news();
    return id;
  }

  std::vector<Task> tasks() {
    std::vector<Task> all =
        store().read([](Db& db) { return rows_where<Task>(db, odb::query<Task>(true)); });
    std::sort(all.begin(), all.end(), [](const Task& a, const Task& b) {
      return std::tie(a.user_id, a.managed_system_id, a.sequence) <
             std::tie(b.user_id, b.managed_system_id, b.sequence);
    });
    return all;
  }

  /// "101 CREATE ada" for each task since the last call: system, verb, and the name if there is
  /// one. By user, system and sequence.
  std::vector<std::string> news() {
    std::vector<std::string> lines;
    for (const Task& task : tasks()) {
      if (std::find(told.begin(), told.end(), task.id) != told.end()) continue;
      told.push_back(task.id);
      lines.push_back(task.managed_system_id + " " + task.verb +
                      (task.principal.null() ? "" : " " + *task.principal));
    }
    return lines;
  }

  /// The newest task for that system.
  Task newest(const std::string& system) {
    std::vector<Task> all = tasks();
    std::erase_if(all, [&](const Task& task) { return task.managed_system_id != system; });
    BOOST_REQUIRE(!all.empty());
    return all.back();
  }

  std::string secret_of(const Task& task) {
    if (task.secret.null()) return {};
    return unseal(services().secret_key, *task.secret).value_or("not to be opened");
  }

  std::optional<AccountState> account(const std::string& user, const std::string& system) {
    return store().read([&](Db& db) {
      return db.find<AccountState>(AccountStateId{user, system});
    });
  }

  Login login(const std::string& user, const std::string& system) {
    for (const Principal& principal : stored(repository, user).principals)
      if (principal.login.id.managed_system_id == system) return principal.login;
    throw Error(ErrorCode::PrincipalNotFound, "none on " + system);
  }

  Repository repository;
  std::vector<std::string> told;
};

using Lines = std::vector<std::string>;

/// A principal on a target system.
inline WantedPrincipal principal_on(const char* system, const char* login,
                                    const char* password = nullptr) {
  WantedPrincipal wanted = principal(login, password);
  wanted.login.id.managed_system_id = system;
  return wanted;
}

/// Gives the request an entry of userResourceList.
inline void want_resource(UserRequest& request, const char* id,
                          Operation operation = Operation::Absent) {
  ResourceUser row;
  row.resource_id = id;
  request.resources.push_back({row, operation});
  request.resource_systems.emplace_back();
}

/// Somebody without roles, groups and targets.
inline UserRequest plain_person(const char* login) {
  UserRequest request = ada();
  request.principals = {principal(login)};
  request.roles.clear();
  request.groups.clear();
  return request;
}

}  // namespace idm::test
