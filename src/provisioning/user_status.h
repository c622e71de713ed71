#pragma once

#include <string>
#include <vector>

#include "services.h"

namespace idm::provisioning {

/// What became of a user's accounts, for operators: who it is, where each account stands, and the
/// latest tasks as receipts. `name` is a principal (of the default system first) or a user id.
/// Throws Error(UserNotFound).
std::vector<std::string> user_status(const Config& config, Store& store, const std::string& name);

}  // namespace idm::provisioning
