#include "provisioning/account_changes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/folding.h"
#include "core/instant.h"
#include "core/seal.h"
#include "identity/changed_parts.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/password_hash.h"
#include "identity/passwords.h"
#include "identity/user_events.h"
#include "orm/text.h"
#include "provisioning/accounts.h"
#include "provisioning/task_control.h"

namespace idm::provisioning {
namespace {

bool is_active(const Principal& principal) { return !is(principal.login.status, "INACTIVE"); }

std::string secret_of(const Text& password) {
  return nlohmann::json{
      {"password", *password}
  }
      .dump();
}

/// A modification on its way into tasks.
class Modification {
 public:
  Modification(Db& db, const Services& services, const Reference& reference, const Asked& asked,
               UserAnswer& answer)
      : db_(db),
        services_(services),
        reference_(reference),
        asked_(asked),
        answer_(answer),
        outbox_(db, services, reference, origin_of(asked.request()), answer.user.user.id,
                answer.before.accounts),
        accounts_(accounts_of(services, reference, answer.before)),
        needed_(systems_by_membership(services, reference, answer.user)) {}

  void run() {
    for (const Account& account : accounts_) held_.insert(account.managed_system_id);
    end_lost_accounts();
    follow_principals();
    if (may_have_accounts(answer_.user.user, now()))
      for (const std::string& system : needed_)
        if (!held_.count(system) && !has_made(system)) {
          bring_back_principal(system);
          outbox_.record(system, {Verb::Create, {}});
        }
    tell_what_changed();
    spread_password();
    outbox_.finish();
  }

 private:
  const Principal* before(std::size_t i) const {
    return i < answer_.before.principals.size() ? &answer_.before.principals[i] : nullptr;
  }

  /// Was the principal at `i` added, or brought back, by this request?
  bool is_fresh(std::size_t i) const {
    return is_active(answer_.user.principals[i]) && (!before(i) || !is_active(*before(i)));
  }

  /// Does a principal that a caller named keep the account there?
  bool kept_by_principal(const std::string& system) const {
    for (const AccountState& account : answer_.before.accounts)
      if (account.id.managed_system_id == system && account.by_principal != 0 &&
          has_active_principal(system))
        return true;
    return has_fresh_principal(system);
  }

  bool has_fresh_principal(const std::string& system) const {
    for (std::size_t i = 0; i < answer_.user.principals.size(); ++i)
      if (answer_.user.principals[i].login.id.managed_system_id == system && is_fresh(i))
        return true;
    return false;
  }

  bool has_active_principal(const std::string& system) const {
    for (const Principal& principal : answer_.user.principals)
      if (principal.login.id.managed_system_id == system && is_active(principal)) return true;
    return false;
  }

  bool has_made(const std::string& system) const {
    for (const LoginId& id : made_)
      if (id.managed_system_id == system) return true;
    return false;
  }

  bool asked_to_be_removed(const std::string& system) const {
    const Resource* resource = reference_.resource_of_managed_system(system);
    return resource && asked_.removes(*resource);
  }

  /// What roles and resources gave and give no more, and what the caller wants removed, minus what
  /// is still needed.
  void end_lost_accounts() {
    const std::set<std::string> were = systems_by_membership(services_, reference_, answer_.before);
    for (const Account& account : accounts_) {
      const std::string& system = account.managed_system_id;
      if (needed_.count(system)) continue;
      const bool goes = asked_to_be_removed(system)
                            ? !has_fresh_principal(system)
                            : were.count(system) && !kept_by_principal(system);
      if (!goes) continue;
      outbox_.record(system, {Verb::Delete, account.name});
      ended_.insert(system);
    }
    for (const std::string& system : ended_)
      end_principals(db_, answer_.user, system, asked_.request());
  }

  void follow_principals() {
    const bool may_have = may_have_accounts(answer_.user.user, now());
    for (std::size_t i = 0; i < answer_.user.principals.size(); ++i) {
      const Login& login = answer_.user.principals[i].login;
      const std::string& system = login.id.managed_system_id;
      if (!is_target(services_, reference_, system)) continue;
      const bool stands = is_active(answer_.user.principals[i]);
      const bool stood = before(i) && is_active(*before(i)) && held_.count(system);
      if (stands && !stood && may_have) {
        outbox_.record(system,
                       {Verb::Create, name_of(login), "", asked_.secret_for(login.id), true});
        made_.insert(login.id);
      } else if (stands && stood && before(i)->login.id.login != login.id.login) {
        rename(*before(i), login);
      } else if (!stands && stood && !ended_.count(system)) {
        end_unless_needed(*before(i));
      }
    }
  }

