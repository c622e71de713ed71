#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "core/config.h"

/// One line an event on stderr: a stable name to search for, then fields. Never a secret in them.
/// Safe from any thread. What came from outside cannot break a line or forge another.
namespace idm::log {

enum class Level { Debug, Info, Warn, Error };

/// A name and a value; views what it was made from, so it lives no longer than the call.
struct Field {
  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  template <class T>
  requires std::convertible_to<T, std::string_view> Field(std::string_view field, const T& text)
      : name(field), value(std::string_view(text)) {}
  Field(std::string_view field, bool flag) : name(field), value(flag) {}
  Field(std::string_view field, std::signed_integral auto number)
      : name(field), value(static_cast<std::int64_t>(number)) {}
  Field(std::string_view field, std::unsigned_integral auto number)
      : name(field), value(static_cast<std::uint64_t>(number)) {}
  Field(std::string_view field, std::floating_point auto number)
      : name(field), value(static_cast<double>(number)) {}

  std::string_view name;
  Value value;
};
using Fields = std::initializer_list<Field>;

/// Sets level and form; before it: info, text. Call it while no other thread logs.
void configure(const LogConfig& config);

/// Whether lines of this level are written, for fields that are costly to make.
bool enabled(Level level);

void write(Level level, std::string_view event, Fields fields);
inline void debug(std::string_view event, Fields fields = {}) {
  write(Level::Debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) { write(Level::Info, event, fields); }
inline void warn(std::string_view event, Fields fields = {}) { write(Level::Warn, event, fields); }
inline void error(std::string_view event, Fields fields = {}) {
  write(Level::Error, event, fields);
}

/// The event as written, without time and level: `request id=R1 operation="a b"`.
std::string text_form(std::string_view event, Fields fields);
/// The same as members of a JSON object, without its braces: `"event":"request","id":"R1"`.
std::string json_form(std::string_view event, Fields fields);

}  // namespace idm::log
