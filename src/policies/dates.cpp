// Transforms of dates. Everything is UTC unless a text says its offset.
#include <charconv>
#include <cstdio>

#include "core/ascii.h"
#include "core/error.h"
#include "policies/date_text.h"
#include "policies/messages.h"
#include "policies/transforms.h"

namespace idm::policies::dates {
namespace {

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

const DateText& iso() {
  static const DateText format("ISO8601");
  return format;
}

Instant read(const Scope& scope, const DateText& format, const std::string& text) {
  try {
    return format.read(text);
  } catch (const Error& error) {
    fail(shown(scope, Value(text)) + ": " + error.what());
  }
}

DateText format_of(Settings& settings, const char* name) {
  try {
    return DateText(settings.text(name, "ISO8601"));
  } catch (const Error& error) {
    refuse(settings.place(name), error.what());
  }
}

/// The moment moved by so many units; of a month that is too short, its last day.
Instant moved(Instant at, long long count, char unit) {
  using namespace std::chrono;
  switch (unit) {
    case 's':
      return at + seconds(count);
    case 'm':
      return at + minutes(count);
    case 'h':
      return at + hours(count);
    case 'd':
      return at + days(count);
    case 'w':
      return at + weeks(count);
    default:
      break;
  }
  const auto day_begin = floor<days>(at);
  year_month_day date(day_begin);
  date += months(unit == 'y' ? count * 12 : count);
  if (!date.ok()) date = date.year() / date.month() / last;
  return sys_days(date) + (at - day_begin);
}

Instant truncated(Instant at, char unit) {
  InstantFields f = fields_of(at);
  f.millisecond = 0;
  f.second = 0;
  if (unit == 's') f.second = fields_of(at).second;
  if (unit == 's' || unit == 'm') return instant_from_fields(f);
  f.minute = 0;
  if (unit == 'h') return instant_from_fields(f);
  f.hour = 0;
  if (unit == 'd') return instant_from_fields(f);
  f.day = 1;
  if (unit == 'M') return instant_from_fields(f);
  f.month = 1;
  return instant_from_fields(f);
}

struct Move {
  char sign;  ///< + - /
  long long count;
  char unit;
};

/// An expression of dateMath.
struct Moves {
  bool from_now = false;
  std::vector<Move> all = {};

  Instant apply(Instant at, bool round_up) const {
    for (const Move& move : all) {
      if (move.sign == '/') {
        at = truncated(at, move.unit);
        if (round_up) at = moved(at, 1, move.unit);
      } else {
        at = moved(at, move.sign == '-' ? -move.count : move.count, move.unit);
      }
    }
    return at;
  }
};

Moves parse(const std::string& expression) {
  Moves moves;
  std::string_view rest = expression;
  if (rest.starts_with("now")) {
    moves.from_now = true;
    rest.remove_prefix(3);
  }
  if (rest.empty() && !moves.from_now) fail("the expression is empty");
  while (!rest.empty()) {
    Move move{rest[0], 0, '\0'};
    rest.remove_prefix(1);
    if (move.sign != '+' && move.sign != '-' && move.sign != '/')
      fail("the expression \"" + expression + "\" has \"" + move.sign +
           "\" where +, - or / belongs");
    if (move.sign != '/') {
      const auto [end, failed] =
          std::from_chars(rest.data(), rest.data() + rest.size(), move.count);
      // More than any calendar needs, and nothing that overflows.
      if (failed != std::errc() || move.count < 0 || move.count > 1000000 || end == rest.data())
        fail("the expression \"" + expression + "\" lacks a number up to 1000000");
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    }
    if (rest.empty() || std::string_view("yMwdhms").find(rest[0]) == std::string_view::npos)
      fail("the expression \"" + expression + "\" lacks a unit (y M w d h m s)");
    move.unit = rest[0];
    rest.remove_prefix(1);
    if (move.sign == '/' && move.unit == 'w')
      fail("the expression \"" + expression + "\" rounds to weeks, which is not possible");
    moves.all.push_back(move);
  }
  return moves;
}

std::string to_minutes(Instant at) {
  const InstantFields f = fields_of(at);
  if (f.year < 1 || f.year > 9999) fail("the date is outside of the years 1 to 9999");
  return iso8601(at).substr(0, 16);
}

bool holds(const std::string& op, Instant a, Instant b) {
  if (op == "lt") return a < b;
  if (op == "lte") return a <= b;
  if (op == "gt") return a > b;
  return a >= b;
}

Instant operand(const Scope& scope, const Operation& operation, const char* name) {
  const Value text = operation(scope);
  if (!text) fail(std::string(name) + " is null");
  return *text == "now" ? now() : read(scope, iso(), *text);
}

}  // namespace

Operation format(Settings& settings) {
  const DateText from = format_of(settings, "inputFormat");
  const DateText to = format_of(settings, "outputFormat");
  return [input = settings.input(), from, to](const Scope& scope) -> Value {
    const Value text = input(scope);
    if (!text) return std::nullopt;
    return to.write(read(scope, from, *text));
  };
}

Operation math(Settings& settings) {
  const std::string written = settings.text("expression");
  // What has no variables can be judged now.
  if (written.find_first_of("$#") == std::string::npos) {
    try {
      parse(written);
    } catch (const Error& error) {
      refuse(settings.place("expression"), error.what());
    }
  }
  const bool round_up = settings.flag("roundUp", false);
  return [input = settings.input(), expression = settings.value("expression"),
          round_up](const Scope& scope) -> Value {
    const Moves moves = parse(expression(scope).value_or(""));
    if (moves.from_now) return to_minutes(moves.apply(now(), round_up));
    const Value text = input(scope);
    if (!text) return std::nullopt;
    return to_minutes(moves.apply(read(scope, iso(), *text), round_up));
  };
}

Operation compare(Settings& settings) {
  const std::string op = ascii::lower(settings.text("operator"));
  if (op != "lt" && op != "lte" && op != "gt" && op != "gte")
    refuse(settings.place("operator"), "must be lt, lte, gt or gte");
  return [first = settings.value("firstDate"), second = settings.value("secondDate"),
          positive = settings.value("positiveCondition"),
          negative = settings.value("negativeCondition"), op](const Scope& scope) -> Value {
    const bool yes =
        holds(op, operand(scope, first, "firstDate"), operand(scope, second, "secondDate"));
    return yes ? positive(scope) : negative(scope);
  };
}

}  // namespace idm::policies::dates
