#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "services.h"

/// What operators do with tasks that got stuck, and how old ones go.
namespace idm::provisioning {

/// Which tasks an operator means; an empty field means any, but not all three.
struct TaskChoice {
  std::string task_id = {}, user_id = {}, managed_system_id = {};
};

/// A task that was meant.
struct TaskChange {
  std::string task_id, user_id, managed_system_id, verb;
  bool under_way = false;  ///< it is being carried out, and was left as it is
};

/// Has parked and waiting tasks tried again now, with all their attempts and rendered anew. Throws
/// Error(InvalidArgument) when nothing was chosen, ObjectNotFound when nothing fits.
std::vector<TaskChange> retry_tasks(Store& store, const TaskChoice& choice);

/// Gives parked and waiting tasks up for good; what they hold sealed is destroyed. One that is
/// being carried out stays. Throws as retry_tasks.
std::vector<TaskChange> skip_tasks(Store& store, const TaskChoice& choice);

/// A line a task for operators; `done` is what became of those that were changed.
std::vector<std::string> change_lines(const std::vector<TaskChange>& changes, const char* done);

/// Destroys what parked tasks of a user who leaves, or is removed, hold sealed: they will never
/// deliver it. In the transaction that ends the user.
void destroy_parked_secrets(Db& db, const std::string& user_id);

/// Forgets the finished ones that are older than provisioning.keep_days; parked ones stay. How
/// many.
std::size_t forget_finished_tasks(Services& services);

}  // namespace idm::provisioning
