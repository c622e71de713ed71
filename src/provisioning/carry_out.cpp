#include "provisioning/carry_out.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <odb/exception.hxx>

#include "connectors/registry.h"
#include "core/error.h"
#include "core/instant.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/account_state-odb.hxx"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"
#include "orm/text.h"
#include "policies/render.h"
#include "provisioning/account_owner.h"
#include "provisioning/accounts.h"
#include "provisioning/difference.h"
#include "provisioning/mail_tasks.h"
#include "provisioning/task_secret.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {
namespace {

using connectors::Account;
using connectors::Attribute;
using connectors::Failure;
using connectors::Put;
using policies::Usage;
using Json = nlohmann::json;

std::string json_of(const Account& account) {
  Json json{
      {"name", account.name}
  };
  for (const Attribute& attribute : account.attributes)
    json["attributes"][attribute.name] = attribute.secret ? Json("***") : Json(attribute.values);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One attempt.
class Attempt {
 public:
  Attempt(Services& services, const Task& task, const connectors::Target& target,
          connectors::Connector& connector, SharedUser& shared)
      : services_(services),
        task_(task),
        target_(target),
        connector_(connector),
        shared_(shared),
        secret_(services.secret_key, task) {}

  Outcome run() {
    read();
    if (is_verb(Verb::Delete)) return remove();
    if (!user_) return skip("the user is gone");
    // Whoever may not use an account any more must not, whether or not it ends soon.
    if (is_verb(Verb::Suspend)) return suspend();
    if (!may_have_accounts(user_->user, now()) && !tells_of_leaving())
      return skip("the user has no accounts now");
    if (is_verb(Verb::SetPassword)) return set_password();
    if (is_verb(Verb::Resume)) return resume();
    return put();
  }

 private:
  AccountStateId account_id() const { return {task_.user_id, task_.managed_system_id}; }
  bool is_verb(Verb verb) const { return task_.verb == word(verb); }

  void read() {
    user_ = shared_.get(services_.store, task_.user_id);
    state_ = services_.store.read([&](Db& db) { return db.find<AccountState>(account_id()); });
    if (state_ && !state_->target_name.null()) {
      outcome_.account = *state_->target_name;
      if (is_another(*state_->target_name))
        another_ = *state_->target_name;
      else
        known_ = *state_->target_name;
    }
    // Of several accounts the state row tells of one only.
    if (known_.empty() && active_principals_there() > 1) known_ = renamed_from();
  }

  /// A modifyUser that sets the status of one who leaves ends no account: what is there hears of
  /// it.
  bool tells_of_leaving() const {
    return is_verb(Verb::Modify) && has_left(user_->user) && !known_.empty() &&
           !is_overtaken_by(true);
  }

  /// Did a later change want the account again, or end it? Then this one is out of date: it waited
  /// for an operator meanwhile.
  bool is_overtaken_by(bool an_end) const {
    if (!state_ || state_->last_sequence <= task_.sequence) return false;
    const bool ends = state_->last_verb == word(Verb::Delete);
    return ends == an_end;
  }

  bool is_wanted_there(const std::string& name) const {
    return user_ && may_have_accounts(user_->user, now()) &&
           std::ranges::any_of(user_->principals, [&](const Principal& principal) {
             return is_active_there(principal) && principal.login.id.login == name;
           });
  }

  bool is_there(const Principal& principal) const {
    return principal.login.id.managed_system_id == task_.managed_system_id;
  }

  bool is_active_there(const Principal& principal) const {
    return is_there(principal) && !is(principal.login.status, "INACTIVE");
  }

  bool has_principal_there(const std::string& name) const {
    return user_ && std::ranges::any_of(user_->principals, [&](const Principal& principal) {
             return is_there(principal) && principal.login.id.login == name;
           });
  }

  /// Of a rename: the name until now.
  std::string renamed_from() const {
    if (!is_verb(Verb::Rename) || task_.payload.null()) return {};
    return Json::parse(*task_.payload).value("from", std::string());
  }

  /// Another account that the user still has there; "" = none.
  std::string other_active_principal(const std::string& than) const {
    if (!user_ || task_.principal.null() || !may_have_accounts(user_->user, now())) return {};
    for (const Principal& principal : user_->principals)
      if (is_active_there(principal) && principal.login.id.login != than)
        return principal.login.id.login;
    return {};
  }

  std::size_t active_principals_there() const {
    if (!user_) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        user_->principals, [&](const Principal& one) { return is_active_there(one); }));
  }

