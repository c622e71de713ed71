#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace idm {

/// The whole of a file; nothing when it cannot be read.
std::optional<std::string> read_text_file(const std::filesystem::path& path);

}  // namespace idm
