#include "core/ids.h"

#include <sodium.h>

#include <atomic>
#include <cstdint>
#include <cstdio>

#include "core/instant.h"

namespace idm {
namespace {

std::uint64_t random64() {
  std::uint64_t value;
  randombytes_buf(&value, sizeof value);
  return value;
}

}  // namespace

std::string new_id() {
  // 48 bits of milliseconds and 16 of a counter that never runs backwards within this process.
  static std::atomic<std::uint64_t> last{0};
  const auto ms = static_cast<std::uint64_t>(now().time_since_epoch().count());
  std::uint64_t previous = last.load(std::memory_order_relaxed);
  std::uint64_t next;
  do {
    next = ms << 16;
    if (next <= previous) next = previous + 1;
  } while (!last.compare_exchange_weak(previous, next, std::memory_order_relaxed));
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(next),
                static_cast<unsigned long long>(random64()));
  return {text, 32};
}

std::string new_request_id() {
  char text[34];
  std::snprintf(text, sizeof text, "R%016llx%016llx", static_cast<unsigned long long>(random64()),
                static_cast<unsigned long long>(random64()));
  return {text, 33};
}

}  // namespace idm
