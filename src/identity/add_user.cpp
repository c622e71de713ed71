#include "identity/add_user.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/instant.h"
#include "identity/audit.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/new_rows.h"
#include "identity/new_user.h"
#include "identity/passwords.h"
#include "identity/principals.h"
#include "identity/user_checks.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/reference.h"

namespace idm::users {
namespace {

using Passwords = std::vector<std::optional<passwords::NewPassword>>;

/// A principal on the default system that is to be generated: its name is found in the transaction,
/// by the one that stores it.
WantedPrincipal generated_primary(const Config& config, const UserRequest& request) {
  WantedPrincipal wanted;
  LoginId& id = wanted.login.id;
  id.managed_system_id = config.default_managed_system;
  id.domain_id = config.default_domain;
  if (!request.security_domain.null() && !request.security_domain->empty())
    id.domain_id = *request.security_domain;
  if (!request.roles.empty()) id.domain_id = request.roles.front().row.id.domain_id;
  id.login = principals::generated_base(request);
  return wanted;
}

/// Checks by the policy and hashes each password that was sent; one hash for one clear text. For
/// `receiver`, when none was sent, one is made.
Passwords prepare_passwords(Services& services, const UserRequest& request,
                            const WantedPrincipal* receiver) {
  Passwords prepared;
  std::map<std::string, std::size_t> known;
  for (const WantedPrincipal& wanted : request.principals) {
    prepared.emplace_back();
    const bool is_given = !wanted.password.null() && !wanted.password->empty();
    if (!is_given && &wanted != receiver) continue;
    if (is_given && known.count(*wanted.password)) {
      prepared.back() = prepared[known[*wanted.password]];
      continue;
    }
    passwords::NewPasswordRequest wish;
    wish.subject = {request.user.classification, request.user.user_type, wanted.login.id.domain_id};
    if (is_given) wish.candidate.password = *wanted.password;
    wish.candidate.login = wanted.login.id.login;
    wish.candidate.first_name = request.user.first_name;
    wish.candidate.last_name = request.user.last_name;
    wish.tightening = request.policy;
    prepared.back() = passwords::prepare_new_password(services, wish);
    if (is_given) known.emplace(*wanted.password, prepared.size() - 1);
  }
  return prepared;
}

/// For errorText: what asks for a deletion has nothing to delete.
std::string left_out(const UserRequest& request) {
  std::string kinds;
  const auto look = [&](const char* element, const auto& entries) {
    const bool deletes = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
      return entry.operation == Operation::Delete;
    });
    if (deletes) kinds += (kinds.empty() ? "" : ", ") + std::string(element);
  };
  look("userAttributes", request.attributes);
  look("emailAddresses", request.emails);
  look("phones", request.phones);
  look("addresses", request.addresses);
  look("principalList", request.principals);
  look("memberOfRoles", request.roles);
  look("memberOfGroups", request.groups);
  look("userAffiliations", request.affiliations);
  return kinds.empty() ? kinds
                       : "entries with operation delete were left out of " + kinds +
                             ": a new user has nothing to delete";
}

class Adding {
 public:
  Adding(Services& services, UserRequest request, const AddRules& rules)
      : services_(services), request_(std::move(request)), rules_(rules) {}

  UserAnswer run(const AlsoStore& also_store) {
    if (rules_.complete_identity && request_.user.status.null())
      throw Error(ErrorCode::MissingRequiredAttribute, "the user's status is missing");
    const auto reference = user_checks::reference_with(services_.reference, request_.groups);
    user_checks::spell_ids(*reference, request_);
    note_ = left_out(request_);
    check_principals(*reference);
    passwords_ = prepare_passwords(services_, request_, receiver());
    if (rules_.complete_identity) share_password(*reference);
    check_references(*reference);
    // A generated name may be taken by another process between look-up and commit: then the next
    // one is tried.
    for (int attempt = 0;; ++attempt) {
      try {
        return services_.store.transact([&](Db& db) { return store(db, also_store); });
      } catch (const Error& error) {
        if (error.code() != ErrorCode::DuplicatePrincipal) throw;
        if (!generated_ || attempt == 100 || another_is_taken(1))
          throw principals::taken(services_.store, tried_, "");
      }
    }
  }

  const UserRequest& request() const { return request_; }

 private:
  void check_principals(const Reference& reference) {
    const Config& config = services_.config;
    std::erase_if(request_.principals, [](const WantedPrincipal& wanted) {
      return wanted.operation == Operation::Delete;
    });
    user_checks::complete_principals(reference, config, request_);
    WantedPrincipal* primary = principals::primary_of(request_.principals, config);
    if (!primary && rules_.complete_identity) {
      generated_ = true;
      // The first role says in which domain.
      user_checks::roles(reference, request_.roles);
      request_.principals.insert(request_.principals.begin(), generated_primary(config, request_));
      user_checks::complete_principals(reference, config, request_);
      primary = &request_.principals.front();
    }
    if (primary && !is_blank(request_.password)) primary->password = request_.password;
  }

