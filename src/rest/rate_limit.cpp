#include "rest/rate_limit.h"

namespace idm::rest {

int RateLimit::seconds_to_wait(const std::string& caller, Clock::time_point at) {
  if (most_ == 0) return 0;
  const std::lock_guard lock(mutex_);
  forget_idle(at);
  std::deque<Clock::time_point>& passed = passed_[caller];
  while (!passed.empty() && passed.front() + window <= at) passed.pop_front();
  if (passed.size() < most_) {
    passed.push_back(at);
    return 0;
  }
  const auto left = passed.front() + window - at;
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count());
}

void RateLimit::forget_idle(Clock::time_point at) {
  if (at < tidied_ + window) return;
  tidied_ = at;
  std::erase_if(passed_, [&](const auto& entry) {
    return entry.second.empty() || entry.second.back() + window <= at;
  });
}

}  // namespace idm::rest
