#pragma once

#include <string>
#include <vector>

#include "core/instant.h"
#include "orm/account_state.h"
#include "orm/task.h"
#include "provisioning/outcome.h"
#include "services.h"

/// What the store knows of tasks that are being carried out.
namespace idm::provisioning::task_results {

/// Leases up to `limit` due tasks for that system, the first of each user.
std::vector<Task> claim(Services& services, const std::string& managed_system_id,
                        const std::string& owner, std::size_t limit);

/// Makes the lease last. False when the task is not ours, or is no more to be done.
bool renew(Services& services, const Task& task, const std::string& owner);

/// Gives back what was leased and not begun, to be tried from `at` on.
void hand_back(Services& services, const std::vector<Task>& tasks, const std::string& owner,
               Instant at);

/// An outcome to be stored.
struct Attempted {
  const Task& task;
  const Outcome& outcome;
  int most_attempts;
};

/// Stores outcomes, all in one transaction: each task's state and receipt, where the account
/// stands, its login. Says of each whether its task was still ours; if not, nothing was stored of
/// it.
std::vector<bool> record(Services& services, const std::vector<Attempted>& attempted,
                         const std::string& owner);

/// Does any task of that account wait?
bool any_waits(Db& db, const AccountStateId& account);

/// Where an account stands when nothing waits; `usable` as its user, or the system, says.
const char* resting_state(const AccountState& account, bool usable);

/// Forgets the leases of processes that died. Only where no other process shares the store.
void release_others(Services& services, const std::string& owner);

}  // namespace idm::provisioning::task_results
