#include "provisioning/task_control.h"

#include "core/error.h"
#include "core/instant.h"
#include "identity/user_rows.h"
#include "orm/account_state.h"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"
#include "provisioning/task_results.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {
namespace {

using Query = odb::query<Task>;

/// The parked and waiting tasks that are meant, in order.
std::vector<Task> find(Db& db, const TaskChoice& choice) {
  Query condition = Query::state == pending || Query::state == parked;
  if (!choice.task_id.empty()) condition = condition && Query::id == choice.task_id;
  if (!choice.user_id.empty()) condition = condition && Query::user_id == choice.user_id;
  if (!choice.managed_system_id.empty())
    condition = condition && Query::managed_system_id == choice.managed_system_id;
  return rows_where<Task>(db, condition + "ORDER BY" + Query::id);
}

bool is_under_way(const Task& task, Instant at) {
  return !task.lease_expires.null() && *task.lease_expires > at;
}

bool is_usable(Db& db, const std::string& user_id) {
  const std::optional<User> user = db.find<User>(user_id);
  return !user || user->secondary_status.null();
}

/// The account is pending while any task is: later changes must wait for it.
void set_account_state(Db& db, const Task& task) {
  user_rows::locked(db, task.user_id);
  auto account = db.find<AccountState>(AccountStateId{task.user_id, task.managed_system_id});
  if (!account) return;
  account->state = task_results::any_waits(db, account->id)
                       ? pending
                       : task_results::resting_state(*account, is_usable(db, task.user_id));
  account->changed = now();
  account->last_error = task.last_error;
  db.update(*account);
}

void retry(Db& db, Task& task, Instant at) {
  task.state = pending;
  task.attempts = 0;
  task.next_attempt = at;
  task.finished.reset();
  task.rendered.reset();
  db.update(task);
  set_account_state(db, task);
}

void skip(Db& db, Task& task, Instant at) {
  task.state = skipped;
  task.next_attempt.reset();
  task.finished = at;
  task.secret.reset();
  task.last_error = std::string("skipped by an operator");
  db.update(task);
  set_account_state(db, task);
}

/// A bounded number of the oldest; 0 = none is left. They are found by the index on FINISHED.
std::size_t forget_some(Store& store, Instant before) {
  constexpr std::size_t most = 500;
  return store.transact([&](Db& db) -> std::size_t {
    const Query old = Query::finished < before && Query::state != parked;
    const std::vector<Task> some =
        rows_where<Task>(db, old + "ORDER BY" + Query::finished + "LIMIT " + std::to_string(most));
    if (some.empty()) return 0;
    return db.odb().erase_query<Task>(old && Query::finished <= *some.back().finished);
  });
}

template <class Change>
std::vector<TaskChange> change_chosen(Store& store, const TaskChoice& choice, Change change) {
  if (choice.task_id.empty() && choice.user_id.empty() && choice.managed_system_id.empty())
    throw Error(ErrorCode::InvalidArgument, "say which tasks: a task's id, a user or a system");
  return store.transact([&](Db& db) {
    const Instant at = now();
    std::vector<TaskChange> changes;
    for (Task& task : find(db, choice)) {
      const bool busy = is_under_way(task, at);
      if (!busy) change(db, task, at);
      changes.push_back({task.id, task.user_id, task.managed_system_id, task.verb, busy});
    }
    if (changes.empty())
      throw Error(ErrorCode::ObjectNotFound, "no such task is parked or waiting");
    return changes;
  });
}

}  // namespace

std::vector<TaskChange> retry_tasks(Store& store, const TaskChoice& choice) {
  return change_chosen(store, choice, retry);
}

std::vector<TaskChange> skip_tasks(Store& store, const TaskChoice& choice) {
  return change_chosen(store, choice, skip);
}

std::vector<std::string> change_lines(const std::vector<TaskChange>& changes, const char* done) {
  std::vector<std::string> lines;
  for (const TaskChange& change : changes)
    lines.push_back(change.task_id + " " + change.managed_system_id + " " + change.verb + " " +
                    (change.under_way ? "is being carried out" : done));
  return lines;
}

void destroy_parked_secrets(Db& db, const std::string& user_id) {
  for (Task& task : rows_where<Task>(db, Query::user_id == user_id && Query::state == parked &&
                                             Query::secret.is_not_null())) {
    task.secret.reset();
    db.update(task);
  }
}

std::size_t forget_finished_tasks(Services& services) {
  const Instant before = now() - std::chrono::hours(24) * services.config.provisioning.keep_days;
  std::size_t forgotten = 0;
  // Others want to write in between.
  while (const std::size_t some = forget_some(services.store, before)) forgotten += some;
  return forgotten;
}

}  // namespace idm::provisioning
