#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "orm/role.h"

namespace idm {

/// A key that a table of the file may have.
struct ReferenceKey {
  std::string name;
  std::size_t limit = 0;    ///< characters that fit the column; 0: the value is a whole number
  const char* refers = "";  ///< the kind whose id the value must be
};

/// A kind of table, [[role]] or, nested, [[policy.attribute]].
struct ReferenceKind {
  std::string name;
  std::string id_key = "id";
  std::string second_id_key = "";  ///< not empty: tells rows apart together with id_key
  std::size_t id_limit = 32;
  bool in_domain = false;    ///< has a key `domain`, which is part of its identity
  bool takes_roles = false;  ///< has a list `roles` of "ROLE" or "DOMAIN/ROLE"
  std::vector<ReferenceKey> keys = {};
  std::vector<ReferenceKind> nested = {};
};

/// A value and where it stands ("file:line").
template <class T>
struct Located {
  std::string where;
  T value;
};

/// One table of the file, checked against its kind.
struct ReferenceEntry {
  std::string kind;
  std::string where;
  std::string id;
  std::string second_id;
  std::string domain;
  std::map<std::string, Located<std::variant<std::string, int>>> values;
  std::optional<std::vector<Located<RoleId>>> roles;
  std::vector<ReferenceEntry> nested;

  /// How messages call it: "role IDM/HR".
  std::string label() const {
    return kind + " " + (domain.empty() ? id : domain + "/" + id) +
           (second_id.empty() ? "" : " " + second_id);
  }
};

/// Reads the file; entries in the order of `kinds`, then of the file. Throws Error(InvalidArgument)
/// with file and line for bad TOML, unknown keys and tables, wrong types, values too long, and ids
/// given twice.
std::vector<ReferenceEntry> read_reference_file(const std::string& path,
                                                const std::vector<ReferenceKind>& kinds,
                                                const std::string& default_domain);

}  // namespace idm
