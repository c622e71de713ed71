#include "provisioning/remove_user.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/instant.h"
#include "identity/remove_user.h"
#include "orm/account_state.h"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"
#include "provisioning/task_control.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {
namespace {

using Query = odb::query<Task>;

/// One that somebody is carrying out right now is left to them.
bool is_pointless(const Task& task, Instant at) {
  const bool in_hands = !task.lease_expires.null() && *task.lease_expires > at;
  return task.state == pending && task.verb != word(Verb::Delete) && !in_hands;
}

/// Not under the hands of a worker that took it meanwhile.
void erase(Db& db, const Task& task) {
  if (db.odb().erase_query<Task>(Query::id == task.id && Query::version == task.version) == 0)
    throw Error(ErrorCode::StaleVersion, "task " + task.id + " changed meanwhile");
}

/// In order.
std::vector<Task> tasks_for(Db& db, const AccountStateId& account) {
  return rows_where<Task>(db, (Query::user_id == account.user_id &&
                               Query::managed_system_id == account.managed_system_id) +
                                  "ORDER BY" + Query::sequence);
}

/// Where the newest task that is left stands; what came before those in the table is done.
void look_back(AccountState& account, const std::vector<Task>& left) {
  const bool ends = !left.empty() && left.back().verb == word(Verb::Delete);
  if (!left.empty()) account.last_verb = left.back().verb;
  if (!left.empty() && left.back().finished.null())
    account.state = left.back().state;
  else if (!left.empty() && left.back().state == parked)
    account.state = failed;
  else
    account.state = ends ? removed : provisioned;
  account.changed = now();
}

void forget_what_waits(Db& db, AccountState account) {
  std::vector<Task> left = tasks_for(db, account.id);
  const Instant at = now();
  std::vector<Task> pointless;
  for (const Task& task : left)
    if (is_pointless(task, at)) pointless.push_back(task);
  if (pointless.empty()) return;
  for (const Task& task : pointless) erase(db, task);
  std::erase_if(left, [&](const Task& task) { return is_pointless(task, at); });
  const bool never_was =
      left.empty() && pointless[0].sequence == 1 && pointless[0].verb == word(Verb::Create);
  if (never_was) {
    db.erase<AccountState>(account.id);
  } else if (pointless.back().sequence == account.last_sequence) {
    look_back(account, left);
    db.update(account);
  }
}

}  // namespace

void remove_user(Services& services, const Text& user_id, const Requestor& requestor) {
  users::remove(services, user_id, requestor, [](Db& db, const UserGraph& user) {
    for (const AccountState& account : user.accounts) forget_what_waits(db, account);
    destroy_parked_secrets(db, user.user.id);
  });
}

}  // namespace idm::provisioning