  /// Is the account that the system is known to have one that another principal names? A user may
  /// have several there; of one that was renamed, no principal has the old name.
  bool is_another(const std::string& name) const {
    if (!user_ || task_.principal.null() || *task_.principal == name || renamed_from() == name)
      return false;
    // Renamed since: what the task calls by its old name.
    if (!is_verb(Verb::Delete) && !has_principal_there(*task_.principal) &&
        active_principals_there() == 1)
      return false;
    return active_principals_there() > 1 || has_principal_there(name);
  }

  Outcome skip(const std::string& why) {
    outcome_.kind = Outcome::Kind::Skipped;
    outcome_.why = why;
    return outcome_;
  }

  Outcome done() {
    if (outcome_.kind != Outcome::Kind::Confirmed) outcome_.kind = Outcome::Kind::Sent;
    return outcome_;
  }

  connectors::Call call() {
    outcome_.called = true;
    connectors::Call call =
        connectors::call_now(target_, task_.request_id.null() ? task_.id : *task_.request_id);
    // All calls of an attempt end before its lease does.
    call.deadline = std::min(call.deadline, end_);
    return call;
  }

  /// The name that the account is to have; "" when the policy is to say.
  std::string wanted() const {
    const bool renamed_since =
        !task_.principal.null() && !is_verb(Verb::Delete) && state_ && !state_->principal.null() &&
        !has_principal_there(*task_.principal) && has_principal_there(*state_->principal);
    if (!task_.principal.null() && !renamed_since) return *task_.principal;
    if (state_ && !state_->principal.null()) return *state_->principal;
    return known_;
  }

  /// Where to find an account that must be there already.
  std::string present_name() const {
    std::string name = known_.empty() ? wanted() : known_;
    if (name.empty())
      throw Failure(Failure::Kind::Refused, "the account has no name yet: it was never made");
    require_ours(name);
    return name;
  }

  policies::Rendered render(Usage usage, const std::string& name) const {
    return policies::render(services_,
                            {task_.managed_system_id, usage, *user_, name, secret_.password()});
  }

  /// For a name by which the system is not known to have this user's account.
  void require_ours(const std::string& name) const {
    if (name != known_) require_no_other_owner(services_.store, account_id(), name);
  }
  bool is_anothers(const std::string& name) const {
    return other_owner(services_.store, account_id(), name).has_value();
  }

  /// A name that a policy made must be ours before the system hears it, or an attempt whose answer
  /// is lost would make the next one choose another.
  void keep_name(const std::string& name) {
    if (!state_ || !state_->principal.null() || !task_.principal.null() || is_primary(name)) return;
    change_state([&](AccountState& state) { state.principal = name; });
    state_->principal = name;
  }

  /// The next attempt would find that name anyway.
  bool is_primary(const std::string& name) const {
    return std::ranges::any_of(user_->principals, [&](const Principal& principal) {
      return principal.login.id.managed_system_id == services_.config.default_managed_system &&
             principal.login.id.login == name;
    });
  }

  template <class Change>
  void change_state(Change change) {
    services_.store.transact([&](Db& db) {
      // Callers that change this user change its account states, too: one after the other.
      user_rows::locked(db, task_.user_id);
      auto stored = db.find<AccountState>(account_id());
      if (!stored) return;
      change(*stored);
      db.update(*stored);
    });
  }

