#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

// style.md section 2: "tests/layers.txt says the same in eight lines, and a test greps the includes
// against it."
namespace {

namespace fs = std::filesystem;
using Layers = std::map<std::string, std::set<std::string>>;

Layers read_layers() {
  Layers layers;
  std::ifstream file(std::string(IDM_SOURCE_DIR) + "/tests/layers.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string folder, allowed;
    words >> folder;
    folder.pop_back();
    layers[folder].insert(folder);
    while (words >> allowed) layers[folder].insert(allowed);
  }
  return layers;
}

/// The folder of each #include "…" of a file; a file directly in src/ is its own name.
std::set<std::string> included_folders(const fs::path& path) {
  static const std::regex include("^#include \"([^\"/]+)(/[^\"]*)?\"");
  std::set<std::string> folders;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (std::smatch match; std::regex_search(line, match, include)) folders.insert(match[1]);
  return folders;
}

fs::path folder_path(const std::string& folder) {
  const fs::path root(IDM_SOURCE_DIR);
  return folder == "orm" ? root / "orm" : root / "src" / folder;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(folders_include_only_the_layers_below_them) {
  std::size_t seen = 0;
  for (const auto& [folder, allowed] : read_layers()) {
    if (!fs::exists(folder_path(folder))) continue;
    for (const fs::directory_entry& file : fs::directory_iterator(folder_path(folder))) {
      const std::string extension = file.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      ++seen;
      for (const std::string& included : included_folders(file.path()))
        BOOST_TEST(allowed.count(included) == 1U,
                   file.path().filename().string() << " of " << folder << " includes " << included);
    }
  }
  BOOST_TEST(seen > 100U);
}

BOOST_AUTO_TEST_CASE(every_folder_of_src_has_a_layer) {
  const Layers layers = read_layers();
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(IDM_SOURCE_DIR) / "src"))
    if (entry.is_directory()) BOOST_TEST(layers.count(entry.path().filename()) == 1U, entry.path());
}

// style.md section 2: "soapH.h is included only by src/soap"; "*-odb.hxx is included only by .cpp
// files".
BOOST_AUTO_TEST_CASE(generated_headers_stay_where_they_belong) {
  for (const char* folder : {"core", "identity", "provisioning", "http", "soap"})
    for (const fs::directory_entry& file : fs::directory_iterator(folder_path(folder))) {
      std::ifstream stream(file.path());
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      if (std::string(folder) != "soap")
        BOOST_TEST(text.find("soapH.h") == std::string::npos, file.path());
      if (file.path().extension() == ".h")
        BOOST_TEST(text.find("-odb.hxx") == std::string::npos, file.path());
    }
}

BOOST_AUTO_TEST_SUITE_END()
