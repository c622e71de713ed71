#include "rest/json_body.h"

#include <algorithm>

#include "http/media_type.h"
#include "rest/refusal.h"

namespace idm::rest {
namespace {

constexpr int deepest = 64;
constexpr std::size_t most_members = 1000;  // each is looked for among those before it

[[noreturn]] void refuse(const std::string& why) { throw Refusal(400, "invalidSyntax", why); }

/// Where in the text: a byte offset says little to a person.
std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::size_t column = last == std::string_view::npos ? byte : byte - last - 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

bool has_nul(const Json& json) {
  if (json.is_string()) return json.get_ref<const std::string&>().find('\0') != std::string::npos;
  if (!json.is_structured()) return false;
  for (const auto& item : json.items())
    if (item.key().find('\0') != std::string::npos || has_nul(item.value())) return true;
  return false;
}

std::vector<http::MediaType> accepted_ranges(const Request& request) {
  std::vector<http::MediaType> ranges;
  for (const auto& [name, value] : request.http.headers) {
    if (name != "accept") continue;
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t end = std::min(value.find(',', from), value.size());
      http::MediaType range =
          http::parse_media_type(std::string_view(value).substr(from, end - from));
      if (!range.name.empty()) ranges.push_back(std::move(range));
      from = end + 1;
    }
  }
  return ranges;
}

/// How closely a range fits a type: 0 by */*, 1 by application/*, 2 by its name; -1 not at all.
int closeness(const std::string& range, const std::string& type) {
  if (range == type) return 2;
  if (range == "*/*") return 0;
  return range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1)) ? 1 : -1;
}

/// RFC 9110 section 12.5.1: the closest range says how much a type is liked.
double quality_of(const std::string& type, const std::vector<http::MediaType>& ranges) {
  int closest = -1;
  double quality = 0;
  for (const http::MediaType& range : ranges) {
    const int close = closeness(range.name, type);
    if (close < 0 || close < closest) continue;
    quality = close > closest ? range.quality : std::max(quality, range.quality);
    closest = close;
  }
  return quality;
}

}  // namespace

Json parse_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) refuse("the body is empty");
  std::vector<std::size_t> members;  // of the objects that are open
  const auto within_limits = [&](int depth, Json::parse_event_t event, Json&) {
    using Event = Json::parse_event_t;
    if ((event == Event::object_start || event == Event::array_start) && depth >= deepest)
      refuse("the JSON is nested deeper than " + std::to_string(deepest) + " levels");
    if (event == Event::object_start) members.push_back(0);
    if (event == Event::object_end) members.pop_back();
    if (event == Event::key && ++members.back() > most_members)
      refuse("an object in the JSON has more than " + std::to_string(most_members) + " members");
    return true;
  };
  Json json;
  try {
    json = Json::parse(text, within_limits);
  } catch (const Json::parse_error& error) {
    refuse("the body is not JSON: something is wrong at " + place_of(text, error.byte));
  } catch (const Json::out_of_range&) {
    refuse("the JSON has a number that is too large");
  }
  if (has_nul(json)) refuse("a text in the JSON holds \\u0000");
  return json;
}

Json json_body(const Request& request, const std::vector<std::string>& types) {
  if (!request.http.content_type.empty()) {
    const http::MediaType type = http::parse_media_type(request.http.content_type);
    if (std::find(types.begin(), types.end(), type.name) == types.end()) {
      std::string list;
      for (const std::string& known : types) list += (list.empty() ? "" : " or ") + known;
      throw Refusal(415, "", "the Content-Type must be " + list + ", not '" + type.name + "'");
    }
    if (!type.charset.empty() && type.charset != "utf-8" && type.charset != "utf8")
      throw Refusal(415, "", "the charset must be utf-8, not '" + type.charset + "'");
  }
  return parse_json(request.http.body);
}

bool accepts(const Request& request, const std::vector<std::string>& types) {
  const std::vector<http::MediaType> ranges = accepted_ranges(request);
  return ranges.empty() || std::any_of(types.begin(), types.end(), [&](const std::string& type) {
           return quality_of(type, ranges) > 0;
         });
}

http::Response json_response(int status, const Json& body, const std::string& content_type) {
  return {status, content_type, body.dump(-1, ' ', false, Json::error_handler_t::replace), {}};
}

}  // namespace idm::rest
