#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "orm/store.h"
#include "orm/task.h"

namespace idm::provisioning {

/// Which tasks to show; "" = all.
struct TaskFilter {
  std::string user_id = {}, managed_system_id = {};
  std::string state = {};  ///< in any case
  std::size_t limit = 100;
  std::string after = {};  ///< only those behind the task with this id
};

struct TaskPage {
  std::vector<Task> tasks;  ///< the oldest first
  bool more = false;        ///< there are others behind them
};

/// Throws as Store::read.
TaskPage find_tasks(Store& store, const TaskFilter& filter);

/// A table for operators, a line a task; secrets and payloads are not shown.
std::vector<std::string> task_lines(const TaskPage& page);

}  // namespace idm::provisioning
