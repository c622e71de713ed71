#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "identity/user_graph.h"
#include "orm/store.h"

namespace idm::provisioning {

/// What the store has of one user, read once for the attempts that begin right after a change: one
/// for each system. Safe from any thread.
class SharedUser {
 public:
  /// At most `fresh` old; null: there is no such user.
  std::shared_ptr<const UserGraph> get(Store& store, const std::string& user_id);

 private:
  static constexpr std::chrono::milliseconds fresh{100};
  std::mutex mutex_;
  std::shared_ptr<const UserGraph> user_;
  std::optional<std::chrono::steady_clock::time_point> read_;
};

}  // namespace idm::provisioning
