#include "scim/path.h"

#include "scim/error.h"

namespace idm::scim {
namespace {

[[noreturn]] void refuse(const Path& path, const std::string& why) {
  throw invalid_path("the path '" + path.text + "' " + why);
}

}  // namespace

Path parse_path(const ResourceType& type, std::string_view text) {
  Path path;
  path.text = std::string(text);
  const std::size_t bracket = text.find('[');
  const auto name = find_name(type, text.substr(0, bracket));
  if (!name) refuse(path, "names nothing that a " + std::string(type.name) + " has");
  path.extension = name->extension;
  path.attribute = name->attribute;
  path.sub = name->sub;
  if (bracket == std::string_view::npos) return path;
  if (!path.attribute || !path.attribute->multi_valued || !path.attribute->is_complex() || path.sub)
    refuse(path, "has brackets after what has no elements");
  std::size_t end = 0;
  path.filter = parse_bracketed_filter(text.substr(bracket + 1), end);
  std::string_view rest = text.substr(bracket + 1 + end);
  if (rest.empty()) return path;
  if (!rest.starts_with('.')) refuse(path, "goes on after its brackets without a dot");
  rest.remove_prefix(1);
  path.sub = path.attribute->sub(rest);
  if (!path.sub)
    refuse(path, "names a sub-attribute that '" + std::string(path.attribute->name) + "' has not");
  return path;
}

}  // namespace idm::scim
