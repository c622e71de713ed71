#include "identity/supervisors.h"

#include <algorithm>
#include <set>

#include "identity/attempt.h"
#include "identity/needed.h"
#include "identity/new_rows.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/prepared.h"
#include "orm/supervision-odb.hxx"

namespace idm::supervisors {
namespace {

using Query = odb::query<Supervision>;

Error no_such_supervision(const std::string& id, const char* element) {
  return {ErrorCode::ObjectNotFound,
          std::string("no supervisor has the ") + element + " '" + id + "'"};
}

audit::AuditEvent event_of(const char* action, const Supervision& row, const Requestor& requestor) {
  audit::AuditEvent event;
  event.action = action;
  if (!row.employee_id.empty()) event.object_id = row.employee_id;
  event.requestor = requestor;
  if (!row.supervisor_id.empty()) event.custom[0] = {std::string("SUPERVISOR"), row.supervisor_id};
  if (!row.id.empty()) event.custom[1] = {std::string("ORG_STRUCTURE"), row.id};
  return event;
}

/// Checks that both users are there, and marks the employee as changed.
void claim_users(Db& db, const Supervision& wanted) {
  const std::string& employee = needed(wanted.employee_id, "employee/userId");
  const std::string& supervisor = needed(wanted.supervisor_id, "supervisor/userId");
  if (!user_rows::mark_changed(db, employee))
    throw Error(ErrorCode::UserNotFound, "no user has the employee's userId '" + employee + "'");
  new_rows::check_supervisor(db, supervisor);
}

Supervision stored_row(Db& db, const std::string& id) {
  std::optional<Supervision> stored = db.find<Supervision>(needed(id, "orgStructureId"));
  if (!stored) throw no_such_supervision(id, "orgStructureId");
  return std::move(*stored);
}

Supervisions with_users(Db& db, std::vector<Supervision> rows) {
  Supervisions found;
  found.rows = std::move(rows);
  std::sort(found.rows.begin(), found.rows.end(),
            [](const Supervision& a, const Supervision& b) { return a.id < b.id; });
  for (const Supervision& row : found.rows)
    for (const std::string& id : {row.employee_id, row.supervisor_id})
      if (!found.users.count(id))
        found.users.emplace(id, users::get(db, id, users::Extent::Dependents));
  return found;
}

/// The rows that a query for the user in `member` finds. When there are none: the user that was
/// asked about does not exist, or `none`.
Supervisions found_about(Services& services, std::string Supervision::*member,
                         const std::string& user_id, const Query& condition, const Error& none) {
  return services.store.read([&](Db& db) {
    std::vector<Supervision> rows = rows_where<Supervision>(db, condition);
    user_rows::keep_exact(rows, member, user_id);
    if (rows.empty() && !db.find<User>(user_id)) throw users::no_such_user(user_id);
    if (rows.empty()) throw none;
    return with_users(db, std::move(rows));
  });
}

}  // namespace

Supervisions add(Services& services, Supervision wanted, const Requestor& requestor) {
  wanted.id.clear();
  if (wanted.is_primary.null()) wanted.is_primary = 0;
  Supervisions added;
  audit::attempt(services, event_of("ADD SUPERVISOR", wanted, requestor), [&](Db& db) {
    claim_users(db, wanted);
    const Supervision row = new_rows::supervision(wanted, wanted.employee_id);
    db.insert(row);
    audit::record(db, event_of("ADD SUPERVISOR", row, requestor));
    added = with_users(db, {row});
  });
  return added;
}

void update(Services& services, Supervision wanted, const Requestor& requestor) {
  audit::attempt(services, event_of("MODIFY SUPERVISOR", wanted, requestor), [&](Db& db) {
    const Supervision stored = stored_row(db, wanted.id);
    claim_users(db, wanted);
    const bool moves = wanted.employee_id != stored.employee_id;
    if (moves) user_rows::mark_changed(db, stored.employee_id);
    db.update(wanted);
    if (moves || wanted.supervisor_id != stored.supervisor_id) {
      audit::record(db, event_of("REMOVE SUPERVISOR", stored, requestor));
      audit::record(db, event_of("ADD SUPERVISOR", wanted, requestor));
    } else {
      audit::record(db, event_of("MODIFY SUPERVISOR", wanted, requestor));
    }
  });
}

void remove(Services& services, const std::string& id, const Requestor& requestor) {
  Supervision row;
  row.id = id;
  audit::attempt(services, event_of("REMOVE SUPERVISOR", row, requestor), [&](Db& db) {
    const Supervision stored = stored_row(db, id);
    user_rows::mark_changed(db, stored.employee_id);
    db.erase<Supervision>(id);
    audit::record(db, event_of("REMOVE SUPERVISOR", stored, requestor));
  });
}

Supervisions get(Services& services, const Text& id) {
  const std::string& wanted = needed(id, "supervisorObjId");
  return services.store.read([&](Db& db) {
    std::optional<Supervision> row = db.find<Supervision>(wanted);
    if (!row) throw no_such_supervision(wanted, "supervisorObjId");
    return with_users(db, {std::move(*row)});
  });
}

Supervisions of_employee(Services& services, const Text& employee_id) {
  const std::string& id = needed(employee_id, "employeeId");
  return found_about(
      services, &Supervision::employee_id, id, Query::employee_id == id,
      {ErrorCode::SupervisorNotFound, "the user with the userId '" + id + "' has no supervisor"});
}

Supervisions primary_of(Services& services, const Text& employee_id) {
  const std::string& id = needed(employee_id, "employeeId");
  return found_about(
      services, &Supervision::employee_id, id,
      (Query::employee_id == id && Query::is_primary == 1) + "ORDER BY" + Query::id + "LIMIT 1",
      {ErrorCode::SupervisorNotFound,
       "the user with the userId '" + id + "' has no primary supervisor"});
}

Supervisions employees_of(Services& services, const Text& supervisor_id) {
  const std::string& id = needed(supervisor_id, "supervisorId");
  return found_about(
      services, &Supervision::supervisor_id, id, Query::supervisor_id == id,
      {ErrorCode::ObjectNotFound, "the user with the userId '" + id + "' supervises nobody"});
}

}  // namespace idm::supervisors
