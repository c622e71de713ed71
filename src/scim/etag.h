#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace idm::scim {

/// A weak tag for a text: texts that differ have different ones.
std::string weak_tag(std::string_view text);

/// What an If-Match or If-None-Match header says of a version: `*`, or a list of tags; weak
/// comparison (RFC 7644 section 3.14).
bool matches(std::string_view header, std::string_view version);

/// Throws 412 when there is an If-Match that the version does not match.
void require_match(const std::optional<std::string>& if_match, std::string_view version);

}  // namespace idm::scim
