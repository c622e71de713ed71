#include "core/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

namespace idm::log {
namespace {

/// As a JSON string of printable ASCII only: control characters, also those of Unicode, bad UTF-8
/// and the like never reach a terminal.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  });
}

std::string printed(const Field::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) return nlohmann::json(*number).dump();
  return quoted(std::get<std::string_view>(value));
}

constexpr const char* text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr const char* json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

struct Output {
  Output() : logger("provisiond", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_pattern(text_pattern, spdlog::pattern_time_type::utc);
  }
  spdlog::logger logger;
  bool json = false;
};

Output& output() {
  static Output instance;
  return instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

void configure(const LogConfig& config) {
  Output& out = output();
  out.json = config.format == "json";
  out.logger.set_pattern(out.json ? json_pattern : text_pattern, spdlog::pattern_time_type::utc);
  out.logger.set_level(spdlog::level::from_str(config.level));
}

bool enabled(Level level) { return output().logger.should_log(to_spdlog(level)); }

void write(Level level, std::string_view event, Fields fields) {
  if (!enabled(level)) return;
  Output& out = output();
  out.logger.log(to_spdlog(level), out.json ? json_form(event, fields) : text_form(event, fields));
}

std::string text_form(std::string_view event, Fields fields) {
  std::string line(event);
  for (const Field& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    const auto* text = std::get_if<std::string_view>(&field.value);
    line += text && is_plain(*text) ? std::string(*text) : printed(field.value);
  }
  return line;
}

std::string json_form(std::string_view event, Fields fields) {
  std::string members = "\"event\":" + quoted(event);
  for (const Field& field : fields)
    members += "," + quoted(field.name) + ":" + printed(field.value);
  return members;
}

}  // namespace idm::log
