#include "provisioning/accounts.h"

#include "core/instant.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/text.h"

namespace idm::provisioning {
namespace {

bool waits_for_start(const User& user, Instant at) {
  return is(user.status, "PENDING_START_DATE") && !user.start_date.null() && *user.start_date > at;
}

}  // namespace

bool has_left(const User& user) {
  for (const char* status : {"DELETED", "TERMINATE", "RETIRED", "LEAVE"})
    if (is(user.status, status)) return true;
  return false;
}

AccountName name_of(const Login& login) { return {Text(login.id.domain_id), Text(login.id.login)}; }

bool is_target(const Services& services, const Reference& reference,
               const std::string& managed_system_id) {
  return managed_system_id != services.config.default_managed_system &&
         reference.is_provisioned(managed_system_id);
}

std::set<std::string> systems_by_membership(const Services& services, const Reference& reference,
                                            const UserGraph& user) {
  std::set<std::string> systems;
  const auto add = [&](const std::string& resource_id) {
    const Resource* resource = reference.resource(resource_id);
    if (resource && !resource->managed_system_id.null() &&
        is_target(services, reference, *resource->managed_system_id))
      systems.insert(*resource->managed_system_id);
  };
  for (const ResourceUser& given : user.resources) add(given.resource_id);
  if (!reference.roles_have_resources()) return systems;
  for (const UserRole& role : users::effective_roles(reference, user))
    for (const std::string& id : reference.resources_of_role({role.id.role_id, role.id.domain_id}))
      add(id);
  return systems;
}

bool may_have_accounts(const User& user, Instant at) {
  return !waits_for_start(user, at) && !has_left(user);
}

bool is_kept(const AccountState& account) { return account.last_verb != word(Verb::Delete); }

std::vector<Account> accounts_of(const Services& services, const Reference& reference,
                                 const UserGraph& user) {
  std::vector<Account> accounts;
  std::set<std::string> known, named;
  for (const AccountState& state : user.accounts) known.insert(state.id.managed_system_id);
  // Principals that no task was recorded for: they were there before tasks were.
  const bool waits = waits_for_start(user.user, now());
  for (const AccountState& state : user.accounts)
    if (!is_kept(state)) named.insert(state.id.managed_system_id);
  for (const Principal& principal : user.principals) {
    const std::string& system = principal.login.id.managed_system_id;
    if (is(principal.login.status, "INACTIVE") || !is_target(services, reference, system) ||
        (waits && !known.count(system)))
      continue;
    accounts.push_back({system, name_of(principal.login)});
    named.insert(system);
  }
  for (const AccountState& state : user.accounts)
    if (named.insert(state.id.managed_system_id).second)
      accounts.push_back({
          state.id.managed_system_id, {state.domain_id, state.principal}
      });
  return accounts;
}

void record_for_all(Db& db, const Services& services, const Reference& reference,
                    const Origin& origin, const User& user, Verb verb) {
  UserGraph graph;
  graph.user = user;
  user_rows::read_rest(db, {.principals = true, .accounts = true}, graph);
  Outbox outbox(db, services, reference, origin, user.id, graph.accounts);
  for (const Account& account : accounts_of(services, reference, graph))
    outbox.record(account.managed_system_id, {verb, account.name});
  outbox.finish();
}

}  // namespace idm::provisioning
