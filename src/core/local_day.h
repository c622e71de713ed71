#pragma once

#include <string>

#include "core/instant.h"

namespace idm {

/// The first moment of the day that `at` lies in, in that time zone (an IANA name,
/// server.time_zone). Where a clock change skips midnight it is the first moment after. Throws
/// Error(Internal) for an unknown zone.
Instant start_of_day(Instant at, const std::string& time_zone);

}  // namespace idm