  /// The new name is kept at once: what fails after must not look for the old one.
  void rename(const std::string& to) {
    connector_.rename(known_, to, call());
    if (state_ && !state_->target_name.null() && *state_->target_name == known_)
      change_state([&](AccountState& state) { state.target_name = to; });
    known_ = to;
  }

  Outcome put() {
    if (is_overtaken_by(true) && active_principals_there() == 0)
      return skip("the account's end came later");
    const bool thought_there = !known_.empty();
    // Whoever tried before may have made the account without our hearing of it.
    const bool look = !thought_there && (task_.attempts > 0 || !is_verb(Verb::Create));
    bool there = thought_there;
    if (look && !wanted().empty()) there = connector_.find(wanted(), call()).has_value();
    policies::Rendered rendered = render(there ? Usage::Update : Usage::Create, wanted());
    if (rendered.account_name.empty())
      throw Failure(Failure::Kind::Refused,
                    "neither the task nor the policy nor a principal names the account");
    require_ours(rendered.account_name);
    keep_name(rendered.account_name);
    if (thought_there && known_ != rendered.account_name) rename(rendered.account_name);
    Account account{rendered.account_name, std::move(rendered.attributes), std::nullopt};
    outcome_.account = account.name;
    outcome_.rendered = json_of(account);
    Put put = connector_.put(account, !there, call());
    if (put == Put::Missing) {
      // Somebody removed it there.
      if (!may_have_accounts(user_->user, now())) return skip("the account is gone");
      account.attributes = render(Usage::Create, account.name).attributes;
      outcome_.rendered = json_of(account);
      put = connector_.put(account, true, call());
    }
    outcome_.created = put == Put::Created || !thought_there;
    if (!secret_.password().empty())
      connector_.set_password(account.name, secret_.password(), call());
    set_usable(account.name, put, thought_there);
    confirm(account);
    return done();
  }

  /// An account that is new to us may be used as its user may.
  void set_usable(const std::string& name, Put put, bool thought_there) {
    const bool usable = user_->user.secondary_status.null();
    // A directory's new password may free an account.
    if (!usable && (put == Put::Created || task_.attempts > 0 || !secret_.password().empty())) {
      connector_.suspend(name, call());
    } else if (usable && (!thought_there || is_verb(Verb::Create)) && put != Put::Created &&
               connector_.can_read()) {
      const std::optional<Account> found = connector_.find(name, call());
      const bool known = found && found->active.has_value();
      if (known ? !*found->active : thought_there && was_suspended())
        connector_.resume(name, call());
    }
  }

  /// Of what the system was told last of that, for systems that do not tell themselves.
  bool was_suspended() const {
    using Query = odb::query<Task>;
    const auto told = services_.store.read([&](Db& db) {
      return rows_where<Task>(
          db,
          (Query::user_id == task_.user_id && Query::managed_system_id == task_.managed_system_id &&
           (Query::verb == word(Verb::Suspend) || Query::verb == word(Verb::Resume)) &&
           (Query::state == sent || Query::state == confirmed)) +
              "ORDER BY" + Query::sequence + "DESC LIMIT 1");
    });
    return !told.empty() && told.front().verb == word(Verb::Suspend);
  }

  void confirm(const Account& written) {
    if (!target_.flag("confirm") || !connector_.can_read()) return;
    const std::optional<Account> found = connector_.find(written.name, call());
    if (!found)
      throw Failure(Failure::Kind::Unknown, "the account is not there although it was written");
    outcome_.active = found->active;
    const std::string differs = difference(written.attributes, found->attributes);
    if (differs.empty())
      outcome_.kind = Outcome::Kind::Confirmed;
    else
      outcome_.why = "read back, it differs: " + differs;
  }

  /// What the policy has to say about that change beside the verb itself.
  void put_extras(Usage usage, const std::string& name) {
    policies::Rendered rendered = render(usage, name);
    if (rendered.attributes.empty()) return;
    const Account account{name, std::move(rendered.attributes), std::nullopt};
    outcome_.rendered = json_of(account);
    connector_.put(account, false, call());
  }

