#pragma once

#include <string>

#include "identity/reference_file.h"
#include "orm/policy.h"
#include "orm/store.h"

namespace idm {

/// A value that its rule cannot use would only be found when somebody changes a password. Throws
/// Error(InvalidArgument) that begins with `where` and names rule and value.
void check_policy_rule(const std::string& where, const PolicyAttribute& rule);

/// Throws Error(InvalidArgument) when the parents of a role, group or resource, as now stored, lead
/// back to it.
void refuse_circle(Db& db, const ReferenceEntry& entry);

}  // namespace idm
