#include "core/text_file.h"

#include <fstream>
#include <sstream>

namespace idm {

std::optional<std::string> read_text_file(const std::filesystem::path& path) {
  // A folder opens, and reads as nothing.
  if (std::filesystem::is_directory(path)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return std::nullopt;
  return text.str();
}

}  // namespace idm
