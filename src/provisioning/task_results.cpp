#include "provisioning/task_results.h"

#include <algorithm>
#include <random>

#include "identity/logins.h"
#include "identity/user_rows.h"
#include "orm/account_state-odb.hxx"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"
#include "orm/text.h"
#include "policies/unique_values.h"
#include "provisioning/task_words.h"

namespace idm::provisioning::task_results {
namespace {

using Query = odb::query<Task>;

/// Of the column, on MariaDB.
constexpr std::size_t longest_rendered = 60000;

Query due(const std::string& managed_system_id, Instant at) {
  const Query waiting = Query::managed_system_id == managed_system_id && Query::state == pending &&
                        Query::next_attempt <= at &&
                        (Query::lease_expires.is_null() || Query::lease_expires < at);
  // The first of each user: what comes later waits for it.
  return waiting +
         "AND NOT EXISTS (SELECT 1 FROM PROVISION_TASK e "
         "WHERE e.USER_ID = PROVISION_TASK.USER_ID "
         "AND e.MANAGED_SYS_ID = PROVISION_TASK.MANAGED_SYS_ID "
         "AND e.SEQUENCE < PROVISION_TASK.SEQUENCE AND e.STATE = 'PENDING')";
}

std::vector<Task> find_due(Db& db, const std::string& managed_system_id, Instant at,
                           std::size_t limit, const char* lock) {
  return rows_where<Task>(db, due(managed_system_id, at) + "ORDER BY" + Query::next_attempt +
                                  ("LIMIT " + std::to_string(limit) + lock));
}

/// The task as stored, when it is still ours to carry out.
std::optional<Task> ours(Db& db, const Task& task, const std::string& owner) {
  std::optional<Task> stored = db.find<Task>(task.id);
  if (!stored || stored->state != pending || !is(stored->lease_owner, owner.c_str()))
    return std::nullopt;
  return stored;
}

void end_lease(Task& task) {
  task.lease_owner.reset();
  task.lease_expires.reset();
}

/// A pause that doubles, and no two tasks pause alike.
std::chrono::milliseconds pause_after(const ProvisioningConfig& config, int attempts) {
  const auto longest = std::chrono::milliseconds(config.longest_pause);
  auto pause = std::chrono::milliseconds(config.first_pause);
  for (int i = 1; i < attempts && pause < longest; ++i) pause *= 2;
  thread_local std::minstd_rand random(std::random_device{}());
  return std::min(pause, longest) * (50 + random() % 51) / 100;
}

bool is_done(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::Confirmed || outcome.kind == Outcome::Kind::Sent;
}

const char* state_of(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::Confirmed:
      return confirmed;
    case Outcome::Kind::Sent:
      return sent;
    case Outcome::Kind::Skipped:
      return skipped;
    case Outcome::Kind::Refused:
      return parked;
    case Outcome::Kind::Retry:
      break;
  }
  return pending;
}

/// Puts the attempt into the task's row.
void write_task(Db& db, const ProvisioningConfig& config, const Outcome& outcome, int most_attempts,
                Instant at, Task& task) {
  // "Later" is no failed attempt.
  if (!outcome.retry_after) ++task.attempts;
  task.state = state_of(outcome);
  task.last_error = outcome.why.empty() ? Text() : Text(first_characters(outcome.why, 1000));
  if (task.state == pending && task.attempts >= most_attempts) {
    task.state = parked;
    task.last_error = first_characters(
        "given up after " + std::to_string(task.attempts) + " attempts: " + outcome.why, 1000);
  }
  if (!outcome.rendered.empty() && outcome.rendered.size() <= longest_rendered)
    task.rendered = outcome.rendered;
  end_lease(task);
  if (task.state == pending) {
    task.next_attempt =
        at + (outcome.retry_after
                  ? std::chrono::milliseconds(std::min(*outcome.retry_after, config.longest_pause))
                  : pause_after(config, task.attempts));
  } else {
    task.next_attempt.reset();
    task.finished = at;
    // Delivered or given up: nobody needs the password any more. What is parked may be retried.
    if (task.state != parked) task.secret.reset();
  }
  db.update(task);
}

/// Where the account stands, as its newest task sees it.
const char* account_state(const Task& task, const AccountState& account, bool usable) {
  if (task.state == pending) return pending;
  if (task.state == parked) return failed;
  return resting_state(account, usable);
}

/// 0: what writes attributes and names; others by themselves.
int sort_of(const std::string& verb) {
  if (verb == word(Verb::Suspend) || verb == word(Verb::Resume)) return 1;
  if (verb == word(Verb::SetPassword)) return 2;
  if (verb == word(Verb::Mail)) return 4;
  return verb == word(Verb::Delete) ? 3 : 0;
}

/// A change that was done makes the parked ones of its sort moot, and an end all of them: tried
/// again later they would undo it.
void settle_parked(Db& db, const Task& done, Instant at) {
  for (Task& task :
       rows_where<Task>(db, Query::user_id == done.user_id &&
                                Query::managed_system_id == done.managed_system_id &&
                                Query::state == parked && Query::sequence < done.sequence)) {
    const bool ends = done.verb == word(Verb::Delete);
    if (done.verb == word(Verb::SetPassword) && sort_of(task.verb) == 0 && !task.secret.null()) {
      // What it would still deliver is an older password.
      task.secret.reset();
      db.update(task);
      continue;
    }
    // The password that came with an account is still worth delivering.
    // Of mails only what the same template said before is out of date.
    if (done.verb == word(Verb::Mail) && task.payload != done.payload) continue;
    if (!ends && (sort_of(task.verb) != sort_of(done.verb) ||
                  (sort_of(task.verb) == 0 && !task.secret.null())))
      continue;
    task.state = skipped;
    task.secret.reset();
    task.finished = at;
    task.last_error = std::string("a later change made it needless");
    db.update(task);
  }
}

void write_account(Db& db, const Task& task, const Outcome& outcome, bool usable, Instant at,
                   AccountState& state) {
  if (is_done(outcome))
    state.target_name = outcome.account.empty() ? Text() : Text(outcome.account);
  // What was unique there is free for others, once nothing of the user is left there.
  if (task.state != pending && task.state != parked && task.verb == word(Verb::Delete) &&
      outcome.account.empty())
    policies::release(db, task.managed_system_id, task.user_id);
  if (state.principal.null() && !outcome.account.empty()) state.principal = outcome.account;
  const bool newest = state.last_sequence == task.sequence;
  // After an operator's retry an older one may be the last that waited.
  if (newest || state.state == pending) {
    if (newest && is_done(outcome) && task.verb == word(Verb::Delete) && !outcome.account.empty())
      state.last_verb = word(Verb::Modify);
    // What came before the newest is over, or it would not have been begun.
    state.state = !newest && any_waits(db, state.id)
                      ? pending
                      : account_state(task, state, outcome.active.value_or(usable));
    state.last_error = task.last_error;
    state.changed = at;
  }
  db.update(state);
}

/// The account's name becomes a principal of the user (behaviour.md 5.2), as it would be had the
/// caller named it.
void write_login(Db& db, const Config& config, const Task& task, const Outcome& outcome,
                 const std::optional<AccountState>& state, Instant at) {
  if (!outcome.created || !task.principal.null()) return;
  // Its end is already on the way.
  if (state && state->last_sequence != task.sequence && state->last_verb == word(Verb::Delete))
    return;
  const std::optional<Login> primary = logins::find_primary(db, config, task.user_id);
  if (!primary) return;
  Login login;
  login.id = {primary->id.domain_id, outcome.account, task.managed_system_id};
  if (logins::find(db, login.id)) return;
  for (const Login& other : logins::of_user(db, task.user_id))
    if (other.id.managed_system_id == task.managed_system_id) return;
  login.user_id = task.user_id;
  login.password = primary->password;
  login.create_date = at;
  db.insert(login);
}

bool record_one(Db& db, const Config& config, const Attempted& attempted,
                const std::string& owner) {
  const auto& [task, outcome, most_attempts] = attempted;
  // Callers that change this user change its account states, too: one after the other.
  const std::vector<User> user = user_rows::locked(db, task.user_id);
  std::optional<Task> stored = ours(db, task, owner);
  if (!stored) return false;
  const Instant at = now();
  write_task(db, config.provisioning, outcome, most_attempts, at, *stored);
  const bool usable = user.empty() || user.front().secondary_status.null();
  auto state = db.find<AccountState>(AccountStateId{task.user_id, task.managed_system_id});
  if (state) write_account(db, *stored, outcome, usable, at, *state);
  // An account that was never made has ended, too.
  const bool ended = outcome.kind == Outcome::Kind::Skipped && stored->verb == word(Verb::Delete);
  if ((is_done(outcome) || ended) && stored->sequence > 1) settle_parked(db, *stored, at);
  if (!user.empty() && is_done(outcome)) write_login(db, config, *stored, outcome, state, at);
  return true;
}

}  // namespace

