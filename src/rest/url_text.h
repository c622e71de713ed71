#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idm::rest {

/// Percent-decoded once; nothing when a percent sign is not followed by two hex digits, or the
/// result is not UTF-8 or holds a NUL.
std::optional<std::string> percent_decoded(std::string_view text);

/// The segments of a path, decoded each for itself: %2F stays within one. Empty segments at the end
/// are left out. One that cannot be decoded stays as it was sent, and `broken` is set.
std::vector<std::string> path_segments(std::string_view path, bool& broken);

/// Names and values of a query or of a form; + is a blank. Throws Refusal 400.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text);

}  // namespace idm::rest
