#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/instant.h"

namespace idm::scim {

/// Where a page ended, so that the next one goes on behind it whatever was added or removed since.
struct Position {
  std::string id;             ///< of the last resource of the page
  std::optional<Instant> at;  ///< its creation
  std::string key;            ///< what a sorted list is sorted by, of this resource
  bool has_key = false;
};

inline constexpr std::chrono::seconds cursor_life{3600};

/// A position as a text that only we can read or make (RFC 9865). `list` says of which list: its
/// endpoint, tenant, filter and order; another list refuses the cursor. `key` as in seal.h.
std::string write_cursor(const std::string& key, const std::string& list, const Position& position,
                         Instant expires);

/// Throws an invalidCursor for anything that write_cursor did not make with this key and list, an
/// expiredCursor when it is too old.
Position read_cursor(const std::string& key, const std::string& list, const std::string& cursor,
                     Instant now);

}  // namespace idm::scim
