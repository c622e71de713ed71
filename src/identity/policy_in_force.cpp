#include <mutex>
#include <set>

#include "core/folding.h"
#include "core/log.h"
#include "identity/password_policy.h"
#include "orm/reference.h"

namespace idm {
namespace {

bool is_bound(const PolicyAssociation& association, const char* level, const Text& value) {
  return !value.null() && !association.level.null() && *association.level == level &&
         !association.value.null() && fold(*association.value) == fold(*value) &&
         !association.policy_id.null();
}

void warn_once(const PasswordPolicy& policy) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  for (const std::string& name : policy.unsupported) {
    const std::lock_guard lock(mutex);
    if (warned.insert(policy.id + "/" + name).second)
      log::warn("password_rule_unsupported", {
                                                 {"policy", policy.id},
                                                 {"rule",   name     }
      });
  }
}

}  // namespace

RequestPolicyItem item_of(const PolicyAttribute& attribute) {
  return {attribute.name.null() ? std::string() : *attribute.name,
          attribute.parameter_id.null() ? std::string() : *attribute.parameter_id, attribute.value1,
          attribute.value2};
}

std::optional<std::string> choose_policy(const std::vector<PolicyAssociation>& associations,
                                         const PolicySubject& subject) {
  const std::pair<const char*, Text> levels[] = {
      {"CLASSIFICATION", subject.classification },
      {"TYPE",           subject.user_type      },
      {"DOMAIN",         Text(subject.domain_id)},
      {"GLOBAL",         Text("GLOBAL")         }
  };
  for (const auto& [level, value] : levels)
    for (const PolicyAssociation& association : associations)
      if (is_bound(association, level, value)) return *association.policy_id;
  return std::nullopt;
}

PasswordPolicy policy_for(const Reference& reference, const PolicySubject& subject) {
  PasswordPolicy policy;
  const std::optional<std::string> id = choose_policy(reference.policy_associations(), subject);
  if (!id)
    throw Error(ErrorCode::PasswordPolicyNotFound,
                "no password policy is bound to domain " + subject.domain_id + " or globally");
  policy.id = *id;
  std::vector<RequestPolicyItem> items;
  for (const PolicyAttribute& attribute : reference.policy_attributes(*id))
    items.push_back(item_of(attribute));
  tighten(policy, items, "password policy " + policy.id);
  warn_once(policy);
  return policy;
}

}  // namespace idm
