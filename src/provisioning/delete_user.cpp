#include "provisioning/delete_user.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/devices.h"
#include "identity/group_members.h"
#include "identity/locks.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/principals.h"
#include "identity/realm_users.h"
#include "identity/user_changes.h"
#include "identity/user_checks.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "orm/scim_resource.h"
#include "orm/text.h"
#include "provisioning/account_changes.h"
#include "provisioning/accounts.h"
#include "provisioning/processors.h"
#include "provisioning/task_control.h"

namespace idm::provisioning {
namespace {

bool ends_a_user(const Text& status) {
  return is(status, "DELETED") || is(status, "LEAVE") || is(status, "TERMINATE") ||
         is(status, "RETIRED");
}

const std::string& leaving_status(const Text& status) {
  if (ends_a_user(status)) return *status;
  throw Error(ErrorCode::UserStatusForbids,
              (given(status) ? "status '" + *status + "' ends no user" : "status is missing") +
                  std::string(": deleted, leave, terminate and retired do"));
}

/// What the operations of this file have in common: one user, one transaction, audit rows.
class Ending {
 public:
  Ending(Services& services, const UserRequest& request, const char* action)
      : services_(services),
        reference_(services.reference.get()),
        request_(request),
        action_(action) {}

  /// Runs `change` as audit::attempt does.
  template <class Change>
  UserAnswer run(const std::string& object_id, Change change) {
    UserAnswer answer;
    audit::attempt(services_, event(object_id), [&](Db& db) {
      answer = {};
      change(db, answer);
    });
    answer.effective_roles = users::effective_roles(*reference_, answer.user);
    return answer;
  }

  /// The whole user leaves.
  void leave(Db& db, UserGraph& user, const std::string& status, bool notify) const {
    Outbox outbox = outbox_for(db, user);
    if (notify)
      for (const Account& account : accounts_of(services_, *reference_, user))
        outbox.record(account.managed_system_id, {Verb::Delete, account.name});
    user.user.status = status;
    user.user.secondary_status.reset();
    if (given(request_.requestor.user_id)) user.user.last_updated_by = request_.requestor.user_id;
    user.user.last_update = now();
    db.update(user.user);
    locks::forget(db, user.user.id);
    for (Principal& principal : user.principals) end(db, user, principal.login);
    outbox.finish();
    destroy_parked_secrets(db, user.user.id);
    audit::AuditEvent left = event(user.user.id);
    left.custom[0] = {std::string("USER_STATUS"), status};
    audit::record(db, left);
  }

  /// Only one principal ends.
  void end_one(Db& db, UserGraph& user, const LoginId& id) const {
    Outbox outbox = outbox_for(db, user);
    for (const Account& account : accounts_of(services_, *reference_, user))
      if (account.managed_system_id == id.managed_system_id &&
          (account.name.principal.null() || *account.name.principal == id.login))
        outbox.record(account.managed_system_id, {Verb::Delete, account.name});
    for (Principal& principal : user.principals)
      if (principal.login.id == id) end(db, user, principal.login);
    outbox.finish();
  }

  /// Has the user a principal that is active, or an account that was not ended?
  bool has_live(const UserGraph& user) const {
    const auto is_live = [](const Principal& principal) {
      return !is(principal.login.status, "INACTIVE");
    };
    return std::any_of(user.principals.begin(), user.principals.end(), is_live) ||
           !accounts_of(services_, *reference_, user).empty();
  }

  Outbox outbox_for(Db& db, const UserGraph& user) const {
    return Outbox(db, services_, *reference_, origin_of(request_), user.user.id, user.accounts);
  }

  audit::AuditEvent event(const std::string& object_id) const {
    return user_events::event_of(action_, request_, object_id);
  }

  const Reference& reference() const { return *reference_; }
  const UserRequest& request() const { return request_; }

 private:
  void end(Db& db, const UserGraph& user, Login& login) const {
    if (is(login.status, "INACTIVE")) return;
    logins::deactivate(login);
    db.update(login);
    audit::AuditEvent ended = user_events::event_of("DELETE IDENTITY", request_, user.user.id);
    audit::set_account(ended, login.id);
    audit::record(db, ended);
  }

