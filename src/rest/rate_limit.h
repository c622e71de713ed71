#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace idm::rest {

/// So many requests a caller in any ten seconds. Safe from any thread.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds window{10};

  /// 0: no limit.
  explicit RateLimit(std::size_t most) : most_(most) {}

  /// Counts a request. 0 when it may pass, else after how many seconds the next one may.
  int seconds_to_wait(const std::string& caller, Clock::time_point at = Clock::now());

 private:
  void forget_idle(Clock::time_point at);

  const std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::deque<Clock::time_point>> passed_;
  Clock::time_point tidied_{};
};

}  // namespace idm::rest
