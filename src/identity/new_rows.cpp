#include "identity/new_rows.h"

#include "core/error.h"
#include "core/ids.h"

namespace idm::new_rows {
namespace {

template <class Row>
void is_contact_of(Row& row, const std::string& user_id) {
  row.id = new_id();
  row.parent_id = user_id;
  // Another parent type would hide the row from its own user (behaviour.md 3.2).
  row.parent_type = std::string("USER");
  if (row.is_default.null()) row.is_default = 0;
  if (row.active.null()) row.active = 1;
}

/// Memberships start now and are active, unless the request says otherwise.
template <class Row>
void starts(Row& row, const std::string& user_id, Instant at) {
  row.user_id = user_id;
  if (row.status.null()) row.status = std::string("ACTIVE");
  if (row.start_date.null()) row.start_date = at;
}

}  // namespace

void belongs_to(UserAttribute& row, const std::string& user_id) {
  row.id = new_id();
  row.user_id = user_id;
}

void belongs_to(EmailAddress& row, const std::string& user_id) { is_contact_of(row, user_id); }
void belongs_to(Phone& row, const std::string& user_id) { is_contact_of(row, user_id); }
void belongs_to(Address& row, const std::string& user_id) { is_contact_of(row, user_id); }

void belongs_to(UserNote& row, const std::string& user_id) {
  row.id = new_id();
  row.user_id = user_id;
}

UserRole role(const UserRole& wanted, const std::string& user_id, Instant at) {
  UserRole row = wanted;
  row.row_id = new_id();
  row.id.user_id = user_id;
  if (row.status.null()) row.status = std::string("ACTIVE");
  if (row.start_date.null()) row.start_date = at;
  row.create_date = at;
  return row;
}

UserGroup membership(const UserGroup& wanted, const std::string& user_id, Instant at) {
  UserGroup row = wanted;
  row.id = new_id();
  starts(row, user_id, at);
  row.create_date = at;
  return row;
}

Affiliation affiliation(const Affiliation& wanted, const std::string& user_id, Instant at) {
  Affiliation row = wanted;
  row.id = new_id();
  starts(row, user_id, at);
  row.create_date = at;
  return row;
}

ResourceUser resource(const ResourceUser& wanted, const std::string& user_id, Instant at) {
  ResourceUser row = wanted;
  row.id = new_id();
  starts(row, user_id, at);
  return row;
}

Supervision supervision(const Supervision& wanted, const std::string& user_id) {
  Supervision row = wanted;
  row.id = new_id();
  row.employee_id = user_id;
  return row;
}

void check_supervisor(Db& db, const std::string& supervisor_id) {
  if (!db.find<User>(supervisor_id))
    throw Error(ErrorCode::SupervisorNotFound,
                supervisor_id.empty()
                    ? std::string("supervisor has no supervisor/userId")
                    : "no user has the supervisor's userId '" + supervisor_id + "'");
}

}  // namespace idm::new_rows
