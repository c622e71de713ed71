#pragma once

#include "orm/store.h"
#include "policies/settings.h"

namespace idm::policies {

/// All transforms that others may refer to. Throws Error(InvalidArgument) naming one that is no
/// JSON.
StoredTransforms stored_transforms(Db& db);

}  // namespace idm::policies
