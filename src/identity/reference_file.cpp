#include "identity/reference_file.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "core/error.h"
#include "core/nearest.h"

namespace idm {
namespace {

constexpr std::size_t domain_limit = 20, role_limit = 32;

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, where + ": " + why);
}

/// Characters, not bytes: that is what columns count. The file is known to be UTF-8.
std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

class Reader {
 public:
  Reader(const std::string& path, const std::string& default_domain)
      : path_(path), default_domain_(default_domain) {}

  std::vector<ReferenceEntry> entries(const toml::table& table,
                                      const std::vector<ReferenceKind>& kinds) const {
    std::vector<ReferenceEntry> all;
    for (const ReferenceKind& kind : kinds) {
      const toml::node* node = table.get(kind.name);
      if (!node) continue;
      const toml::array* array = node->as_array();
      if (!array || array->empty() || !array->is_homogeneous<toml::table>())
        refuse(at(*node), "\"" + kind.name + "\" must be tables, each under [[" + kind.name + "]]");
      for (const toml::node& item : *array) all.push_back(entry(*item.as_table(), kind));
    }
    return all;
  }

  void check_keys(const toml::table& table, const std::vector<std::string>& known,
                  const std::string& what) const {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) == known.end())
        refuse(at(node), "unknown " + what + " \"" + name + "\"" + did_you_mean(name, known));
    }
  }

 private:
  std::string at(const toml::node& node) const { return at_line(node.source().begin.line); }
  std::string at_line(std::uint64_t line) const { return path_ + ":" + std::to_string(line); }

  ReferenceEntry entry(const toml::table& table, const ReferenceKind& kind) const {
    check_keys(table, known_keys(kind), "key of [[" + kind.name + "]]");
    ReferenceEntry entry;
    entry.kind = kind.name;
    entry.where = at(table);
    entry.id = identity(table, kind, kind.id_key);
    if (!kind.second_id_key.empty()) entry.second_id = identity(table, kind, kind.second_id_key);
    if (kind.in_domain) {
      const toml::node* domain = table.get("domain");
      entry.domain = domain ? text(*domain, "domain", domain_limit) : default_domain_;
    }
    for (const ReferenceKey& key : kind.keys)
      if (const toml::node* node = table.get(key.name))
        entry.values[key.name] = {at(*node), value(*node, key)};
    if (const toml::node* roles = table.get("roles")) entry.roles = role_list(*roles);
    entry.nested = entries(table, kind.nested);
    return entry;
  }

  std::string identity(const toml::table& table, const ReferenceKind& kind,
                       const std::string& key) const {
    const toml::node* node = table.get(key);
    if (!node) refuse(at(table), "this [[" + kind.name + "]] lacks its " + key);
    const std::string id = text(*node, key, kind.id_limit);
    if (id.empty()) refuse(at(*node), key + " must not be empty");
    return id;
  }

  static std::vector<std::string> known_keys(const ReferenceKind& kind) {
    std::vector<std::string> known{kind.id_key};
    if (!kind.second_id_key.empty()) known.push_back(kind.second_id_key);
    if (kind.in_domain) known.push_back("domain");
    if (kind.takes_roles) known.push_back("roles");
    for (const ReferenceKey& key : kind.keys) known.push_back(key.name);
    for (const ReferenceKind& nested : kind.nested) known.push_back(nested.name);
    return known;
  }

  std::variant<std::string, int> value(const toml::node& node, const ReferenceKey& key) const {
    if (key.limit > 0) return text(node, key.name, key.limit);
    const auto number = node.value_exact<std::int64_t>();
    if (!number) refuse(at(node), key.name + " must be a whole number");
    if (*number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max())
      refuse(at(node), key.name + " is out of range");
    return static_cast<int>(*number);
  }

  std::string text(const toml::node& node, const std::string& name, std::size_t limit) const {
    const auto text = node.value_exact<std::string>();
    if (!text) refuse(at(node), name + " must be a string");
    if (length_of(*text) > limit)
      refuse(at(node), name + " is longer than " + std::to_string(limit) + " characters");
    return *text;
  }

  std::vector<Located<RoleId>> role_list(const toml::node& node) const {
    const toml::array* array = node.as_array();
    if (!array) refuse(at(node), "roles must be a list of \"ROLE\" or \"DOMAIN/ROLE\"");
    std::vector<Located<RoleId>> roles;
    for (const toml::node& item : *array) {
      const std::string name = text(item, "a role in roles", domain_limit + 1 + role_limit);
      const std::size_t slash = name.find('/');
      const RoleId id = slash == std::string::npos
                            ? RoleId{name, default_domain_}
                            : RoleId{name.substr(slash + 1), name.substr(0, slash)};
      const bool twice = std::any_of(roles.begin(), roles.end(),
                                     [&](const auto& other) { return other.value == id; });
      if (twice) refuse(at(item), "role " + name + " is listed twice");
      roles.push_back({at(item), id});
    }
    return roles;
  }

  const std::string path_;
  const std::string default_domain_;
};

void refuse_duplicates(const std::vector<ReferenceEntry>& entries) {
  std::map<std::string, std::string> seen;
  for (const ReferenceEntry& entry : entries) {
    const auto [first, fresh] = seen.emplace(entry.label(), entry.where);
    if (!fresh)
      refuse(entry.where, entry.label() + " stands here a second time, after " + first->second);
    refuse_duplicates(entry.nested);
  }
}

}  // namespace

std::vector<ReferenceEntry> read_reference_file(const std::string& path,
                                                const std::vector<ReferenceKind>& kinds,
                                                const std::string& default_domain) {
  if (access(path.c_str(), R_OK) != 0 || std::filesystem::is_directory(path))
    refuse(path, "cannot be read");
  try {
    const toml::table table = toml::parse_file(path);
    const Reader reader(path, default_domain);
    std::vector<std::string> names;
    for (const ReferenceKind& kind : kinds) names.push_back(kind.name);
    reader.check_keys(table, names, "table");
    std::vector<ReferenceEntry> entries = reader.entries(table, kinds);
    refuse_duplicates(entries);
    return entries;
  } catch (const toml::parse_error& error) {
    refuse(path + ":" + std::to_string(error.source().begin.line),
           std::string(error.description()));
  }
}

}  // namespace idm
