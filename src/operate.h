#pragma once

#include "core/command_line.h"
#include "core/config.h"

namespace idm {

/// The commands of operators that look into the repository, beside a server that runs or not:
/// tasks, status, test, reconcile, policy preview. Prints; returns the exit code. Throws as what it
/// calls.
int operate(const Config& config, const CommandLine& command_line);

}  // namespace idm
