#pragma once

#include "orm/types.h"

namespace idm {

/// The key of ProvisioningPolicy.
struct ProvisioningPolicyId {
  std::string managed_system_id;
  std::string usage;  ///< CREATE, UPDATE, … (rest.md 4)
};
inline bool operator<(const ProvisioningPolicyId& a, const ProvisioningPolicyId& b) {
  return std::tie(a.managed_system_id, a.usage) < std::tie(b.managed_system_id, b.usage);
}

/// What one kind of change writes to a managed system's accounts. Ours.
struct ProvisioningPolicy {
  ProvisioningPolicyId id;
  std::string policy_id;
  Text name;
  Text description;
  std::string fields;  ///< JSON array, as it was sent
  Instant create_date;
  Instant last_update;
  std::uint64_t version = 0;
};
#pragma db value(ProvisioningPolicyId)
#pragma db member(ProvisioningPolicyId::managed_system_id) column("MANAGED_SYS_ID") \
    type("VARCHAR(32)")
#pragma db member(ProvisioningPolicyId::usage) column("USAGE_TYPE") type("VARCHAR(30)")
#pragma db object(ProvisioningPolicy) table("PROVISIONING_POLICY") optimistic
#pragma db member(ProvisioningPolicy::id) id column("")
#pragma db member(ProvisioningPolicy::policy_id) column("POLICY_ID") type("VARCHAR(32)")
#pragma db member(ProvisioningPolicy::name) column("NAME") type("TEXT")
#pragma db member(ProvisioningPolicy::description) column("DESCRIPTION") type("TEXT")
#pragma db member(ProvisioningPolicy::fields) column("FIELDS") type("MEDIUMTEXT")
#pragma db member(ProvisioningPolicy::create_date) column("CREATE_DATE")
#pragma db member(ProvisioningPolicy::last_update) column("LAST_UPDATE")
#pragma db member(ProvisioningPolicy::version) version column("VERSION")

/// A transform that others name (transforms.md 4.1, reference). Ours.
struct StoredTransform {
  std::string name;
  std::string body;  ///< JSON object
};
#pragma db object(StoredTransform) table("TRANSFORM")
#pragma db member(StoredTransform::name) id column("NAME") type("VARCHAR(50)")
#pragma db member(StoredTransform::body) column("BODY") type("MEDIUMTEXT")

}  // namespace idm
