#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orm/provisioning_policy.h"
#include "orm/store.h"

/// Policies and transforms as they are stored: every way in goes through these checks. All run
/// inside their caller's transaction.
namespace idm::policies {

/// Every usage type that a policy may have; those that no change of ours comes to are only kept.
const std::vector<std::string>& usage_types();

/// What a caller says of a policy.
struct PolicyDocument {
  std::string usage;  ///< case-sensitive
  Text name = {};
  Text description = {};
  std::string fields = "[]";  ///< JSON array; it is kept as it is
};

/// A system's policies, in the order in which they were made.
std::vector<ProvisioningPolicy> list_policies(Db& db, const std::string& managed_system_id);

std::optional<ProvisioningPolicy> find_policy(Db& db, const std::string& managed_system_id,
                                              const std::string& usage);

/// Throws Error(InvalidArgument) naming usage, field and member when the document cannot be kept.
void check_policy(Db& db, const PolicyDocument& document);

/// Stores a policy in place of the one for that usage, if there is one. `version`, when given, must
/// be that one's (0: there must be none), else Error(StaleVersion). Throws Error(ObjectIdInvalid)
/// for an unknown system, and as check_policy().
ProvisioningPolicy put_policy(Db& db, const std::string& managed_system_id,
                              const PolicyDocument& document,
                              std::optional<std::uint64_t> version = std::nullopt);

/// False when there is none.
bool erase_policy(Db& db, const std::string& managed_system_id, const std::string& usage);

/// Stores a transform that others may refer to. False when it is there and reads so. Throws
/// Error(InvalidArgument) when it cannot be used, or when those that refer to it no longer could.
bool put_transform(Db& db, const std::string& name, const std::string& body);

/// False when there is none. Throws Error(InvalidArgument) naming one that refers to it.
bool erase_transform(Db& db, const std::string& name);

}  // namespace idm::policies
