#include "provisioning/user_status.h"

#include <algorithm>

#include "core/error.h"
#include "core/folding.h"
#include "core/instant.h"
#include "core/text_table.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/login-odb.hxx"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"

namespace idm::provisioning {
namespace {

using Row = std::vector<std::string>;

std::string shown(const Text& text) { return text.null() || text->empty() ? "-" : *text; }
std::string shown(const Moment& moment) { return moment.null() ? "-" : to_sql(*moment); }

std::optional<std::string> id_of(Db& db, const Config& config, const std::string& name) {
  using Query = odb::query<Login>;
  std::vector<Login> found = rows_where<Login>(db, Query::login_folded == fold(name));
  std::stable_partition(found.begin(), found.end(), [&](const Login& login) {
    return login.id.managed_system_id == config.default_managed_system &&
           login.id.domain_id == config.default_domain;
  });
  for (const Login& login : found)
    if (!login.user_id.null()) return *login.user_id;
  if (db.find<User>(name)) return name;
  return std::nullopt;
}

std::vector<std::string> describe(const UserGraph& user) {
  std::string status = shown(user.user.status);
  if (!user.user.secondary_status.null()) status += ", " + *user.user.secondary_status;
  return {user.user.id + "  " + shown(user.user.first_name) + " " + shown(user.user.last_name) +
          "  " + status};
}

void append(std::vector<std::string>& lines, const std::vector<std::string>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

std::vector<std::string> accounts_table(const UserGraph& user) {
  std::vector<Row> rows{
      {"SYSTEM", "ACCOUNT", "STATE", "LAST VERB", "CHANGED (UTC)", "REQUEST", "LAST ERROR"}
  };
  for (const AccountState& account : user.accounts)
    rows.push_back({account.id.managed_system_id,
                    shown(account.target_name.null() ? account.principal : account.target_name),
                    account.state, account.last_verb, to_sql(account.changed),
                    shown(account.request_id), shown(account.last_error)});
  return rows.size() == 1 ? std::vector<std::string>{"no accounts on target systems"}
                          : text_table(rows);
}

std::vector<std::string> receipts_table(const std::vector<Task>& receipts) {
  std::vector<Row> rows{
      {"RECEIPT", "SYSTEM", "NO", "VERB", "STATE", "ATTEMPTS", "NEXT ATTEMPT", "FINISHED",
       "REQUEST", "LAST ERROR"}
  };
  for (const Task& task : receipts)
    rows.push_back({task.id, task.managed_system_id, std::to_string(task.sequence), task.verb,
                    task.state, std::to_string(task.attempts), shown(task.next_attempt),
                    shown(task.finished), shown(task.request_id), shown(task.last_error)});
  return rows.size() == 1 ? std::vector<std::string>() : text_table(rows);
}

}  // namespace

UserStatus user_status(const Config& config, Store& store, const std::string& name) {
  return store.read([&](Db& db) -> UserStatus {
    using Query = odb::query<Task>;
    const std::optional<std::string> id = id_of(db, config, name);
    if (!id)
      throw Error(ErrorCode::UserNotFound, "no user has the principal or the id '" + name + "'");
    return {
        users::get(db, *id, users::Extent::Everything),
        rows_where<Task>(db, (Query::user_id == *id) + "ORDER BY" + Query::id + "DESC LIMIT 20")};
  });
}

std::vector<std::string> status_lines(const UserStatus& status) {
  std::vector<std::string> lines = describe(status.user);
  append(lines, accounts_table(status.user));
  append(lines, receipts_table(status.receipts));
  return lines;
}

std::optional<std::string> find_user_id(const Config& config, Store& store,
                                        const std::string& name) {
  return store.read([&](Db& db) { return id_of(db, config, name); });
}

}  // namespace idm::provisioning
