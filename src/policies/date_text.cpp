#include "policies/date_text.h"

#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <charconv>
#include <cstdio>
#include <regex>

#include "core/ascii.h"
#include "core/error.h"
#include "policies/identity.h"

namespace idm::policies {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

Instant in_range(Instant at) {
  static const Instant first = instant_from_fields({1, 1, 1, 0, 0, 0, 0});
  static const Instant last = instant_from_fields({9999, 12, 31, 23, 59, 59, 999});
  if (at < first || at > last) fail("a date is outside of the years 1 to 9999");
  return at;
}

/// The parts that a regular expression found: year … second, then a fraction, then an offset.
Instant from_parts(const std::smatch& parts) {
  const auto number = [&](std::size_t group) {
    return static_cast<unsigned>(std::stoi(parts[group].str()));
  };
  InstantFields fields{
      static_cast<int>(number(1)), number(2), number(3), number(4), number(5), number(6), 0};
  using namespace std::chrono;
  if (!year_month_day(year(fields.year), month(fields.month), day(fields.day)).ok() ||
      fields.hour > 23 || fields.minute > 59 || fields.second > 59)
    fail("there is no such date");
  if (parts[7].matched && parts[7].length() > 0)
    fields.millisecond = static_cast<unsigned>(std::stoi((parts[7].str() + "00").substr(0, 3)));
  Instant at = instant_from_fields(fields);
  const std::string offset = parts[8].str();
  if (offset.empty() || offset == "Z") return in_range(at);
  const int hours = std::stoi(offset.substr(1, 2));
  const int rest = offset.size() > 3 ? std::stoi(offset.substr(offset.size() - 2)) : 0;
  const auto shift = minutes(hours * 60 + rest);
  return in_range(offset[0] == '-' ? at + shift : at - shift);
}

Instant by_pattern(const std::string& text, const std::regex& pattern) {
  std::smatch parts;
  // Bounded before std::regex sees it, which recurses.
  if (text.size() > 40 || !std::regex_match(text, parts, pattern))
    fail("the date does not match its format");
  return from_parts(parts);
}

class Iso8601 : public DateText::Format {
 public:
  Instant read(const std::string& text) const override {
    static const std::regex pattern(
        R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?)");
    return by_pattern(text, pattern);
  }
  std::string write(Instant at) const override { return iso8601(at); }
};

class Ldap : public DateText::Format {
 public:
  Instant read(const std::string& text) const override {
    static const std::regex pattern(
        R"((\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,9}))?(Z|[+-]\d{4}))");
    return by_pattern(text, pattern);
  }
  std::string write(Instant at) const override {
    const InstantFields f = fields_of(at);
    char text[64];
    std::snprintf(text, sizeof text, "%04d%02u%02u%02u%02u%02u.0Z", f.year, f.month, f.day, f.hour,
                  f.minute, f.second);
    return text;
  }
};

long long whole(const std::string& text) {
  long long number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) fail("the date is no number");
  return number;
}

class JavaTime : public DateText::Format {
 public:
  Instant read(const std::string& text) const override {
    return in_range(Instant(milliseconds(whole(text))));
  }
  std::string write(Instant at) const override {
    return std::to_string(at.time_since_epoch().count());
  }
};

/// Steps of 100 nanoseconds since 1601.
class Win32Time : public DateText::Format {
 public:
  Instant read(const std::string& text) const override {
    using namespace std::chrono;
    const auto since_1601 =
        floor<milliseconds>(duration<long long, std::ratio<1, 10000000>>(whole(text)));
    return in_range(Instant(since_1601 - seconds(between)));
  }
  std::string write(Instant at) const override {
    return std::to_string((at.time_since_epoch().count() + between * 1000) * 10000);
  }

 private:
  static constexpr long long between = 11644473600;
};

