#include "identity/passwords_turn.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "core/error.h"

namespace idm::passwords {
namespace {

// A change takes a tenth of a second or two: this is behind hundreds of others for the same user.
constexpr std::chrono::seconds patience(30);

/// Whose turn it is. By name and not by a few striped locks, so that nobody waits for a stranger.
struct Busy {
  std::mutex mutex;
  std::condition_variable changed;
  std::set<std::string> users;
};

Busy& busy() {
  static Busy all;
  return all;
}

}  // namespace

Turn::Turn(std::string user_id) : user_id_(std::move(user_id)) {
  Busy& all = busy();
  std::unique_lock lock(all.mutex);
  if (!all.changed.wait_for(lock, patience, [&] { return !all.users.contains(user_id_); }))
    throw Error(ErrorCode::Overloaded, "too many change the passwords of this user; try again");
  all.users.insert(user_id_);
}

Turn::~Turn() {
  Busy& all = busy();
  {
    const std::lock_guard lock(all.mutex);
    all.users.erase(user_id_);
  }
  all.changed.notify_all();
}

}  // namespace idm::passwords
