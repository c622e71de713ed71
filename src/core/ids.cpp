#include "core/ids.h"

#include <sodium.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/instant.h"

namespace idm {
namespace {

/// From a store of each thread: a call to the system for each of a user's dozen rows would show.
std::uint64_t random64() {
  thread_local std::array<std::uint64_t, 128> kept;
  thread_local std::size_t left = 0;
  if (left == 0) {
    randombytes_buf(kept.data(), sizeof kept);
    left = kept.size();
  }
  return kept[--left];
}

/// 16 lower-case digits.
void append_hex(std::string& text, std::uint64_t value) {
  constexpr char digits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) text += digits[(value >> shift) & 0xf];
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
  std::string id;
  id.reserve(32);
  append_hex(id, next);
  append_hex(id, random64());
  return id;
}

std::string new_request_id() {
  std::string id = "R";
  id.reserve(33);
  append_hex(id, random64());
  append_hex(id, random64());
  return id;
}

}  // namespace idm