  void rename(const Principal& old, const Login& login) {
    const nlohmann::json payload{
        {"from", old.login.id.login},
        {"to",   login.id.login    }
    };
    const std::string& system = login.id.managed_system_id;
    const std::string secret = asked_.secret_for(login.id);
    if (!secret.empty()) own_secrets_.insert(system);
    outbox_.record(system, {Verb::Rename, name_of(login), payload.dump(), secret});
  }

  /// An account that comes back is known by the principal that ended with it.
  void bring_back_principal(const std::string& system) {
    const auto state = std::ranges::find_if(answer_.user.accounts, [&](const AccountState& one) {
      return one.id.managed_system_id == system;
    });
    for (Principal& principal : answer_.user.principals) {
      Login& login = principal.login;
      if (login.id.managed_system_id != system || is_active(principal)) continue;
      if (state != answer_.user.accounts.end() && !(state->principal == login.id.login)) continue;
      login.status = std::string("ACTIVE");
      db_.update(login);
      return;
    }
  }

  void note_that_it_stays(const std::string& system) {
    if (!kept_.insert(system).second) return;
    if (!answer_.note.empty()) answer_.note += "; ";
    answer_.note += "the account on managed system '" + system +
                    "' stays: a role or resource of the user needs it";
  }

  void end_unless_needed(const Principal& old) {
    const std::string& system = old.login.id.managed_system_id;
    if (needed_.count(system)) return note_that_it_stays(system);
    outbox_.record(system, {Verb::Delete, name_of(old.login)});
    if (!has_active_principal(system)) ended_.insert(system);
  }

  void tell_what_changed() {
    const std::vector<std::string> changed =
        users::changed_parts(services_.config, answer_.before, answer_.user);
    if (changed.empty()) return;
    const std::string payload = payload_of(changed);
    const auto is_made = [&](const Account& account) {
      for (const LoginId& id : made_)
        if (id.managed_system_id == account.managed_system_id && account.name.principal == id.login)
          return true;
      return false;
    };
    for (const Account& account : accounts_of(services_, reference_, answer_.user))
      if (held_.count(account.managed_system_id) && !ended_.count(account.managed_system_id) &&
          !is_made(account))
        outbox_.record(account.managed_system_id, {Verb::Modify, account.name, payload});
  }

  void spread_password() {
    const std::string secret = secret_with_new_name();
    if (secret.empty()) return;
    for (const Account& account : accounts_of(services_, reference_, answer_.user)) {
      const std::string& system = account.managed_system_id;
      if (held_.count(system) && !ended_.count(system) && !has_made(system) &&
          !own_secrets_.count(system) &&
          passwords::takes_synchronised_passwords(reference_, system))
        outbox_.record(system, {Verb::SetPassword, account.name, "", secret});
    }
  }

  /// The password that a principal of ours got with its new name; "" = none did. One that was kept
  /// as it was is not to reach targets, either.
  std::string secret_with_new_name() const {
    for (std::size_t i = 0; i < answer_.before.principals.size(); ++i) {
      const Login &was = answer_.before.principals[i].login,
                  &is_now = answer_.user.principals[i].login;
      if (was.id.managed_system_id != services_.config.default_managed_system ||
          was.id.login == is_now.id.login || was.password == is_now.password)
        continue;
      const std::string own = asked_.secret_for(is_now.id);
      return own.empty() ? asked_.secret_for_primary() : own;
    }
    return {};
  }