  /// What the user is to have. Its errors come after those of principals (behaviour.md 3, steps 9
  /// and 10).
  void check_references(const Reference& reference) {
    try {
      user_checks::metadata(reference, request_);
      user_checks::groups(reference, request_.groups);
      user_checks::roles(reference, request_.roles);
      user_checks::affiliations(reference, request_.affiliations);
      user_checks::complete_resources(reference, request_);
    } catch (const Error&) {
      if (!generated_ && another_is_taken(0)) throw principals::taken(services_.store, sent(), "");
      throw;
    }
  }

  std::vector<LoginId> sent() const {
    std::vector<LoginId> ids;
    for (const WantedPrincipal& wanted : request_.principals) ids.push_back(wanted.login.id);
    return ids;
  }

  /// "The target LOGIN row shares domain and cipher text of the primary" (behaviour.md 5.2), whose
  /// password its account gets, unless it has one of its own.
  void share_password(const Reference& reference) {
    const WantedPrincipal* primary = principals::primary_of(request_.principals, services_.config);
    if (!primary) return;
    const auto of_primary =
        passwords_[static_cast<std::size_t>(primary - request_.principals.data())];
    for (std::size_t i = 0; i < passwords_.size(); ++i) {
      const std::string& system = request_.principals[i].login.id.managed_system_id;
      const bool is_target =
          system != services_.config.default_managed_system && reference.is_provisioned(system);
      if (is_target && !passwords_[i]) passwords_[i] = of_primary;
    }
  }

  /// Of a password that is to be made, if one is.
  WantedPrincipal* receiver() {
    WantedPrincipal* primary = principals::primary_of(request_.principals, services_.config);
    const bool has_one = primary && !primary->password.null() && !primary->password->empty();
    return rules_.make_password && !has_one ? primary : nullptr;
  }

  UserAnswer store(Db& db, const AlsoStore& also_store) {
    const Instant at = now();
    UserAnswer answer;
    answer.note = note_;
    if (const WantedPrincipal* primary = receiver())
      answer.made_password =
          passwords_[static_cast<std::size_t>(primary - request_.principals.data())]->clear;
    UserGraph& user = answer.user;
    user = new_user::build(request_, at);
    if (rules_.complete_identity && request_.flat_contacts) new_user::add_flat_contacts(user);
    for (std::size_t i = 0; i < request_.principals.size(); ++i) {
      Principal principal =
          principals::build(request_.principals[i], user.user.id, passwords_[i], at);
      LoginId& id = principal.login.id;
      if (generated_ && i == 0)
        id.login = principals::free_name(db, domains_of(user, id), id.managed_system_id, id.login);
      user.principals.push_back(std::move(principal));
    }
    if (request_.supervisor) new_rows::check_supervisor(db, request_.supervisor->supervisor_id);
    const std::vector<Principal> own = user.principals;
    if (rules_.complete_identity)
      principals::add_role_domains(user, services_.config.default_managed_system, at);
    tried_.clear();
    for (const Principal& principal : user.principals) tried_.push_back(principal.login.id);
    new_user::insert(db, user);
    for (const Principal& principal : own)
      if (!principal.login.password.null()) db.insert(passwords::history_row(principal.login));
    // CREATE names the primary identity itself; the others have events of their own.
    UserGraph before;
    if (!user.principals.empty()) before.principals = {user.principals.front()};
    user_events::record(db, services_.config, "CREATE", request_, before, user);
    if (also_store) also_store(db, answer);
    answer.effective_roles = user.roles;
    return answer;
  }

  /// Where a generated name will stand: in its own domain, and in those of the roles.
  static std::set<std::string> domains_of(const UserGraph& user, const LoginId& primary) {
    std::set<std::string> domains{primary.domain_id};
    for (const UserRole& role : user.roles) domains.insert(role.id.domain_id);
    return domains;
  }

  /// Is a principal that was sent taken? `first`: 1 when the first one was generated; no other name
  /// will help then.
  bool another_is_taken(std::ptrdiff_t first) {
    return services_.store.read([&](Db& db) {
      return std::any_of(request_.principals.begin() + first, request_.principals.end(),
                         [&](const WantedPrincipal& wanted) {
                           return logins::find(db, wanted.login.id).has_value();
                         });
    });
  }

  Services& services_;
  UserRequest request_;
  const AddRules rules_;
  Passwords passwords_;
  std::vector<LoginId> tried_;  ///< by the latest attempt to store
  bool generated_ = false;
  std::string note_;
};

}  // namespace

UserAnswer add(Services& services, UserRequest request, const AddRules& rules,
               const AlsoStore& also_store) {
  Adding adding(services, std::move(request), rules);
  try {
    return adding.run(also_store);
  } catch (const Error& error) {
    audit::record_failure(services, user_events::event_of("CREATE", adding.request(), ""), error);
    throw;
  }
}

UserAnswer add(Services& services, const UserRequest& request) {
  return add(services, request, AddRules{}, nullptr);
}

}  // namespace idm::users
