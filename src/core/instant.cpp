#include "core/instant.h"

#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace idm {
namespace {

unsigned number(std::string_view text, std::size_t from, std::size_t length) {
  if (from + length > text.size()) throw std::invalid_argument("not an instant");
  unsigned value = 0;
  const char* first = text.data() + from;
  const auto [end, error] = std::from_chars(first, first + length, value);
  if (error != std::errc() || end != first + length) throw std::invalid_argument("not an instant");
  return value;
}

}  // namespace

Instant now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

InstantFields fields_of(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<unsigned>(time.hours().count()),
          static_cast<unsigned>(time.minutes().count()),
          static_cast<unsigned>(time.seconds().count()),
          static_cast<unsigned>(time.subseconds().count())};
}

Instant instant_from_fields(const InstantFields& fields) {
  const std::chrono::sys_days day = std::chrono::year(fields.year) /
                                    std::chrono::month(fields.month) / std::chrono::day(fields.day);
  return day + std::chrono::hours(fields.hour) + std::chrono::minutes(fields.minute) +
         std::chrono::seconds(fields.second) + std::chrono::milliseconds(fields.millisecond);
}

std::string to_sql(Instant at) {
  const InstantFields fields = fields_of(at);
  char text[40];
  const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u:%02u.%03u",
                                   fields.year, fields.month, fields.day, fields.hour,
                                   fields.minute, fields.second, fields.millisecond);
  return {text, static_cast<std::size_t>(length)};
}

Instant instant_from_sql(std::string_view text) {
  InstantFields fields{
      static_cast<int>(number(text, 0, 4)), number(text, 5, 2), number(text, 8, 2), 0, 0, 0, 0};
  if (text.size() > 10) {
    fields.hour = number(text, 11, 2);
    fields.minute = number(text, 14, 2);
    fields.second = number(text, 17, 2);
  }
  if (text.size() >= 23) fields.millisecond = number(text, 20, 3);
  return instant_from_fields(fields);
}

}  // namespace idm
