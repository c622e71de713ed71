#include "identity/modify_user.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/instant.h"
#include "identity/audit.h"
#include "identity/passwords.h"
#include "identity/principal_changes.h"
#include "identity/principals.h"
#include "identity/user_changes.h"
#include "identity/user_checks.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm::users {
namespace {

using Plans = std::vector<principal_changes::Plan>;
using Passwords = std::vector<std::optional<passwords::NewPassword>>;

/// The value that the modification leaves: the one sent, else the stored one.
const Text& after(const Text& wanted, const Text& stored) {
  return wanted.null() ? stored : wanted;
}

class Modifying {
 public:
  Modifying(Services& services, UserRequest request)
      : services_(services), request_(std::move(request)) {}

  UserAnswer run(const AlsoStore& also_store) {
    check();
    // Passwords are hashed before the transaction. Should a principal change meanwhile so that
    // another entry needs a hash, it starts over.
    for (int attempt = 0;; ++attempt) {
      const Passwords passwords = prepare_passwords();
      try {
        return services_.store.transact([&](Db& db) { return change(db, passwords, also_store); });
      } catch (const Error& error) {
        if (error.code() == ErrorCode::StaleVersion && attempt < 3) continue;
        if (error.code() == ErrorCode::DuplicatePrincipal)
          throw principals::taken(services_.store, tried_, request_.user.id);
        throw;
      }
    }
  }

  const UserRequest& request() const { return request_; }

 private:
  void check() {
    const auto reference = user_checks::reference_with(services_.reference, request_.groups);
    if (request_.user.id.empty()) throw no_such_user("");
    user_checks::spell_ids(*reference, request_);
    user_checks::changed_metadata(*reference, request_);
    user_checks::groups(*reference, request_.groups);
    user_checks::roles(*reference, request_.roles);
    user_checks::affiliations(*reference, request_.affiliations);
    user_checks::complete_resources(*reference, request_);
    user_checks::complete_principals(*reference, services_.config, request_);
    WantedPrincipal* primary = principals::primary_of(request_.principals, services_.config);
    const bool sent = !request_.password.null() && !request_.password->empty();
    if (sent && primary && primary->password.null()) primary->password = request_.password;
    if (sent && !primary) note_ = "the password was kept: setPassword is the call that changes it";
  }

  Passwords prepare_passwords() {
    Passwords prepared(request_.principals.size());
    const auto brings_one = [](const WantedPrincipal& wanted) {
      return !wanted.password.null() && !wanted.password->empty();
    };
    if (std::none_of(request_.principals.begin(), request_.principals.end(), brings_one))
      return prepared;
    std::vector<std::optional<passwords::NewPasswordRequest>> wishes(prepared.size());
    services_.store.read([&](Db& db) {
      const UserGraph user = get(db, request_.user.id, Extent::Dependents);
      const Plans plans = principal_changes::plan(user, request_.principals);
      for (std::size_t i = 0; i < plans.size(); ++i)
        if (principal_changes::takes_password(plans[i], request_.principals[i]))
          wishes[i] = wish(db, user, plans[i], request_.principals[i]);
    });
    for (std::size_t i = 0; i < wishes.size(); ++i)
      if (wishes[i]) prepared[i] = passwords::prepare_new_password(services_, *wishes[i]);
    return prepared;
  }

  passwords::NewPasswordRequest wish(Db& db, const UserGraph& user,
                                     const principal_changes::Plan& plan,
                                     const WantedPrincipal& wanted) const {
    const User& sent = request_.user;
    passwords::NewPasswordRequest wish;
    wish.subject = {after(sent.classification, user.user.classification),
                    after(sent.user_type, user.user.user_type), wanted.login.id.domain_id};
    wish.candidate.password = *wanted.password;
    wish.candidate.login = wanted.login.id.login;
    wish.candidate.first_name = after(sent.first_name, user.user.first_name);
    wish.candidate.last_name = after(sent.last_name, user.user.last_name);
    wish.tightening = request_.policy;
    if (plan.act == principal_changes::Plan::Act::Rename)
      wish.earlier_hashes = passwords::earlier_hashes(db, user.principals[plan.stored].login);
    return wish;
  }

