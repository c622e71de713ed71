#pragma once

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

#include "support/database.h"

namespace idm::test {

/// Programs written by a test, and what they leave in their folder.
class Scripts {
 public:
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  /// An executable file; returns its path.
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    ::chmod(path(name).c_str(), 0755);
    return path(name);
  }

  /// "" when it is not there.
  std::string text(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  TemporaryFolder folder_;
};

/// The first piece of code in that language on a page of docs/.
inline std::string code_on_page(const std::string& page, const std::string& language) {
  std::ifstream file(std::string(IDM_SOURCE_DIR) + "/docs/" + page);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string fence = "```" + language + "\n";
  const std::size_t start = text.find(fence) + fence.size();
  return text.substr(start, text.find("```", start) - start);
}

}  // namespace idm::test
