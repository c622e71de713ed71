#include "core/install_paths.h"

#include <filesystem>

namespace idm {

std::string shipped_dir(const std::string& name) {
  namespace fs = std::filesystem;
  std::error_code missing;
  const fs::path program = fs::read_symlink("/proc/self/exe", missing);
  const fs::path installed = program.parent_path().parent_path() / "share" / "provisiond" / name;
  if (!missing && fs::is_directory(installed, missing)) return installed.string();
  return (fs::path(IDM_SOURCE_DIR) / name).string();
}

}  // namespace idm
