#include "identity/authentication_policy.h"

#include "core/error.h"
#include "identity/policy_value.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm {
namespace {

std::optional<int> number(const PolicyAttribute& rule) {
  std::optional<int> value;
  if (!read_policy_number(rule.value1, value))
    throw Error(ErrorCode::InvalidArgument,
                rule.name.get() + " has the value '" + *rule.value1 + "', which is not a number");
  return value;
}

}  // namespace

std::optional<std::chrono::minutes> auto_unlock_time(const Reference& reference,
                                                     const std::string& domain_id) {
  const SecurityDomain* domain = reference.domain(domain_id);
  if (!domain || domain->authentication_policy.null()) return std::nullopt;
  for (const PolicyAttribute& rule : reference.policy_attributes(*domain->authentication_policy)) {
    if (!is(rule.name, "AUTO_UNLOCK_TIME")) continue;
    if (const auto minutes = number(rule)) return std::chrono::minutes(*minutes);
  }
  return std::nullopt;
}

void check_authentication_rule(const PolicyAttribute& rule) {
  if (is(rule.name, "AUTO_UNLOCK_TIME") || is(rule.name, "FAILED_AUTH_COUNT")) number(rule);
}

}  // namespace idm
