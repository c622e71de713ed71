#pragma once

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "core/error.h"

namespace idm {

/// Runs `work`, which opens its own transactions, and runs it anew while another writer was faster,
/// after a pause that grows. Throws Error(StaleVersion) after the twentieth time: about two
/// seconds.
template <class Work>
auto again_when_stale(Work work) {
  constexpr int last = 20;
  for (int attempt = 1;; ++attempt) {
    try {
      return work();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::StaleVersion || attempt == last) throw;
    }
    // By chance, so that two who collided do not collide again.
    thread_local std::minstd_rand chance{std::random_device{}()};
    const int longest = std::min(20 * attempt, 200);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution(longest / 4, longest)(chance)));
  }
}

}  // namespace idm
