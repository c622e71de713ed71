#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace idm {

/// Percent-decoded once (RFC 3986 section 2.1); nothing when a percent sign is not followed by two
/// hex digits, or stands for a NUL.
std::optional<std::string> percent_decoded(std::string_view text);

/// The reverse: all is encoded but what RFC 3986 calls unreserved, and the characters in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = "");

}  // namespace idm