  Services& services_;
  const std::shared_ptr<const Reference> reference_;
  const UserRequest& request_;
  const char* action_;
};

UserRequest asked_by(const Requestor& requestor) {
  UserRequest request;
  request.requestor = requestor;
  return request;
}

LoginId addressed(const Services& services, const Deletion& deletion) {
  const Config& config = services.config;
  const auto reference = services.reference.get();
  return {
      given(deletion.domain_id) ? reference->domain_id(*deletion.domain_id) : config.default_domain,
      needed(deletion.principal, "principal"),
      given(deletion.managed_system_id) ? reference->managed_system_id(*deletion.managed_system_id)
                                        : config.default_managed_system};
}

Login get_login(Db& db, const LoginId& id) {
  std::optional<Login> login = logins::find(db, id);
  if (!login)
    throw Error(ErrorCode::PrincipalNotFound, "there is no principal '" + id.login +
                                                  "' in domain " + id.domain_id +
                                                  " on managed system " + id.managed_system_id);
  if (!given(login->user_id))
    throw Error(ErrorCode::UserNotFound, "principal '" + id.login + "' belongs to no user");
  return std::move(*login);
}

/// Asks the pre-processor about the user that `find_id` names. One who is not there, or a status
/// that ends nobody, is left to those who say so.
template <class FindId>
void ask_first(Services& services, const Processors& processors, const Text& status,
               FindId find_id) {
  if (!processors.asks_first() || !ends_a_user(status)) return;
  const std::optional<UserGraph> stored =
      services.store.read([&](Db& db) -> std::optional<UserGraph> {
        const std::optional<std::string> id = find_id(db);
        return id ? users::find(db, *id, users::Extent::Everything) : std::nullopt;
      });
  if (stored) processors.before_end(*stored, status);
}

bool holds_more_than_fields(const UserRequest& request) {
  return !request.attributes.empty() || !request.emails.empty() || !request.phones.empty() ||
         !request.addresses.empty() || !request.notes.empty() || !request.principals.empty() ||
         !request.roles.empty() || !request.groups.empty() || !request.affiliations.empty() ||
         !request.resources.empty() || request.supervisor.has_value();
}

/// The resources meant, each once.
std::vector<const Resource*> known_resources(const Reference& reference,
                                             const std::vector<std::string>& ids) {
  std::vector<const Resource*> resources;
  for (const std::string& id : ids) {
    const Resource* resource = reference.resource(reference.resource_id(id));
    if (!resource) throw Error(ErrorCode::ObjectIdInvalid, "resource '" + id + "' is not known");
    if (std::find(resources.begin(), resources.end(), resource) == resources.end())
      resources.push_back(resource);
  }
  return resources;
}

/// Takes one resource from the user, with the account that it stands for.
void take_away(Db& db, const Ending& ending, const Config& config, const Resource& resource,
               UserAnswer& answer, Outbox& outbox, const std::vector<Account>& accounts) {
  UserGraph& user = answer.user;
  const auto given = [&](const ResourceUser& row) { return row.resource_id == resource.id; };
  for (const ResourceUser& row : user.resources)
    if (given(row)) db.erase<ResourceUser>(row.id);
  std::erase_if(user.resources, given);
  const Text& system = resource.managed_system_id;
  if (system.null() || *system == config.default_managed_system) {
    if (!answer.note.empty()) answer.note += "; ";
    answer.note += "resource '" + resource.id + "' stands for no target system";
    return;
  }
  for (const Account& account : accounts)
    if (account.managed_system_id == *system) outbox.record(*system, {Verb::Delete, account.name});
  end_principals(db, user, *system, ending.request());
  audit::AuditEvent event = ending.event(user.user.id);
  event.target_system_id = *system;
  audit::record(db, event);
}

void leave_groups(Db& db, UserGraph& user) {
  std::set<std::string> left;
  for (const UserGroup& row : user.groups) {
    db.erase<UserGroup>(row.id);
    left.insert(row.group_id);
  }
  group_members::mark_changed(db, left);
  user.groups.clear();
}

}  // namespace

UserAnswer delete_user(Services& services, const Deletion& deletion) {
  const UserRequest request = asked_by(deletion.requestor);
  const Processors processors(services, "deleteUser", request);
  ask_first(services, processors, deletion.status, [&](Db& db) -> std::optional<std::string> {
    if (!given(deletion.principal)) return std::nullopt;
    const std::optional<Login> login = logins::find(db, addressed(services, deletion));
    return login && given(login->user_id) ? std::optional(*login->user_id) : std::nullopt;
  });
  Ending ending(services, request, "DELETE");
  UserAnswer ended = ending.run("", [&](Db& db, UserAnswer& answer) {
    std::string status = leaving_status(deletion.status);
    const Login login = get_login(db, addressed(services, deletion));
    answer.user = users::get_locked(db, *login.user_id);
    const Text& now_is = answer.user.user.status;
    if (is(now_is, "DELETED") || is(now_is, "TERMINATE")) {
      // A modifyUser may have set that, which ends nothing.
      if (!ending.has_live(answer.user)) return;
      status = *now_is;
    }
    if (login.id.managed_system_id == services.config.default_managed_system)
      ending.leave(db, answer.user, status, true);
    else
      ending.end_one(db, answer.user, login.id);
  });
  processors.after(ended);
  return ended;
}

UserAnswer delete_by_user_id(Services& services, const UserRequest& request, const Text& status) {
  const Processors processors(services, "deleteByUserId", request);
  ask_first(services, processors, status, [&](Db&) { return std::optional(request.user.id); });
  Ending ending(services, request, "DELETE");
  UserAnswer ended = ending.run(request.user.id, [&](Db& db, UserAnswer& answer) {
    const std::string& wanted = leaving_status(status);
    answer.user = users::get_locked(db, request.user.id);
    UserRequest fields;
    fields.user = request.user;
    user_checks::spell_ids(ending.reference(), fields);
    user_checks::changed_metadata(ending.reference(), fields);
    user_changes::apply_fields(fields.user, answer.user.user);
    ending.leave(db, answer.user, wanted, request.notify_target_systems);
    if (holds_more_than_fields(request))
      answer.note =
          "only the user's own fields were merged: dependents, principals, roles, groups, "
          "affiliations and resources were left out";
  });
  processors.after(ended);
  return ended;
}

UserAnswer retire_user(Services& services, const std::string& user_id, const Requestor& requestor,
                       const std::function<void(Db&, const UserGraph&)>& check) {
  const UserRequest request = asked_by(requestor);
  const Processors processors(services, "deleteByUserId", request);
  const Text status(std::string("DELETED"));
  ask_first(services, processors, status, [&](Db&) { return std::optional(user_id); });
  Ending ending(services, request, "DELETE");
  UserAnswer ended = ending.run(user_id, [&](Db& db, UserAnswer& answer) {
    UserGraph& user = answer.user;
    user = users::get_locked(db, user_id);
    if (is(user.user.status, "DELETED")) throw users::no_such_user(user_id);
    if (check) check(db, user);
    ending.leave(db, user, *status, true);
    for (const Principal& principal : user.principals) principals::archive(db, principal);
    leave_groups(db, user);
    if (db.find<ScimResource>(user_id)) db.erase<ScimResource>(user_id);
    devices::forget(db, user_id);
    realm_users::forget(db, user_id);
  });
  processors.after(ended);
  return ended;
}

UserAnswer deprovision(Services& services, const Text& user_id,
                       const std::vector<std::string>& resource_ids, const Requestor& requestor) {
  const UserRequest request = asked_by(requestor);
  Ending ending(services, request, "DEPROVISION RESOURCE");
  const std::string id = user_id.null() ? std::string() : *user_id;
  return ending.run(id, [&](Db& db, UserAnswer& answer) {
    if (resource_ids.empty())
      throw Error(ErrorCode::ObjectNotFound, "resourceList names no resource");
    answer.user = users::get_locked(db, id);
    const auto resources = known_resources(ending.reference(), resource_ids);
    const auto accounts = accounts_of(services, ending.reference(), answer.user);
    Outbox outbox = ending.outbox_for(db, answer.user);
    for (const Resource* resource : resources)
      take_away(db, ending, services.config, *resource, answer, outbox, accounts);
    outbox.finish();
  });
}

}  // namespace idm::provisioning
