#include "identity/user_events.h"

namespace idm::user_events {
namespace {

/// The event of a user itself names its principal and its status.
void record_user(Db& db, const char* action, const UserRequest& request, const UserGraph& user) {
  audit::AuditEvent event = event_of(action, request, user.user.id);
  if (!user.principals.empty()) {
    const LoginId& id = user.principals.front().login.id;
    event.object_name = id.login;
    event.custom[2] = {std::string("TARGET_IDENTITY"), id.login};
    event.custom[3] = {std::string("TARGET_DOMAIN"), id.domain_id};
  }
  if (!user.user.status.null()) event.custom[0] = {std::string("USER_STATUS"), user.user.status};
  audit::record(db, event);
}

void record_memberships(Db& db, const UserRequest& request, const std::string& user_id) {
  const auto record = [&](const char* add, const char* remove, const char* kind,
                          Operation operation, const std::string& id) {
    audit::AuditEvent event =
        event_of(operation == Operation::Delete ? remove : add, request, user_id);
    event.custom[0] = {std::string(kind), id};
    audit::record(db, event);
  };
  for (const auto& role : request.roles)
    record("ADD ROLE", "REMOVE ROLE", "ROLE", role.operation, role.row.id.role_id);
  for (const auto& group : request.groups)
    record("ADD GROUP", "REMOVE GROUP", "GROUP", group.operation, group.row.group_id);
  for (const auto& row : request.affiliations)
    record("ADD AFFILIATION", "REMOVE AFFILIATION", "ORGANIZATION", row.operation,
           row.row.organization_id);
}

}  // namespace

audit::AuditEvent event_of(const char* action, const UserRequest& request,
                           const std::string& user_id) {
  audit::AuditEvent event;
  event.action = action;
  if (!user_id.empty()) event.object_id = user_id;
  event.requestor = request.requestor;
  if (event.requestor.user_id.null()) event.requestor.user_id = request.user.created_by;
  if (!request.source_system_id.empty()) event.source_system_id = request.source_system_id;
  if (!request.request_id.empty()) event.request_id = request.request_id;
  if (!request.session_id.empty()) event.session_id = request.session_id;
  return event;
}

void record_addition(Db& db, const UserRequest& request, const UserGraph& user) {
  record_user(db, "CREATE", request, user);
  record_memberships(db, request, user.user.id);
}

void record_modification(Db& db, const UserRequest& request, const UserGraph& user) {
  record_user(db, "MODIFY", request, user);
  record_memberships(db, request, user.user.id);
}

}  // namespace idm::user_events
