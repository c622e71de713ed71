#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idm {

/// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);

/// White space is passed by; nothing when the text is no base64.
std::optional<std::vector<char>> from_base64(const std::string& text);

}  // namespace idm
