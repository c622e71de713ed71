#pragma once

#include "core/config.h"

namespace idm {

/// Builds the parts, serves until SIGTERM or SIGINT, and leaves within 5 seconds of it. Returns the
/// exit code.
int serve(const Config& config);

}  // namespace idm
