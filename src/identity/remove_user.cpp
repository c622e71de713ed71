#include "identity/remove_user.h"

#include "identity/attempt.h"
#include "identity/devices.h"
#include "identity/needed.h"
#include "identity/realm_users.h"
#include "identity/users.h"
#include "orm/prepared.h"
#include "orm/supervision-odb.hxx"

namespace idm::users {
namespace {

Error still_needed(const std::string& user_id, const std::string& by) {
  return {ErrorCode::ObjectIdInvalid,
          "the user with the userId '" + user_id + "' cannot be removed, because of " + by +
              ". deleteByUserId marks a user as deleted and keeps such rows; modifyUser and"
              " removeSupervisor take away all but principals"};
}

std::size_t employees_of(Db& db, const std::string& user_id) {
  return rows_where<Supervision>(db, odb::query<Supervision>::supervisor_id == user_id).size();
}

/// "2 principal(s) in LOGIN, 1 role(s) in USER_ROLE", or nothing.
std::string references_to(Db& db, const UserGraph& user) {
  std::string text;
  const auto add = [&](std::size_t count, const char* what) {
    if (count == 0) return;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
  };
  add(user.principals.size(), "principal(s) in LOGIN");
  add(user.roles.size(), "role(s) in USER_ROLE");
  add(user.groups.size(), "group(s) in USER_GRP");
  add(user.supervisors.size(), "supervisor(s) in ORG_STRUCTURE");
  add(employees_of(db, user.user.id), "employee(s) in ORG_STRUCTURE");
  add(user.affiliations.size(), "affiliation(s) in USER_AFFILIATION");
  add(user.resources.size(), "resource(s) in RESOURCE_USER");
  return text;
}

template <class Row>
void erase_all(Db& db, const std::vector<Row>& rows) {
  for (const Row& row : rows) db.erase<Row>(row.id);
}

void erase(Db& db, const UserGraph& user) {
  erase_all(db, user.attributes);
  erase_all(db, user.emails);
  erase_all(db, user.phones);
  erase_all(db, user.addresses);
  erase_all(db, user.notes);
  devices::forget(db, user.user.id);
  realm_users::forget(db, user.user.id);
  try {
    db.erase<User>(user.user.id);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::ObjectIdInvalid) throw;
    throw still_needed(user.user.id, "rows of another table");
  }
}

}  // namespace

void remove(Services& services, const Text& user_id, const Requestor& requestor,
            const AlsoErase& also_erase) {
  audit::AuditEvent event;
  event.action = "DELETE";
  event.object_id = user_id;
  event.requestor = requestor;
  audit::attempt(services, event, [&](Db& db) {
    const std::string& id = needed(user_id, "id");
    UserGraph user = get_locked(db, id);
    const std::string by = references_to(db, user);
    if (!by.empty()) throw still_needed(id, by);
    erase(db, user);
    if (also_erase) also_erase(db, user);
    audit::record(db, event);
  });
}

}  // namespace idm::users
