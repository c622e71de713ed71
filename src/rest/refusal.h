#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace idm::rest {

/// Why a REST request is refused, before the surface gives it its shape. Handlers may throw it;
/// dispatch makes one of every other error.
struct Refusal : std::runtime_error {
  Refusal(int http_status, std::string refusal_type, const std::string& detail)
      : std::runtime_error(detail), status(http_status), type(std::move(refusal_type)) {}

  int status;
  /// A word for programs: scimType, or of 401 "missing", "invalid_token", "expired"; of 409 from
  /// the rules "uniqueness"; "" = none.
  std::string type;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

}  // namespace idm::rest
