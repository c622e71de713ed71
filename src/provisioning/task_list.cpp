#include "provisioning/task_list.h"

#include <algorithm>

#include "core/instant.h"
#include "core/text_table.h"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"

namespace idm::provisioning {
namespace {

using Cells = std::vector<std::string>;

const Cells headings = {"CREATED (UTC)", "TASK",  "USER",     "SYSTEM",       "NO",
                        "VERB",          "STATE", "ATTEMPTS", "NEXT ATTEMPT", "PRINCIPAL"};

std::string text_of(const Moment& moment) { return moment.null() ? "-" : to_sql(*moment); }
std::string text_of(const Text& text) { return text.null() ? "-" : *text; }

Cells cells_of(const Task& task) {
  return {to_sql(task.create_date),
          task.id,
          task.user_id,
          task.managed_system_id,
          std::to_string(task.sequence),
          task.verb,
          task.state,
          std::to_string(task.attempts),
          text_of(task.next_attempt),
          text_of(task.principal) + (task.last_error.null() ? "" : "  " + *task.last_error)};
}

std::vector<Task> find(Db& db, const TaskFilter& filter) {
  using Query = odb::query<Task>;
  Query condition(true);
  if (!filter.user_id.empty()) condition = condition && Query::user_id == filter.user_id;
  if (!filter.state.empty()) {
    std::string state = filter.state;
    for (char& c : state)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    condition = condition && Query::state == state;
  }
  // One more than shown, to know whether there are more. Ids grow with time.
  return rows_where<Task>(
      db, condition + "ORDER BY" + Query::id + ("LIMIT " + std::to_string(filter.limit + 1)));
}

}  // namespace

std::vector<std::string> list_tasks(Store& store, const TaskFilter& filter) {
  const std::vector<Task> tasks = store.read([&](Db& db) { return find(db, filter); });
  if (tasks.empty()) return {"no tasks"};
  const std::size_t shown = std::min(tasks.size(), static_cast<std::size_t>(filter.limit));
  std::vector<Cells> table{headings};
  for (std::size_t i = 0; i < shown; ++i) table.push_back(cells_of(tasks[i]));
  std::vector<std::string> lines = text_table(table);
  if (shown < tasks.size()) lines.push_back("and more: --limit shows them");
  return lines;
}

}  // namespace idm::provisioning
