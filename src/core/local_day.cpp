#include "core/local_day.h"

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <memory>

#include "core/error.h"

namespace idm {

Instant start_of_day(Instant at, const std::string& time_zone) {
  std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)));
  if (*zone == icu::TimeZone::getUnknown())
    throw Error(ErrorCode::Internal, "server.time_zone: unknown time zone '" + time_zone + "'");
  UErrorCode status = U_ZERO_ERROR;
  icu::GregorianCalendar calendar(zone.release(), status);
  calendar.setTime(static_cast<UDate>(at.time_since_epoch().count()), status);
  for (const UCalendarDateFields field :
       {UCAL_HOUR_OF_DAY, UCAL_MINUTE, UCAL_SECOND, UCAL_MILLISECOND})
    calendar.set(field, 0);
  // Where the clock shows midnight twice, the first one begins the day.
  calendar.setRepeatedWallTimeOption(UCAL_WALLTIME_FIRST);
  calendar.setSkippedWallTimeOption(UCAL_WALLTIME_NEXT_VALID);
  const UDate midnight = calendar.getTime(status);
  if (U_FAILURE(status)) throw Error(ErrorCode::Internal, u_errorName(status));
  return Instant(std::chrono::milliseconds(static_cast<std::int64_t>(midnight)));
}

}  // namespace idm
