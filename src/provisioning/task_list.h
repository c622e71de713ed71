#pragma once

#include <string>
#include <vector>

#include "orm/store.h"

namespace idm::provisioning {

/// Which tasks to show; "" = all.
struct TaskFilter {
  std::string user_id, state;
  int limit = 100;
};

/// A table for operators, a line a task, the oldest first; secrets and payloads are not shown.
/// Throws as Store::read.
std::vector<std::string> list_tasks(Store& store, const TaskFilter& filter);

}  // namespace idm::provisioning
