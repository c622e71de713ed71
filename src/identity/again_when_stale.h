#pragma once

#include "core/error.h"

namespace idm {

/// Runs `work`, which opens its own transactions, and runs it anew while another writer was faster.
/// Throws Error(StaleVersion) after the fifth time.
template <class Work>
auto again_when_stale(Work work) {
  constexpr int last = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return work();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::StaleVersion || attempt == last) throw;
    }
  }
}

}  // namespace idm
