#pragma once

#include "rest/route.h"

namespace idm::rest {

/// SailPoint's provisioning policies (contract rest.md section 4), at /v3/sources, /beta/sources,
/// /v2024/sources, /v2025/sources, /v2026/sources, /sources and /sources/v1. A source is a managed
/// system. The documents are those that the engine runs.
extern const Surface policies_surface;

}  // namespace idm::rest
