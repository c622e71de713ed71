#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/instant.h"

namespace idm {

/// A place's time, by its IANA name. Safe from any thread.
class TimeZone {
 public:
  /// Throws Error(InvalidArgument), which suggests the nearest name, for a name that is unknown.
  explicit TimeZone(const std::string& name);
  ~TimeZone();
  TimeZone(TimeZone&&) noexcept;
  TimeZone& operator=(TimeZone&&) noexcept;

  /// True when it is UTC under any of its names.
  bool is_utc() const { return utc_; }

  /// The instant when clocks there showed these fields. Of a time shown twice, the first; a time
  /// that was skipped counts on from before the gap (02:30 becomes 03:30).
  Instant from_local(const InstantFields& local) const;

  /// What clocks there are ahead of UTC, to the minute (towards zero).
  std::chrono::minutes offset_at(Instant at) const;

  /// The first instant of the day that it was there.
  Instant start_of_day(Instant at) const;

 private:
  struct Rules;
  std::unique_ptr<const Rules> rules_;
  bool utc_ = false;
};

/// The zone of that name, made once and kept. Throws as the constructor.
const TimeZone& time_zone(const std::string& name);

}  // namespace idm
