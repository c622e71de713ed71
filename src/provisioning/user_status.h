#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/user_graph.h"
#include "orm/task.h"
#include "services.h"

namespace idm::provisioning {

/// What became of a user's accounts: who it is, where each account stands (in the graph), and the
/// latest tasks as receipts, the newest first.
struct UserStatus {
  UserGraph user;
  std::vector<Task> receipts;
};

/// `name` is a principal (of the default system first) or a user id. Throws Error(UserNotFound).
UserStatus user_status(const Config& config, Store& store, const std::string& name);

/// The same as lines for operators.
std::vector<std::string> status_lines(const UserStatus& status);

/// The id of the user with that principal (of the default system first) or id.
std::optional<std::string> find_user_id(const Config& config, Store& store,
                                        const std::string& name);

}  // namespace idm::provisioning
