#pragma once

#include "identity/apply_reference.h"
#include "identity/reference_rows.h"

namespace idm {

/// Stores a policy of passwords or of authentication with its rules, and the places it is for.
Applied apply_policy(ReferenceRows& rows, const ReferenceEntry& entry);

}  // namespace idm
