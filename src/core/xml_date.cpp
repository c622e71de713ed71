#include "core/xml_date.h"

#include <algorithm>

namespace idm {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Takes a text apart from its front; the first thing that does not fit makes it bad for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  unsigned digits(std::size_t count) {
    unsigned value = 0;
    if (rest_.size() < count) return bad();
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return bad();
      value = value * 10 + static_cast<unsigned>(rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  void literal(char expected) {
    if (!skip(expected)) bad();
  }

  bool skip(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// The digits behind the point as milliseconds; `zero` when every digit is 0.
  unsigned fraction(bool& zero) {
    unsigned value = 0, count = 0;
    while (!rest_.empty() && is_digit(rest_.front())) {
      const auto digit = static_cast<unsigned>(rest_.front() - '0');
      if (count < 3) value = value * 10 + digit;
      if (digit != 0) zero = false;
      ++count;
      rest_.remove_prefix(1);
    }
    if (count == 0) return bad();
    for (; count < 3; ++count) value *= 10;
    return value;
  }

  bool at_end() const { return rest_.empty(); }
  bool good() const { return good_; }
  unsigned bad() {
    good_ = false;
    return 0;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view rest_;
  bool good_ = true;
};

bool valid_day(const InstantFields& fields) {
  using namespace std::chrono;
  return fields.year >= 1 &&
         year_month_day(year(fields.year), month(fields.month), day(fields.day)).ok();
}

/// The clock part; 24:00:00 is the end of the day and reads as hour 24.
void read_time(Reader& reader, InstantFields& fields) {
  fields.hour = reader.digits(2);
  reader.literal(':');
  fields.minute = reader.digits(2);
  reader.literal(':');
  fields.second = reader.digits(2);
  bool zero = true;
  if (reader.skip('.')) fields.millisecond = reader.fraction(zero);
  const bool midnight = fields.hour == 24 && fields.minute == 0 && fields.second == 0 && zero;
  if (!midnight && (fields.hour > 23 || fields.minute > 59 || fields.second > 59)) reader.bad();
}

/// The offset, when one follows.
std::optional<std::chrono::minutes> read_offset(Reader& reader) {
  if (reader.skip('Z')) return std::chrono::minutes(0);
  const bool west = reader.skip('-');
  if (!west && !reader.skip('+')) return std::nullopt;
  const unsigned hours = reader.digits(2);
  reader.literal(':');
  const unsigned minutes = reader.digits(2);
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) reader.bad();
  const std::chrono::minutes offset(hours * 60 + minutes);
  return west ? -offset : offset;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool within_years(Instant at) { return at >= first_instant && at <= last_instant; }

char* put(char* out, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + digits;
}

char* put_offset(char* out, std::chrono::minutes offset) {
  *out++ = offset.count() < 0 ? '-' : '+';
  const auto minutes = static_cast<unsigned>(std::chrono::abs(offset).count());
  out = put(out, minutes / 60, 2);
  *out++ = ':';
  return put(out, minutes % 60, 2);
}

}  // namespace

std::optional<Instant> parse_xml_date(std::string_view text, const TimeZone& zone) {
  Reader reader(without_blanks(text));
  InstantFields fields{};
  fields.year = static_cast<int>(reader.digits(4));
  reader.literal('-');
  fields.month = reader.digits(2);
  reader.literal('-');
  fields.day = reader.digits(2);
  if (reader.skip('T')) read_time(reader, fields);
  const auto offset = read_offset(reader);
  if (!reader.good() || !reader.at_end() || !valid_day(fields)) return std::nullopt;
  const Instant at = offset ? instant_from_fields(fields) - *offset : zone.from_local(fields);
  // The ends of time are how clients write "never" and "always"; in which zone means nothing there.
  return std::clamp(at, first_instant, last_instant);
}

std::string format_xml_date(Instant at, const TimeZone& zone) {
  const auto offset = zone.offset_at(at);
  const bool utc = zone.is_utc() || !within_years(at + offset);
  const InstantFields fields = fields_of(utc ? at : at + offset);
  char text[40];
  char* out = put(text, static_cast<unsigned>(fields.year), 4);
  *out++ = '-';
  out = put(out, fields.month, 2);
  *out++ = '-';
  out = put(out, fields.day, 2);
  *out++ = 'T';
  out = put(out, fields.hour, 2);
  *out++ = ':';
  out = put(out, fields.minute, 2);
  *out++ = ':';
  out = put(out, fields.second, 2);
  if (fields.millisecond != 0) {
    *out++ = '.';
    out = put(out, fields.millisecond, 3);
  }
  // A zone that happens to stand at zero (London in winter) prints Z, too.
  if (utc || offset.count() == 0) {
    *out++ = 'Z';
  } else {
    out = put_offset(out, offset);
  }
  return {text, out};
}

}  // namespace idm