  Outcome set_password() {
    const std::string name = present_name();
    if (!secret_.attributes().empty())
      connector_.put({name, secret_.attributes(), std::nullopt}, false, call());
    connector_.set_password(name, secret_.password(), call());
    // A directory's new password may free an account.
    if (!user_->user.secondary_status.null()) connector_.suspend(name, call());
    put_extras(Usage::ChangePassword, name);
    outcome_.account = name;
    return done();
  }

  Outcome suspend() {
    const std::string name = present_name();
    connector_.suspend(name, call());
    put_extras(Usage::Disable, name);
    outcome_.account = name;
    outcome_.active = false;
    return confirm_active(name, false);
  }

  Outcome resume() {
    const std::string name = present_name();
    connector_.resume(name, call());
    put_extras(Usage::Enable, name);
    outcome_.account = name;
    outcome_.active = true;
    return confirm_active(name, true);
  }

  Outcome confirm_active(const std::string& name, bool active) {
    if (target_.flag("confirm") && connector_.can_read()) {
      const std::optional<Account> found = connector_.find(name, call());
      if (found && found->active == active) outcome_.kind = Outcome::Kind::Confirmed;
    }
    return done();
  }

  Outcome remove() {
    const std::string name = known_.empty() ? wanted() : known_;
    if (name.empty()) return skip("the account was never made");
    if (known_.empty() && is_anothers(name))
      return skip("the account was never made; the one of that name is another user's");
    if (is_overtaken_by(false) && is_wanted_there(name)) return skip("the account is wanted again");
    connector_.remove(name, call());
    // A rename may have happened without our hearing of it.
    if (!wanted().empty() && wanted() != name && !is_anothers(wanted()))
      connector_.remove(wanted(), call());
    outcome_.account = another_.empty() ? other_active_principal(name) : another_;
    if (target_.flag("confirm") && connector_.can_read() && !connector_.find(name, call()))
      outcome_.kind = Outcome::Kind::Confirmed;
    return done();
  }

  Services& services_;
  const Task& task_;
  const connectors::Target& target_;
  connectors::Connector& connector_;
  SharedUser& shared_;
  TaskSecret secret_;
  const connectors::Clock::time_point end_ =
      connectors::Clock::now() + services_.config.provisioning.lease * 2 / 3;
  std::optional<AccountState> state_;
  std::shared_ptr<const UserGraph> user_;  ///< null: the user is gone
  std::string known_;    ///< the name by which the system knows the account; "" = it does not
  std::string another_;  ///< of another account of the user there, which the state row tells of
  Outcome outcome_;
};

}  // namespace

Outcome carry_out(Services& services, const Task& task, const connectors::Target& target,
                  connectors::Connector* connector, SharedUser& user) {
  try {
    if (task.verb == word(Verb::Mail)) return mail::send(services, task);
    return Attempt(services, task, target, *connector, user).run();
  } catch (const Failure& failure) {
    return outcome_of(failure);
  } catch (const Error& error) {
    Outcome outcome = failed_attempt(
        form_of(error.code()).retry ? Outcome::Kind::Retry : Outcome::Kind::Refused, error.what());
    // Our own store is away: no fault of the system's, and no attempt at it.
    const bool away =
        error.code() == ErrorCode::StoreUnavailable || error.code() == ErrorCode::OutcomeUnknown;
    if (away) outcome.kind = Outcome::Kind::Retry;
    if (away) outcome.retry_after = std::chrono::seconds(5);
    return outcome;
  } catch (const odb::exception& error) {
    return failed_attempt(Outcome::Kind::Retry, std::string("the repository: ") + error.what());
  } catch (const std::exception& error) {
    return failed_attempt(Outcome::Kind::Refused, std::string("internal: ") + error.what());
  }
}

}  // namespace idm::provisioning
