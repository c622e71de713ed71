#pragma once

#include "rest/route.h"

namespace idm::rest {

/// What operators do, at /api/v1: accounts and tasks, managed systems, the audit log. It comes
/// after surface B, whose paths may begin likewise.
extern const Surface operations_surface;

}  // namespace idm::rest
