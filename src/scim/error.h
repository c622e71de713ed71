#pragma once

#include <string>
#include <string_view>

#include "rest/refusal.h"

namespace idm::scim {

/// A SCIM request is refused: what all of src/scim throws. what() is the reply's `detail`: which
/// attribute and why; never a secret, never another user's data.
class Refusal : public rest::Refusal {
 public:
  /// `scim_type` is a word of RFC 7644 section 3.12, or empty.
  Refusal(int http_status, std::string_view scim_type, const std::string& detail)
      : rest::Refusal(http_status, std::string(scim_type), detail) {}
  int status() const { return rest::Refusal::status; }
  std::string_view scim_type() const { return type; }
};

inline Refusal invalid_syntax(const std::string& detail) { return {400, "invalidSyntax", detail}; }
inline Refusal invalid_value(const std::string& detail) { return {400, "invalidValue", detail}; }
inline Refusal invalid_path(const std::string& detail) { return {400, "invalidPath", detail}; }
inline Refusal invalid_filter(const std::string& detail) { return {400, "invalidFilter", detail}; }
inline Refusal no_target(const std::string& detail) { return {400, "noTarget", detail}; }
inline Refusal mutability(const std::string& detail) { return {400, "mutability", detail}; }
inline Refusal uniqueness(const std::string& detail) { return {409, "uniqueness", detail}; }
inline Refusal not_found(const std::string& detail) { return {404, "", detail}; }
inline Refusal precondition_failed(const std::string& detail) { return {412, "", detail}; }

}  // namespace idm::scim
