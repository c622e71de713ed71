#pragma once

#include "rest/route.h"

namespace idm::scim {

/// /scim/v2 for the default tenant, /scim/v2/{tenant} for a security domain.
extern const rest::Surface scim_surface;

}  // namespace idm::scim