/// Y is the week's year, by which people mean the year unless the pattern counts weeks.
std::string corrected(const std::string& pattern) {
  std::string out = pattern;
  bool quoted = false;
  bool weeks = false;
  for (const char c : pattern) {
    if (c == '\'') quoted = !quoted;
    weeks = weeks || (!quoted && c == 'w');
  }
  for (char& c : out) {
    if (c == '\'') quoted = !quoted;
    if (!quoted && !weeks && c == 'Y') c = 'y';
  }
  return out;
}

/// Java reads 3 where the pattern says MM, ICU does not unless it says M. Numbers that touch others
/// keep their width: it is what parts them.
std::string with_short_numbers(const std::string& pattern) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\'') quoted = !quoted;
    out += c;
    const bool two = !quoted && i + 1 < pattern.size() && pattern[i + 1] == c &&
                     std::string_view("MdHhKkms").find(c) != std::string_view::npos;
    const bool alone = (i == 0 || !ascii::is_letter(pattern[i - 1])) &&
                       (i + 2 >= pattern.size() || !ascii::is_letter(pattern[i + 2]));
    if (two && alone) ++i;
  }
  return out;
}

void check_letters(const std::string& pattern) {
  bool quoted = false;
  for (const char c : pattern) {
    if (c == '\'') quoted = !quoted;
    if (!quoted && ascii::is_letter(c) &&
        std::string_view("GyYMLwWDdFEuaHkKhmsSzZX").find(c) == std::string_view::npos)
      fail("the date format \"" + pattern + "\" has an unknown letter " + c);
  }
  if (quoted) fail("the date format \"" + pattern + "\" lacks a quotation mark");
}

class JavaPattern : public DateText::Format {
 public:
  explicit JavaPattern(const std::string& pattern) {
    check_letters(pattern);
    writing_ = format_of(pattern, corrected(pattern));
    reading_ = format_of(pattern, with_short_numbers(corrected(pattern)));
  }

  Instant read(const std::string& text) const override {
    // A copy: it remembers what it read.
    const std::unique_ptr<icu::SimpleDateFormat> own(reading_->clone());
    const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
    icu::ParsePosition position(0);
    const UDate date = own->parse(wide, position);
    if (position.getErrorIndex() != -1 || position.getIndex() != wide.length())
      fail("the date does not match its format");
    return in_range(Instant(milliseconds(static_cast<long long>(date))));
  }

  std::string write(Instant at) const override {
    const std::unique_ptr<icu::SimpleDateFormat> own(writing_->clone());
    icu::UnicodeString wide;
    own->format(static_cast<UDate>(at.time_since_epoch().count()), wide);
    std::string text;
    wide.toUTF8String(text);
    return text;
  }

 private:
  static std::unique_ptr<icu::SimpleDateFormat> format_of(const std::string& given,
                                                          const std::string& pattern) {
    UErrorCode status = U_ZERO_ERROR;
    auto made = std::make_unique<icu::SimpleDateFormat>(icu::UnicodeString::fromUTF8(pattern),
                                                        icu::Locale::getUS(), status);
    if (U_FAILURE(status) || pattern.empty())
      fail("the date format \"" + given + "\" is not understood");
    made->adoptTimeZone(icu::TimeZone::createTimeZone("UTC"));
    made->setLenient(false);
    return made;
  }

  std::unique_ptr<icu::SimpleDateFormat> writing_, reading_;
};

std::shared_ptr<const DateText::Format> format_of(const std::string& name) {
  if (name == "ISO8601") return std::make_shared<Iso8601>();
  if (name == "LDAP") return std::make_shared<Ldap>();
  if (name == "PEOPLE_SOFT") return std::make_shared<JavaPattern>("MM/dd/yyyy");
  if (name == "EPOCH_TIME_JAVA") return std::make_shared<JavaTime>();
  if (name == "EPOCH_TIME_WIN32") return std::make_shared<Win32Time>();
  return std::make_shared<JavaPattern>(name);
}

}  // namespace

DateText::DateText(const std::string& format) : format_(format_of(format)) {}

Instant DateText::read(const std::string& text) const { return format_->read(text); }

std::string DateText::write(Instant at) const { return format_->write(at); }

}  // namespace idm::policies
