#include "identity/principal_changes.h"

#include <algorithm>
#include <set>

#include "core/folding.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/principals.h"
#include "orm/text.h"

namespace idm::principal_changes {
namespace {

bool same_place(const LoginId& a, const LoginId& b) {
  return a.domain_id == b.domain_id && a.managed_system_id == b.managed_system_id;
}

bool has_password(const WantedPrincipal& wanted) {
  return !wanted.password.null() && !wanted.password->empty();
}

/// Attributes that were sent: those with a known name get the value, others are added.
void merge_attributes(Db& db, Principal& stored, const std::vector<LoginAttribute>& wanted) {
  for (const LoginAttribute& sent : wanted) {
    const auto same =
        std::find_if(stored.attributes.begin(), stored.attributes.end(),
                     [&](const LoginAttribute& row) { return row.name == sent.name; });
    if (same != stored.attributes.end()) {
      if (same->value == sent.value) continue;
      same->value = sent.value;
      db.update(*same);
    } else {
      LoginAttribute fresh = sent;
      principals::own(fresh, stored.login);
      db.insert(fresh);
      stored.attributes.push_back(std::move(fresh));
    }
  }
}

/// What a stored principal takes over from its entry: what was sent, when the entry says replace.
/// Passwords have calls of their own; locks and counters have too, and absent ones would read as 0
/// and unlock.
void merge_login(Db& db, Login& stored, const WantedPrincipal& wanted) {
  bool changed = false;
  const auto take = [&](auto& into, const auto& from) {
    if (from.null() || into == from) return;
    into = from;
    changed = true;
  };
  if (wanted.operation == Operation::Replace) {
    for (const auto member : {&Login::canonical_name, &Login::attribute_in_target_system,
                              &Login::status, &Login::current_login_host, &Login::last_login_ip,
                              &Login::prev_login_ip, &Login::created_by})
      take(stored.*member, wanted.login.*member);
    for (const auto member : {&Login::password_expires, &Login::grace_period, &Login::create_date,
                              &Login::last_auth_attempt, &Login::last_login, &Login::prev_login})
      take(stored.*member, wanted.login.*member);
    take(stored.is_default, wanted.login.is_default);
  }
  // Adding a principal that was deleted earlier brings it back.
  if (wanted.operation == Operation::Add) take(stored.status, Text(std::string("ACTIVE")));
  if (changed) db.update(stored);
}

}  // namespace

std::vector<Plan> plan(const UserGraph& user, const std::vector<WantedPrincipal>& wanted) {
  std::vector<Plan> plans(wanted.size());
  std::set<std::size_t> used;
  enum class By { Name, ActivePlace, Place };
  const auto meet = [&](std::size_t entry, By by) {
    const LoginId& id = wanted[entry].login.id;
    for (std::size_t i = 0; i < user.principals.size(); ++i) {
      const Login& login = user.principals[i].login;
      const LoginId& stored = login.id;
      if (used.count(i) || !same_place(stored, id)) continue;
      if (by == By::Name && fold(stored.login) != fold(id.login)) continue;
      // One that was deleted earlier must not get the name that the present one shall have.
      if (by == By::ActivePlace && is(login.status, "INACTIVE")) continue;
      used.insert(i);
      const bool renamed = !id.login.empty() && stored.login != id.login;
      plans[entry] = {wanted[entry].operation == Operation::Delete ? Plan::Act::Deactivate
                      : renamed                                    ? Plan::Act::Rename
                                                                   : Plan::Act::Keep,
                      i};
      return true;
    }
    return false;
  };
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!meet(i, By::Name)) left.push_back(i);
  for (const std::size_t i : left) {
    const bool deletes = wanted[i].operation == Operation::Delete;
    // A delete that names a principal must not hit another one.
    if (deletes && !wanted[i].login.id.login.empty()) continue;
    if (!meet(i, By::ActivePlace) && !meet(i, By::Place) && !deletes) plans[i].act = Plan::Act::Add;
  }
  return plans;
}

bool takes_password(const Plan& plan, const WantedPrincipal& wanted) {
  return has_password(wanted) && (plan.act == Plan::Act::Add || plan.act == Plan::Act::Rename);
}

void apply(Db& db, UserGraph& user, const Plan& plan, const WantedPrincipal& wanted,
           const std::optional<passwords::NewPassword>& password, std::string& note) {
  const auto tell = [&](const std::string& text) { note += (note.empty() ? "" : "; ") + text; };
  if (plan.act == Plan::Act::Nothing) {
    const LoginId& id = wanted.login.id;
    return tell("no principal was deleted: the user has none named '" + id.login + "' in domain " +
                id.domain_id + " on managed system " + id.managed_system_id);
  }
  if (plan.act == Plan::Act::Add) {
    Principal fresh = principals::build(wanted, user.user.id, password, now());
    principals::insert(db, fresh);
    if (password) db.insert(passwords::history_row(fresh.login));
    user.principals.push_back(std::move(fresh));
    return;
  }
  Principal& stored = user.principals[plan.stored];
  if (plan.act == Plan::Act::Deactivate) {
    if (is(stored.login.status, "INACTIVE")) return;
    stored.login.status = std::string("INACTIVE");
    db.update(stored.login);
    return;
  }
  if (plan.act == Plan::Act::Rename) {
    if (password) {
      passwords::apply(*password, stored.login);
      stored.login.password_changed = now();
    }
    principals::rename(db, stored, wanted.login.id.login);
    if (password) db.insert(passwords::history_row(stored.login));
    merge_login(db, stored.login, wanted);
  } else {
    merge_login(db, stored.login, wanted);
    if (has_password(wanted))
      tell("the password of '" + stored.login.id.login +
           "' was kept: setPassword is the call that changes it");
  }
  merge_attributes(db, stored, wanted.attributes);
}

}  // namespace idm::principal_changes
