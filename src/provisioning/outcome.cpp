#include "provisioning/outcome.h"

#include <nlohmann/json.hpp>

namespace idm::provisioning {
namespace {

using connectors::Failure;
using Json = nlohmann::json;

/// What a system said may be anything.
std::string as_utf8(const std::string& text) {
  const std::string clean = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(clean).get<std::string>();
}

}  // namespace

Outcome failed_attempt(Outcome::Kind kind, const std::string& why) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.why = as_utf8(why);
  return outcome;
}

Outcome outcome_of(const Failure& failure) {
  Outcome outcome = failed_attempt(
      failure.kind() == Failure::Kind::Refused ? Outcome::Kind::Refused : Outcome::Kind::Retry,
      failure.what());
  if (failure.kind() == Failure::Kind::Busy)
    outcome.retry_after = failure.retry_after().value_or(std::chrono::seconds(5));
  outcome.called = true;
  outcome.at_fault =
      failure.kind() == Failure::Kind::Unreachable || failure.kind() == Failure::Kind::Unknown;
  return outcome;
}

}  // namespace idm::provisioning
