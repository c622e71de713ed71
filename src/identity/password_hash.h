#pragma once

#include <string>
#include <vector>

#include "core/config.h"
#include "core/worker_pool.h"

namespace idm {

/// Argon2id by libsodium, on a few threads of its own with a lower priority, so that reads stay
/// fast while passwords are hashed. Callers wait for their turn: never call it inside a
/// transaction. Safe from any thread. Throws Error(Overloaded) when too many wait or memory is
/// short.
class PasswordHasher {
 public:
  explicit PasswordHasher(const PasswordConfig& config);

  /// The encoded form, with its salt and parameters: 97 characters at the default setting.
  std::string hash(const std::string& clear);

  /// False also for what is not an Argon2 hash (a cipher text of an old database).
  bool verify(const std::string& encoded, const std::string& clear);

  /// True when one of them belongs to that password; they are tried side by side.
  bool matches_any(const std::vector<std::string>& encoded, const std::string& clear);

 private:
  const PasswordConfig config_;
  WorkerPool pool_;
};

}  // namespace idm
