#include "identity/user_events.h"

#include <functional>
#include <set>
#include <vector>

#include "identity/changed_parts.h"
#include "identity/logins.h"
#include "orm/text.h"

namespace idm::user_events {
namespace {

/// The principal by which the user is known.
const LoginId* primary_of(const Config& config, const UserGraph& user) {
  const Login* primary = nullptr;
  for (const Principal& principal : user.principals) {
    const Login& login = principal.login;
    if (login.id.managed_system_id != config.default_managed_system) continue;
    if (!primary || logins::distance_from_primary(config, login) <
                        logins::distance_from_primary(config, *primary))
      primary = &login;
  }
  if (!primary && !user.principals.empty()) primary = &user.principals.front().login;
  return primary ? &primary->id : nullptr;
}

/// "changed: title, attribute:costCenter"; null when nothing did, or all is new.
Text what_changed(const Config& config, const UserGraph& before, const UserGraph& after) {
  if (before.user.id.empty()) return {};
  std::string names;
  for (const std::string& name : users::changed_parts(config, before, after))
    names += (names.empty() ? "changed: " : ", ") + name;
  return names.empty() ? Text() : Text(names);
}

void record_user(Db& db, const Config& config, const char* action, const UserRequest& request,
                 const UserGraph& before, const UserGraph& user) {
  audit::AuditEvent event = event_of(action, request, user.user.id);
  event.reason_detail = what_changed(config, before, user);
  if (const LoginId* id = primary_of(config, user)) {
    event.object_name = id->login;
    event.custom[2] = {std::string("TARGET_IDENTITY"), id->login};
    event.custom[3] = {std::string("TARGET_DOMAIN"), id->domain_id};
  }
  if (!user.user.status.null()) event.custom[0] = {std::string("USER_STATUS"), user.user.status};
  event.custom[1] = {std::string("PUBLISHED"), std::string("0")};
  audit::record(db, event);
}

/// What distinguishes one kind of thing that a user may have.
struct Kind {
  const char *name, *added, *removed;
};

template <class Key>
void record_difference(const std::set<Key>& before, const std::set<Key>& after,
                       const std::function<void(const Key&, bool added)>& record) {
  for (const Key& key : after)
    if (!before.count(key)) record(key, true);
  for (const Key& key : before)
    if (!after.count(key)) record(key, false);
}

template <class Row, class KeyOf>
auto keys(const std::vector<Row>& rows, KeyOf key_of) {
  std::set<std::decay_t<decltype(key_of(rows.front()))>> all;
  for (const Row& row : rows) all.insert(key_of(row));
  return all;
}

/// Active ones: a principal that is deleted stays as an inactive row.
std::set<LoginId> identities(const UserGraph& user) {
  std::set<LoginId> all;
  for (const Principal& principal : user.principals)
    if (!is(principal.login.status, "INACTIVE")) all.insert(principal.login.id);
  return all;
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

void record(Db& db, const Config& config, const char* action, const UserRequest& request,
            const UserGraph& before, const UserGraph& after) {
  record_user(db, config, action, request, before, after);
  const auto by_id = [&](const Kind& kind) {
    return [&, kind](const std::string& id, bool added) {
      audit::AuditEvent event = event_of(added ? kind.added : kind.removed, request, after.user.id);
      event.custom[0] = {std::string(kind.name), id};
      audit::record(db, event);
    };
  };
  const auto role_id = [](const UserRole& row) { return row.id.domain_id + "/" + row.id.role_id; };
  record_difference<std::string>(keys(before.roles, role_id), keys(after.roles, role_id),
                                 by_id({"ROLE", "ADD ROLE", "REMOVE ROLE"}));
  const auto group_id = [](const UserGroup& row) { return row.group_id; };
  record_difference<std::string>(keys(before.groups, group_id), keys(after.groups, group_id),
                                 by_id({"GROUP", "ADD GROUP", "REMOVE GROUP"}));
  const auto organization_id = [](const Affiliation& row) { return row.organization_id; };
  record_difference<std::string>(keys(before.affiliations, organization_id),
                                 keys(after.affiliations, organization_id),
                                 by_id({"ORGANIZATION", "ADD AFFILIATION", "REMOVE AFFILIATION"}));
  const auto supervisor_id = [](const Supervision& row) { return row.supervisor_id; };
  record_difference<std::string>(keys(before.supervisors, supervisor_id),
                                 keys(after.supervisors, supervisor_id),
                                 by_id({"SUPERVISOR", "ADD SUPERVISOR", "REMOVE SUPERVISOR"}));
  record_difference<LoginId>(
      identities(before), identities(after), [&](const LoginId& id, bool added) {
        audit::AuditEvent event =
            event_of(added ? "ADD IDENTITY" : "REMOVE IDENTITY", request, after.user.id);
        audit::set_account(event, id);
        audit::record(db, event);
      });
}

}  // namespace idm::user_events
