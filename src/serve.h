#pragma once

#include <string>

#include "core/config.h"

namespace idm {

/// Builds the parts, serves until SIGTERM or SIGINT, finishes what is running and leaves within 5
/// seconds. Returns the process's exit code. Throws Error for what makes starting impossible
/// (exposure, addresses in use, certificates, a repository newer than this program); a database
/// that is away does not: the server waits for it and says so at /readyz. `same_store`: the options
/// that lead another command to the same store, for the command lines that it prints.
int serve(const Config& config, const std::string& same_store);

}  // namespace idm