std::vector<Task> claim(Services& services, const std::string& managed_system_id,
                        const std::string& owner, std::size_t limit) {
  const Instant at = now();
  const bool any = services.store.read(
      [&](Db& db) { return !find_due(db, managed_system_id, at, 1, "").empty(); });
  if (!any) return {};
  return services.store.transact([&](Db& db) {
    // Processes that share a store pass by what another is just claiming.
    const char* lock = db.dialect() == Dialect::MySql ? " FOR UPDATE SKIP LOCKED" : "";
    std::vector<Task> tasks = find_due(db, managed_system_id, at, limit, lock);
    for (Task& task : tasks) {
      task.lease_owner = owner;
      task.lease_expires = at + services.config.provisioning.lease;
      db.update(task);
    }
    return tasks;
  });
}

bool renew(Services& services, const Task& task, const std::string& owner) {
  return services.store.transact([&](Db& db) {
    std::optional<Task> stored = ours(db, task, owner);
    if (!stored) return false;
    stored->lease_expires = now() + services.config.provisioning.lease;
    db.update(*stored);
    return true;
  });
}

void hand_back(Services& services, const std::vector<Task>& tasks, const std::string& owner,
               Instant at) {
  services.store.transact([&](Db& db) {
    for (const Task& task : tasks) {
      std::optional<Task> stored = ours(db, task, owner);
      if (!stored) continue;
      end_lease(*stored);
      stored->next_attempt = at;
      db.update(*stored);
    }
  });
}

std::vector<bool> record(Services& services, const std::vector<Attempted>& attempted,
                         const std::string& owner) {
  return services.store.transact([&](Db& db) {
    std::vector<bool> ours;
    for (const Attempted& one : attempted)
      ours.push_back(record_one(db, services.config, one, owner));
    return ours;
  });
}

bool any_waits(Db& db, const AccountStateId& account) {
  return !rows_where<Task>(db, (Query::user_id == account.user_id &&
                                Query::managed_system_id == account.managed_system_id &&
                                Query::state == pending) +
                                   "LIMIT 1")
              .empty();
}

const char* resting_state(const AccountState& account, bool usable) {
  if (account.target_name.null()) return removed;
  return usable ? provisioned : disabled;
}

void release_others(Services& services, const std::string& owner) {
  services.store.transact([&](Db& db) {
    for (Task& task :
         rows_where<Task>(db, Query::state == pending && Query::lease_owner != owner)) {
      end_lease(task);
      db.update(task);
    }
  });
}

}  // namespace idm::provisioning::task_results
