#pragma once

#include "rest/route.h"

namespace idm::rest {

/// Surface C of contract rest.md: the mID-Provider user API, under /digitanium/v4 with the tenant
/// in the host's first label, and under /auth/realms/{tenantId}. The operations are the same.
extern const Surface mid_tenant_surface;
extern const Surface mid_realm_surface;

/// Says in the log which flags of the creation status will always be false, because
/// provision_status names no managed system for them, or one that is no target of ours.
/// `reference` is null while the repository is away: then only the former.
void warn_of_status_settings(const Config& config, const Reference* reference);

}  // namespace idm::rest
