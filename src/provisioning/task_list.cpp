#include "provisioning/task_list.h"

#include "core/ascii.h"
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
  if (!filter.managed_system_id.empty())
    condition = condition && Query::managed_system_id == filter.managed_system_id;
  if (!filter.after.empty()) condition = condition && Query::id > filter.after;
  if (!filter.state.empty()) condition = condition && Query::state == ascii::upper(filter.state);
  // One more than shown, to know whether there are more. Ids grow with time.
  return rows_where<Task>(
      db, condition + "ORDER BY" + Query::id + ("LIMIT " + std::to_string(filter.limit + 1)));
}

}  // namespace

TaskPage find_tasks(Store& store, const TaskFilter& filter) {
  TaskPage page{store.read([&](Db& db) { return find(db, filter); })};
  page.more = page.tasks.size() > filter.limit;
  if (page.more) page.tasks.pop_back();
  return page;
}

std::vector<std::string> task_lines(const TaskPage& page) {
  if (page.tasks.empty()) return {"no tasks"};
  std::vector<Cells> table{headings};
  for (const Task& task : page.tasks) table.push_back(cells_of(task));
  std::vector<std::string> lines = text_table(table);
  if (page.more) lines.emplace_back("and more: --limit shows them");
  return lines;
}

}  // namespace idm::provisioning
