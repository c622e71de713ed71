#include "identity/passwords.h"

#include <algorithm>

#include "core/folding.h"
#include "core/instant.h"
#include "core/seal.h"
#include "core/time_zone.h"
#include "identity/attempt.h"
#include "identity/logins.h"
#include "identity/password_generator.h"
#include "identity/password_hash.h"
#include "identity/passwords_turn.h"
#include "identity/user_rows.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm::passwords {
namespace {

enum class Kind { Set, Reset, Synchronise };

/// What took long to find out, for the next attempt when another writer was faster.
struct Work {
  std::string clear;                   ///< the password to set
  std::string hash;                    ///< of it; empty before it is known
  std::vector<std::string> different;  ///< earlier hashes that are not of it

  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work() { wipe(clear); }
};

/// One call on its way: what was asked, and the audit row that grows with what is learned.
struct Call {
  Services& services;
  const PasswordChange& change;
  const Kind kind;
  const AlsoStore& also_store;
  std::shared_ptr<const Reference> reference;
  audit::AuditEvent event;
  Work work;
};

/// What a change starts from, read in one transaction.
struct Stored {
  Login login;
  User user;
  EarlierHashes earlier;
};

/// What is written, decided before the transaction that writes it.
struct Decision {
  const std::string& hash;
  Expiry expiry;
  Expiry expiry_on_targets;
  Instant at;
  Instant today;  ///< when it began
};

bool absent(const Text& text) { return text.null() || text->empty(); }

LoginId addressed(const Config& config, const Reference& reference, const PasswordChange& change) {
  if (absent(change.domain_id))
    throw Error(ErrorCode::MissingRequiredAttribute, "securityDomain is missing");
  if (absent(change.principal))
    throw Error(ErrorCode::MissingRequiredAttribute, "principal is missing");
  return {reference.domain_id(*change.domain_id), *change.principal,
          absent(change.managed_system_id)
              ? config.default_managed_system
              : reference.managed_system_id(*change.managed_system_id)};
}

Login get_login(Db& db, const LoginId& id) {
  std::optional<Login> login = logins::find(db, id);
  if (!login)
    throw Error(ErrorCode::PrincipalNotFound, "there is no principal '" + id.login +
                                                  "' in domain " + id.domain_id +
                                                  " on managed system " + id.managed_system_id);
  return std::move(*login);
}

void refuse_by_status(const User& user) {
  const std::string status = user.status.null() ? std::string() : fold(*user.status);
  if (status == "deleted" || status == "terminate" || status == "retired")
    throw Error(ErrorCode::UserStatusForbids,
                "user " + user.id + " has the status " + *user.status);
}

User get_owner(Db& db, const Login& login) {
  std::optional<User> user;
  if (!absent(login.user_id)) user = db.find<User>(*login.user_id);
  if (!user)
    throw Error(ErrorCode::UserNotFound,
                "principal '" + login.id.login + "' belongs to no user that exists");
  refuse_by_status(*user);
  return std::move(*user);
}

Stored load(Db& db, const LoginId& id) {
  Stored stored;
  stored.login = get_login(db, id);
  stored.user = get_owner(db, stored.login);
  stored.earlier = earlier_hashes(db, stored.login);
  return stored;
}

/// PWD_CHANGE_COUNT counts the changes of the day of PWD_CHANGED; nobody has to set it back at
/// night.
int changes_today(const Login& login, Instant today) {
  if (login.password_changed.null() || *login.password_changed < today) return 0;
  return login.password_change_count.null() ? 0 : *login.password_change_count;
}

// An empty password asks resetPassword for a generated one; setPassword takes it as one, and
// refuses it.
bool is_generated(const Call& call) {
  return call.change.password.null() || (call.kind == Kind::Reset && call.change.password->empty());
}

/// As passwords::is_repeated, but a hash that an earlier attempt looked at is not looked at again.
bool is_repeated(Call& call, const PasswordPolicy& policy, const EarlierHashes& earlier) {
  std::vector<std::string>& different = call.work.different;
  std::vector<std::string> unknown = hashes_in_force(policy, earlier);
  std::erase_if(unknown, [&](const std::string& hash) {
    return std::find(different.begin(), different.end(), hash) != different.end();
  });
  if (call.services.hasher.matches_any(unknown, call.work.clear)) return true;
  different.insert(different.end(), unknown.begin(), unknown.end());
  return false;
}

/// Puts the password to set into call.work: the given one if the rules allow it, or a generated
/// one.
void choose(Call& call, const PasswordPolicy& policy, const Stored& stored, Instant today) {
  Candidate candidate{"", stored.login.id.login, stored.user.first_name, stored.user.last_name,
                      changes_today(stored.login, today)};
  const bool generated = is_generated(call);
  std::string& clear = call.work.clear;
  if (clear.empty())
    clear = generated ? generate_password(policy, candidate) : *call.change.password;
  // A helpdesk's generated reset is not one of the changes that a user may make on a day.
  if (generated && call.kind == Kind::Reset) return;
  // The source system has it already: a refusal here would part the two.
  if (call.kind == Kind::Synchronise) return;

  candidate.password = clear;
  std::vector<Violation> broken = violations(policy, candidate);
  if (!generated && is_repeated(call, policy, stored.earlier))
    broken.insert(broken.begin(), repeated(policy));
  wipe(candidate.password);
  refuse_any(broken);
}

bool is_locked_by_admin(const User& user, const Login& login) {
  return login.locked == 2 ||
         (!user.secondary_status.null() && *user.secondary_status == "LOCKED_ADMIN");
}

/// What both calls do to a login. A lock by an administrator outlasts a new password.
void put(const Decision& decision, const Expiry& expiry, const User& user, Login& login) {
  login.password = decision.hash;
  login.password_changed = decision.at;
  login.password_expires = expiry.expires;
  login.grace_period = expiry.grace_period;
  login.auth_fail_count = 0;
  if (!is_locked_by_admin(user, login)) login.locked = 0;
}

void record(Db& db, const Call& call, const Login& login, const char* suffix) {
  audit::AuditEvent event = call.event;
  event.action += suffix;
  audit::set_account(event, login.id);
  audit::record(db, event);
}

void set_on(Db& db, const Call& call, const Decision& decision, const User& user, Login login) {
  const bool is_target = login.id.managed_system_id != call.event.target_system_id.get();
  login.password_change_count = changes_today(login, decision.today) + 1;
  put(decision, is_target ? decision.expiry_on_targets : decision.expiry, user, login);
  login.reset_password = 0;
  login.password_reset_token.reset();
  login.password_reset_token_expires.reset();
  db.update(login);
  db.insert(history_row(login));
  record(db, call, login, is_target ? " IDENTITY" : "");
}

/// behaviour.md 7.3, step 6, and 7.5: does a login there follow a new password for `system`?
bool follows(const Call& call, const std::string& system, const LoginId& other) {
  const std::string& own = call.services.config.default_managed_system;
  if (other.managed_system_id == system) return false;
  if (call.kind == Kind::Synchronise && other.managed_system_id == own) return true;
  return (call.kind == Kind::Synchronise || system == own) &&
         takes_synchronised_passwords(*call.reference, other.managed_system_id);
}

void clear_lock(User& user) {
  if (!user.secondary_status.null() && *user.secondary_status == "LOCKED")
    user.secondary_status.reset();
}

/// behaviour.md 7.3, steps 4 to 6. Returns the logins that it reached.
std::vector<LoginId> write_set(Db& db, const Call& call, const Decision& decision,
                               const Login& login, User& user) {
  const std::string& system = login.id.managed_system_id;
  std::vector<LoginId> reached;
  for (Login& other : logins::of_user(db, user.id)) {
    if (other.id.managed_system_id != system && !follows(call, system, other.id)) continue;
    if (!is(other.status, "INACTIVE")) reached.push_back(other.id);
    set_on(db, call, decision, user, std::move(other));
  }
  // The user is locked where the primary login is: a password for a target system does not end
  // that.
  if (system == call.services.config.default_managed_system || call.kind == Kind::Synchronise)
    clear_lock(user);
  user.date_password_changed = decision.at;
  db.update(user);
  return reached;
}

/// behaviour.md 7.4: on that system only the addressed login, and no row of history for it.
std::vector<LoginId> write_reset(Db& db, const Call& call, const Decision& decision, Login login,
                                 User& user) {
  put(decision, decision.expiry, user, login);
  login.password_change_count = 0;
  login.reset_password = 1;
  db.update(login);
  record(db, call, login, "");
  std::vector<LoginId> reached{login.id};
  for (Login& other : logins::of_user(db, user.id)) {
    if (!follows(call, login.id.managed_system_id, other.id)) continue;
    if (!is(other.status, "INACTIVE")) reached.push_back(other.id);
    set_on(db, call, decision, user, std::move(other));
  }

  clear_lock(user);
  if (!user.status.null() && fold(*user.status) == "inactive") user.status = std::string("ACTIVE");
  db.update(user);
  return reached;
}

void write(const Call& call, const Decision& decision, const Stored& stored) {
  call.services.store.transact([&](Db& db) {
    std::vector<User> users = user_rows::locked(db, stored.user.id);
    const Login login = get_login(db, stored.login.id);
    // Then the rules were checked against what is no longer there.
    if (users.empty() || login.version != stored.login.version)
      throw Error(ErrorCode::StaleVersion, "the principal changed meanwhile");
    User& user = users.front();
    refuse_by_status(user);
    const bool resets = call.kind == Kind::Reset;
    const bool was_locked = is(user.secondary_status, "LOCKED");
    const Text status = user.status;
    std::vector<LoginId> reached = resets ? write_reset(db, call, decision, login, user)
                                          : write_set(db, call, decision, login, user);
    if (call.also_store)
      call.also_store(db, {user, std::move(reached), call.work.clear, resets,
                           was_locked && user.secondary_status.null(), user.status != status});
  });
}

PasswordAnswer attempt(Call& call, const LoginId& id) {
  Services& services = call.services;
  const Stored stored = services.store.read([&](Db& db) { return load(db, id); });
  call.event.object_id = stored.user.id;
  const PasswordPolicy policy =
      policy_for(*call.reference,
                 {stored.user.classification, stored.user.user_type, stored.login.id.domain_id});

  const Instant at = now();
  const Instant today = time_zone(services.config.time_zone).start_of_day(at);
  choose(call, policy, stored, today);
  if (call.work.hash.empty()) call.work.hash = services.hasher.hash(call.work.clear);
  const Expiry usual = expiry_after(policy.expiration_days, policy.grace_days, at);
  Decision decision{call.work.hash, usual, usual, at, today};
  if (call.kind == Kind::Reset && policy.expiration_on_reset_days)
    decision.expiry = expiry_after(policy.expiration_on_reset_days, policy.grace_days, at);
  write(call, decision, stored);

  PasswordAnswer answer;
  answer.user_id = stored.user.id;
  if (call.kind == Kind::Reset || is_generated(call)) answer.password = call.work.clear;
  return answer;
}

/// Whose turn the call has to wait for; without an owner it will be refused.
std::string owner_of(Store& store, const LoginId& id) {
  return store.read([&](Db& db) {
    const Login login = get_login(db, id);
    return login.user_id.null() ? std::string() : *login.user_id;
  });
}

PasswordAnswer carry_out(Services& services, const PasswordChange& change, Kind kind,
                         const AlsoStore& also_store) {
  Call call{services, change, kind, also_store, services.reference.get(), {}, {}};
  call.event.action = kind == Kind::Reset ? "RESET PASSWORD" : "SET PASSWORD";
  call.event.object_name = change.principal;
  call.event.requestor = change.requestor;
  call.event.source_system_id = change.source_system_id;
  call.event.target_system_id = change.managed_system_id;
  return audit::or_record_failure(services, call.event, [&] {
    const LoginId id = addressed(services.config, *call.reference, change);
    if (kind == Kind::Synchronise && absent(change.password))
      throw Error(ErrorCode::MissingRequiredAttribute, "password is missing");
    call.event.target_system_id = id.managed_system_id;
    if (kind == Kind::Synchronise && absent(change.source_system_id))
      call.event.source_system_id = id.managed_system_id;
    const Turn turn(owner_of(services.store, id));
    return again_when_stale([&] { return attempt(call, id); });
  });
}

}  // namespace

PasswordAnswer set_password(Services& services, const PasswordChange& change,
                            const AlsoStore& also_store) {
  return carry_out(services, change, Kind::Set, also_store);
}

PasswordAnswer reset_password(Services& services, const PasswordChange& change,
                              const AlsoStore& also_store) {
  return carry_out(services, change, Kind::Reset, also_store);
}

PasswordAnswer synchronise_password(Services& services, const PasswordChange& change,
                                    const AlsoStore& also_store) {
  return carry_out(services, change, Kind::Synchronise, also_store);
}

bool takes_synchronised_passwords(const Reference& reference, const std::string& managed_system) {
  for (const ResourceProperty& property : reference.resource_properties(managed_system))
    if (property.name == "INCLUDE_IN_PASSWORD_SYNC" && !property.value.null() &&
        *property.value == "N")
      return false;
  return true;
}

}  // namespace idm::passwords
