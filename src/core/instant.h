#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace idm {

/// A point in time, UTC, to the millisecond. The same type as orm's.
using Instant = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// An instant taken apart, in UTC.
struct InstantFields {
  int year;
  unsigned month, day, hour, minute, second, millisecond;
};

Instant now();
InstantFields fields_of(Instant at);
Instant instant_from_fields(const InstantFields& fields);

/// 'YYYY-MM-DD HH:MM:SS.mmm' in UTC, as SQLite stores it.
std::string to_sql(Instant at);
/// The reverse; also takes a date alone. Throws std::invalid_argument.
Instant instant_from_sql(std::string_view text);

}  // namespace idm