  Db& db_;
  const Services& services_;
  const Reference& reference_;
  const Asked& asked_;
  UserAnswer& answer_;
  Outbox outbox_;
  const std::vector<Account> accounts_;  ///< before
  const std::set<std::string> needed_;   ///< by roles and resources, from now on
  std::set<std::string> held_;           ///< systems with an account before
  std::set<std::string> ended_;          ///< systems whose last account ends
  std::set<std::string> own_secrets_;    ///< systems that hear a password of their own
  std::set<std::string> kept_;  ///< systems that the caller wanted gone, and why not is said
  std::set<LoginId> made_;      ///< principals whose accounts are made
};

}  // namespace

Asked::Asked(const Config& config, const UserRequest& request) : config_(config) {
  request_.principals = request.principals;
  request_.resources = request.resources;
  request_.resource_systems = request.resource_systems;
  request_.password = request.password;
  request_.source_system_id = request.source_system_id;
  request_.request_id = request.request_id;
  request_.session_id = request.session_id;
  request_.requestor = request.requestor;
  request_.user.created_by = request.user.created_by;
}

Asked::~Asked() {
  if (!request_.password.null()) wipe(*request_.password);
  for (WantedPrincipal& wanted : request_.principals)
    if (!wanted.password.null()) wipe(*wanted.password);
}

bool Asked::removes(const Resource& resource) const {
  for (std::size_t i = 0; i < request_.resources.size(); ++i) {
    const std::string& id = request_.resources[i].row.resource_id;
    const bool meant =
        id.empty() ? resource.managed_system_id == request_.resource_systems[i] : resource.id == id;
    if (meant && request_.resources[i].operation == Operation::Delete) return true;
  }
  return false;
}

std::string Asked::secret_for(const LoginId& login) const {
  for (const WantedPrincipal& wanted : request_.principals) {
    const LoginId& id = wanted.login.id;
    const bool meant = id.managed_system_id == login.managed_system_id &&
                       (id.domain_id.empty() || id.domain_id == login.domain_id) &&
                       fold(id.login) == fold(login.login);
    if (meant && !wanted.password.null() && !wanted.password->empty())
      return secret_of(wanted.password);
  }
  return {};
}

std::string Asked::secret_for_primary() const {
  const std::string password = primary_password();
  return password.empty() ? std::string() : secret_of(Text(password));
}

std::string Asked::primary_password() const {
  if (!is_blank(request_.password)) return *request_.password;
  for (const WantedPrincipal& wanted : request_.principals) {
    const std::string& system = wanted.login.id.managed_system_id;
    const bool own = system.empty() || system == config_.default_managed_system;
    if (own && !wanted.password.null() && !wanted.password->empty()) return *wanted.password;
  }
  return {};
}

void record_new_user(Db& db, const Services& services, const Reference& reference,
                     const Asked& asked, const UserAnswer& added) {
  const UserGraph& user = added.user;
  if (!may_have_accounts(user.user, now())) return;
  std::set<std::string> systems = systems_by_membership(services, reference, user);
  Outbox outbox(db, services, reference, origin_of(asked.request()), user.user.id, user.accounts);
  const std::string initial = asked.secret_for_primary();
  for (const Principal& principal : user.principals) {
    const LoginId& id = principal.login.id;
    if (!is_target(services, reference, id.managed_system_id)) continue;
    systems.erase(id.managed_system_id);
    const std::string own = asked.secret_for(id);
    outbox.record(id.managed_system_id,
                  {Verb::Create, name_of(principal.login), "", own.empty() ? initial : own, true});
  }
  for (const std::string& system : systems) outbox.record(system, {Verb::Create, {}, "", initial});
  outbox.finish();
}

void record_modification(Db& db, const Services& services, const Reference& reference,
                         const Asked& asked, UserAnswer& answer) {
  Modification(db, services, reference, asked, answer).run();
  if (has_left(answer.user.user)) destroy_parked_secrets(db, answer.user.user.id);
}

void end_principals(Db& db, UserGraph& user, const std::string& managed_system_id,
                    const UserRequest& request) {
  for (Principal& principal : user.principals) {
    Login& login = principal.login;
    if (login.id.managed_system_id != managed_system_id || !is_active(principal)) continue;
    logins::deactivate(login);
    // No password matches none: what OpenIAM got from a random one.
    login.password.reset();
    db.update(login);
    audit::AuditEvent event = user_events::event_of("REMOVE IDENTITY", request, user.user.id);
    audit::set_account(event, login.id);
    audit::record(db, event);
  }
}

}  // namespace idm::provisioning
