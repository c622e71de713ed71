#pragma once

#include <cstddef>

#include "core/instant.h"
#include "services.h"

namespace idm::provisioning {

/// Makes the users active whose start date has come (provisionOnStartDate), and records the
/// accounts that they are to have. How many.
std::size_t start_users(Services& services, Instant at);

}  // namespace idm::provisioning
