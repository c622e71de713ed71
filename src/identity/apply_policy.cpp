#include "identity/apply_policy.h"

#include <orm/policy-odb.hxx>

#include "core/ids.h"
#include "core/instant.h"
#include "core/nearest.h"
#include "identity/reference_checks.h"
#include "orm/prepared.h"
#include "orm/text.h"

namespace idm {
namespace {

using Changes = ReferenceRows::Changes;

/// The rule that the policy's definition knows by that name.
std::string parameter_of(Db& db, const Policy& policy, const ReferenceEntry& nested) {
  using Q = odb::query<PolicyParameter>;
  std::vector<std::string> names;
  for (const PolicyParameter& parameter :
       db.odb().query<PolicyParameter>(Q::definition_id == policy.definition_id.get())) {
    if (parameter.name && *parameter.name == nested.id) return parameter.id;
    if (parameter.name) names.push_back(*parameter.name);
  }
  refuse_reference(nested.where, "policies of definition \"" + policy.definition_id.get() +
                                     "\" have no rule \"" + nested.id + "\"" +
                                     did_you_mean(nested.id, names));
}

void apply_attribute(ReferenceRows& rows, const Policy& policy, const ReferenceEntry& nested,
                     Changes& changes) {
  using Q = odb::query<PolicyAttribute>;
  const auto stored =
      rows.first<PolicyAttribute>(Q::policy_id == policy.id && Q::name == nested.id);
  PolicyAttribute row = stored.value_or(PolicyAttribute{});
  if (!stored) {
    row.id = new_id();
    row.policy_id = policy.id;
    row.name = nested.id;
    row.parameter_id = parameter_of(rows.db(), policy, nested);
  }
  check_policy_rule(nested.where, rows.apply_nested(nested, stored, row, changes));
}

std::optional<PolicyAssociation> association_at(Db& db, const Policy& policy,
                                                const ReferenceEntry& nested) {
  using Q = odb::query<PolicyAssociation>;
  const auto found =
      rows_where<PolicyAssociation>(db, Q::level == nested.id && Q::value == nested.second_id);
  for (const PolicyAssociation& row : found) {
    const auto other = row.policy_id ? db.find<Policy>(*row.policy_id) : std::nullopt;
    if (other && other->definition_id == policy.definition_id) return row;
  }
  return std::nullopt;
}

/// What one place already has of that kind of policy gives way.
void apply_association(ReferenceRows& rows, const Policy& policy, const ReferenceEntry& nested,
                       Changes& changes) {
  std::optional<PolicyAssociation> stored = association_at(rows.db(), policy, nested);
  if (stored && !is(stored->policy_id, policy.id)) {
    changes.push_back(nested.label() + " taken from policy " +
                      ReferenceRows::shown(stored->policy_id));
    stored->policy_id = policy.id;
    rows.db().update(*stored);
  }
  PolicyAssociation row = stored.value_or(PolicyAssociation{});
  if (!stored) {
    row.id = new_id();
    row.policy_id = policy.id;
    row.level = nested.id;
    row.value = nested.second_id;
  }
  rows.apply_nested(nested, stored, row, changes);
}

}  // namespace

Applied apply_policy(ReferenceRows& rows, const ReferenceEntry& entry) {
  const auto stored = rows.db().find<Policy>(entry.id);
  Policy row = stored.value_or(Policy{});
  row.id = entry.id;
  if (!stored) row.create_date = now();
  if (!stored) row.status = Number(1);
  Changes changes = rows.set_columns(entry, row);
  if (!row.definition_id) refuse_reference(entry.where, entry.label() + " lacks its definition");
  if (!changes.empty()) row.last_update = now();
  rows.store(!stored, changes, row);
  for (const ReferenceEntry& nested : entry.nested) {
    if (nested.kind == "attribute") apply_attribute(rows, row, nested, changes);
    if (nested.kind == "association") apply_association(rows, row, nested, changes);
  }
  return {!stored, std::move(changes)};
}

}  // namespace idm
