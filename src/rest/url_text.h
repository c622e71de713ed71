#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idm::rest {

/// Percent-decoded once; nothing when that cannot be done, or the result is not UTF-8.
std::optional<std::string> decoded_text(std::string_view text);

/// The segments of a path, decoded each for itself: %2F stays within one. Empty segments at the end
/// are left out. One that cannot be decoded stays as it was sent, and `broken` is set.
std::vector<std::string> path_segments(std::string_view path, bool& broken);

/// Names and values of a query or of a form; + is a blank. Throws Refusal 400.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text);

}  // namespace idm::rest
