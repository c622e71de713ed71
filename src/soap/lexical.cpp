#include "soap/lexical.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace idm::soap {
namespace {

/// Reads a text from left to right; every step says whether it fitted.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool skip(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `digits` digits, whose value lies within the bounds.
  bool number(std::size_t digits, int low, int high, int& value) {
    if (rest_.size() < digits) return false;
    value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value >= low && value <= high;
  }

  bool fraction() {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }

 private:
  std::string_view rest_;
};

int days_in(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool read_date(Reader& reader) {
  int year, month, day;
  return reader.number(4, 1, 9999, year) && reader.skip('-') && reader.number(2, 1, 12, month) &&
         reader.skip('-') && reader.number(2, 1, days_in(year, month), day);
}

bool read_time(Reader& reader) {
  int hour, minute, second;
  const bool clock = reader.number(2, 0, 24, hour) && reader.skip(':') &&
                     reader.number(2, 0, 59, minute) && reader.skip(':') &&
                     reader.number(2, 0, 59, second);
  if (!clock || (hour == 24 && (minute != 0 || second != 0))) return false;
  return !reader.skip('.') || reader.fraction();
}

bool read_zone(Reader& reader) {
  if (reader.done() || reader.skip('Z')) return true;
  if (!reader.skip('+') && !reader.skip('-')) return false;
  int hours, minutes;
  return reader.number(2, 0, 14, hours) && reader.skip(':') &&
         reader.number(2, 0, hours == 14 ? 0 : 59, minutes);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

std::optional<bool> boolean_of(std::string_view text) {
  if (text == "1") return true;
  if (text == "0") return false;
  const auto is = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char t, char w) { return (t | 0x20) == w; });
  };
  if (is("true")) return true;
  if (is("false")) return false;
  return std::nullopt;
}

bool is_int(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int32_t value;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size();
}

bool is_date_time(std::string_view text) {
  Reader reader(text);
  if (!read_date(reader)) return false;
  if (reader.skip('T') && !read_time(reader)) return false;
  return read_zone(reader) && reader.done();
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace idm::soap
