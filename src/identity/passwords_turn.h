#pragma once

#include <string>

namespace idm::passwords {

/// While it lives, no other thread of this process has a turn for the same user. Checking and
/// hashing a password takes long: two writers of one user wait for each other before it, not find
/// out after it that it was in vain. Writers in other processes are found by the versions of rows.
class Turn {
 public:
  /// Waits until the user is free. Throws Error(Overloaded) when that takes too long. Neither in a
  /// transaction nor while this thread has another turn.
  explicit Turn(std::string user_id);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  const std::string user_id_;
};

}  // namespace idm::passwords