  UserAnswer change(Db& db, const Passwords& passwords, const AlsoStore& also_store) {
    UserAnswer answer;
    answer.note = note_;
    UserGraph& user = answer.user;
    user = get_locked(db, request_.user.id);
    answer.before = user;

    user_changes::apply_fields(request_.user, user.user);
    user.user.last_update = now();
    if (!receivers(principal_changes::plan(user, request_.principals)).empty())
      user.user.date_password_changed = user.user.last_update;
    db.update(user.user, &answer.before.user);
    user_changes::apply_attributes(db, user, request_);
    user_changes::apply_contacts(db, user, request_);
    user_changes::apply_notes(db, user, request_);
    user_changes::apply_supervisor(db, user, request_);
    user_changes::apply_groups(db, user, request_);
    answer.removed_roles =
        user_changes::apply_roles(db, *services_.reference.get(), answer.before, user, request_);
    user_changes::apply_affiliations(db, user, request_);
    user_changes::apply_resources(db, user, request_);
    change_principals(db, user, passwords, answer.note);
    user_events::record(db, services_.config, "MODIFY", request_, answer.before, user);
    if (also_store) also_store(db, answer);
    answer.effective_roles = effective_roles(*services_.reference.get(), user);
    return answer;
  }

  /// Those of the user's principals that get a password of their own: they are renamed.
  std::set<std::size_t> receivers(const Plans& plans) const {
    std::set<std::size_t> stored;
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (plans[i].act == principal_changes::Plan::Act::Rename &&
          principal_changes::takes_password(plans[i], request_.principals[i]))
        stored.insert(plans[i].stored);
    return stored;
  }

  /// "the new password goes to connectors" (behaviour.md 4.6): principals on target systems follow
  /// the primary one's new password as they follow a setPassword (7.3, step 6).
  void spread_password(Db& db, UserGraph& user, const Plans& plans, const Passwords& passwords) {
    const std::string& own = services_.config.default_managed_system;
    const passwords::NewPassword* password = nullptr;
    const std::set<std::size_t> have_one = receivers(plans);
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (plans[i].act == principal_changes::Plan::Act::Rename && passwords[i] &&
          user.principals[plans[i].stored].login.id.managed_system_id == own)
        password = &*passwords[i];
    if (!password) return;
    const auto reference = services_.reference.get();
    for (std::size_t i = 0; i < user.principals.size(); ++i) {
      Login& login = user.principals[i].login;
      const std::string& system = login.id.managed_system_id;
      if (system == own || have_one.count(i) || is(login.status, "INACTIVE") ||
          !passwords::takes_synchronised_passwords(*reference, system))
        continue;
      passwords::apply(*password, login);
      login.password_changed = user.user.last_update;
      db.update(login);
      db.insert(passwords::history_row(login));
    }
  }

  void change_principals(Db& db, UserGraph& user, const Passwords& passwords, std::string& note) {
    tried_.clear();
    for (const WantedPrincipal& wanted : request_.principals) tried_.push_back(wanted.login.id);
    const Plans plans = principal_changes::plan(user, request_.principals);
    for (std::size_t i = 0; i < plans.size(); ++i) {
      const WantedPrincipal& wanted = request_.principals[i];
      if (principal_changes::takes_password(plans[i], wanted) && !passwords[i])
        throw Error(ErrorCode::StaleVersion, "the principals changed meanwhile");
      principal_changes::apply(db, user, plans[i], wanted, passwords[i], note);
    }
    spread_password(db, user, plans, passwords);
    const std::size_t before = user.principals.size();
    principals::add_role_domains(user, services_.config.default_managed_system, now());
    for (std::size_t i = before; i < user.principals.size(); ++i) {
      tried_.push_back(user.principals[i].login.id);
      principals::insert(db, user.principals[i]);
    }
  }

  Services& services_;
  UserRequest request_;
  std::string note_;
  std::vector<LoginId> tried_;  ///< names that the latest attempt wanted
};

}  // namespace

UserAnswer modify(Services& services, UserRequest request, const AlsoStore& also_store) {
  Modifying modifying(services, std::move(request));
  try {
    return modifying.run(also_store);
  } catch (const Error& error) {
    const UserRequest& refused = modifying.request();
    audit::record_failure(services, user_events::event_of("MODIFY", refused, refused.user.id),
                          error);
    throw;
  }
}

}  // namespace idm::users
