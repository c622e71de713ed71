#pragma once

#include "rest/route.h"

namespace idm::scim {

/// …/api/scim/namespaces/{ns}/v2, whatever stands before it: the SCIM dialect of F5 Distributed
/// Cloud (contract rest.md section 2), over the same resources.
extern const rest::Surface f5_surface;

}  // namespace idm::scim
