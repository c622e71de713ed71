#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.h"
#include "core/time_zone.h"

namespace idm {

/// The ends of the years 0001 to 9999, which is what both databases can hold.
inline constexpr Instant first_instant = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
inline constexpr Instant last_instant =
    std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - std::chrono::milliseconds(1);

/// Reads xs:dateTime and xs:date of the years 0001 to 9999, with blanks around; what names no zone
/// is in `zone`, a date alone is its first instant. Fractions are cut to milliseconds. An
/// instant that the zone moves out of these years is the first or the last one in them. Nothing for
/// anything else; which zone is given makes no difference to that.
std::optional<Instant> parse_xml_date(std::string_view text, const TimeZone& zone);

/// xs:dateTime with the zone's offset, as clients know it: `2013-06-01T12:34:56-04:00`, three
/// digits of fraction unless they are zero, Z for UTC (also where the zone would leave the years
/// 0001 to 9999).
std::string format_xml_date(Instant at, const TimeZone& zone);

}  // namespace idm
