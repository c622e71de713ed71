#include "policies/json_text.h"

#include <set>
#include <vector>

#include "core/error.h"

namespace idm::policies {
namespace {

constexpr std::size_t largest = 400 * 1024;
constexpr int deepest = 300;  // 64 transforms, each with attributes and an array

}  // namespace

Json parse_json(const std::string& text, const std::string& what) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::InvalidArgument, what + ": " + why);
  };
  if (text.size() > largest) refuse("is larger than 400 KB");
  std::vector<std::set<std::string>> members;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (depth > deepest) refuse("is nested too deeply");
    if (event == Event::object_start) members.emplace_back();
    if (event == Event::object_end) members.pop_back();
    if (event == Event::key && !members.back().insert(parsed.get<std::string>()).second)
      refuse("has the member \"" + parsed.get<std::string>() + "\" twice in one object");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::exception& error) {
    refuse(std::string("is no JSON: ") + error.what());
  }
  return {};
}

}  // namespace idm::policies
