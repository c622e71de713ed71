#include "core/time_zone.h"

#include <map>
#include <mutex>

#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/unistr.h>

#include <vector>

#include "core/error.h"
#include "core/nearest.h"

namespace idm {
namespace {

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> zones(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
  while (U_SUCCESS(status)) {
    const char* name = zones->next(nullptr, status);
    if (!name) break;
    names.emplace_back(name);
  }
  return names;
}

UDate to_icu(Instant at) { return static_cast<UDate>(at.time_since_epoch().count()); }

void require(UErrorCode status) {
  if (U_FAILURE(status))
    throw Error(ErrorCode::Internal, std::string("time zone arithmetic: ") + u_errorName(status));
}

}  // namespace

struct TimeZone::Rules {
  std::unique_ptr<icu::BasicTimeZone> zone;
};

TimeZone::TimeZone(const std::string& name) {
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8(name);
  icu::UnicodeString canonical;
  UBool system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, system, status);
  // ICU also reads "GMT+1" and the like, whose sign other programs take the other way round.
  if (U_FAILURE(status) || !system)
    throw Error(ErrorCode::InvalidArgument,
                "\"" + name + "\" is not the name of a time zone such as UTC or Europe/Berlin" +
                    did_you_mean(name, known_names()));
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  utc_ = canonical == u"Etc/UTC" || canonical == u"Etc/GMT" || canonical == u"UTC" ||
         canonical == u"GMT";
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
  if (!basic) throw Error(ErrorCode::Internal, "time zone " + name + " has no rules");
  zone.release();
  rules_ = std::make_unique<const Rules>(Rules{std::unique_ptr<icu::BasicTimeZone>(basic)});
}

TimeZone::~TimeZone() = default;
TimeZone::TimeZone(TimeZone&&) noexcept = default;
TimeZone& TimeZone::operator=(TimeZone&&) noexcept = default;

Instant TimeZone::from_local(const InstantFields& local) const {
  const Instant wall = instant_from_fields(local);
  if (utc_) return wall;
  std::int32_t raw = 0, saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffsetFromLocal(to_icu(wall), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw,
                                   saving, status);
  require(status);
  return wall - std::chrono::milliseconds(raw + saving);
}

std::chrono::minutes TimeZone::offset_at(Instant at) const {
  if (utc_) return std::chrono::minutes(0);
  std::int32_t raw = 0, saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffset(to_icu(at), false, raw, saving, status);
  require(status);
  return std::chrono::duration_cast<std::chrono::minutes>(std::chrono::milliseconds(raw + saving));
}

Instant TimeZone::start_of_day(Instant at) const {
  InstantFields day = fields_of(at + offset_at(at));
  day.hour = day.minute = day.second = day.millisecond = 0;
  return from_local(day);
}

const TimeZone& time_zone(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, TimeZone> zones;
  const std::lock_guard lock(mutex);
  const auto known = zones.find(name);
  return known != zones.end() ? known->second : zones.emplace(name, TimeZone(name)).first->second;
}

}  // namespace idm
