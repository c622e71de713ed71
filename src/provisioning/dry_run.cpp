#include "provisioning/dry_run.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "identity/changed_parts.h"
#include "identity/users.h"
#include "orm/text.h"
#include "policies/render.h"
#include "provisioning/task_secret.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {
namespace {

using policies::Usage;

/// Nothing for a verb that writes no attributes.
std::optional<Usage> usage_of(const std::string& verb) {
  if (verb == word(Verb::Create)) return Usage::Create;
  if (verb == word(Verb::Modify) || verb == word(Verb::Rename)) return Usage::Update;
  if (verb == word(Verb::SetPassword)) return Usage::ChangePassword;
  if (verb == word(Verb::Suspend)) return Usage::Disable;
  if (verb == word(Verb::Resume)) return Usage::Enable;
  return std::nullopt;
}

void star(std::vector<connectors::Attribute>& attributes) {
  for (connectors::Attribute& attribute : attributes)
    if (attribute.secret) attribute.values = {"***"};
}

}  // namespace

DryRun::DryRun(Services& services)
    : services_(services),
      rehearsal_([this](Db& db, const Rehearsal::Traces& traces) { look(db, traces); }) {}

void DryRun::look(Db& db, const Rehearsal::Traces& traces) {
  for (const std::string& id : traces.users)
    if (auto user = users::find(db, id, users::Extent::Everything)) after_[id] = std::move(*user);
}

Plan DryRun::plan() {
  // What rendering reserves is undone, too, and is no part of the plan.
  rehearsal_.look_no_more();
  const Rehearsal::Traces& traces = rehearsal_.traces();
  Plan plan;
  plan.rows = traces.changes;
  plan.notes = rehearsal_.notes();
  for (const auto& [id, after] : after_)
    if (traces.users.count(id)) plan.users.push_back(user_of(id, after));
  for (const Task& task : traces.tasks) plan.calls.push_back(call_of(task));
  return plan;
}

Plan::User DryRun::user_of(const std::string& id, const UserGraph& after) const {
  const std::optional<UserGraph> before =
      services_.store.read([&](Db& db) { return users::find(db, id, users::Extent::Everything); });
  if (!before) return {id, true, {}};
  return {id, false, users::changed_parts(services_.config, *before, after)};
}

Plan::Call DryRun::call_of(const Task& task) const {
  Plan::Call call{task.managed_system_id, task.verb, task.user_id, "", {}, false, ""};
  if (!task.principal.null()) call.account = *task.principal;
  if (task.verb == word(Verb::Mail)) {
    call.has_password = true;
    return call;
  }
  render(task, call);
  return call;
}

void DryRun::render(const Task& task, Plan::Call& call) const {
  const auto user = after_.find(task.user_id);
  const std::optional<Usage> usage = usage_of(task.verb);
  if (user == after_.end()) return;
  if (call.account.empty())
    for (const AccountState& account : user->second.accounts)
      if (account.id.managed_system_id == task.managed_system_id && !account.target_name.null())
        call.account = *account.target_name;
  if (!usage) return;
  try {
    const TaskSecret secret(services_.secret_key, task);
    call.has_password = !secret.password().empty();
    policies::Rendered rendered = policies::render(
        services_, {task.managed_system_id, *usage, user->second, call.account, secret.password()});
    call.account = rendered.account_name;
    call.attributes = std::move(rendered.attributes);
    for (const connectors::Attribute& passed : secret.attributes())
      call.attributes.push_back(passed);
    star(call.attributes);
  } catch (const Error& error) {
    call.refused = error.what();
  }
}

}  // namespace idm::provisioning
