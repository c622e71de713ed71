#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What SCIM resources consist of (RFC 7643): the one table that drives reading, writing, PATCH,
/// filters and the discovery documents.
///
/// The working form of a resource everywhere in src/scim is an nlohmann::ordered_json object with
/// the names of this table, in its spelling; an extension is an object under its URN. Attributes
/// without a value are not there: neither null nor [].
namespace idm::scim {

enum class Type { String, Boolean, Integer, DateTime, Binary, Reference, Complex };
enum class Mutability { ReadOnly, ReadWrite, Immutable, WriteOnly };
enum class Returned { Always, Default, Never };
enum class Uniqueness { None, Server };

/// An attribute, or a sub-attribute of a complex one. All rows are static: compare by address.
struct Attribute {
  std::string_view name;
  std::string_view description;
  Type type = Type::String;
  bool multi_valued = false;
  bool case_exact = false;
  bool required = false;
  Mutability mutability = Mutability::ReadWrite;
  Returned returned = Returned::Default;
  Uniqueness uniqueness = Uniqueness::None;
  bool blank_is_none = false;  ///< an empty text that is sent says that there is no value
  std::span<const std::string_view> canonical_values = {};
  std::span<const std::string_view> reference_types = {};
  std::span<const Attribute> sub_attributes = {};

  bool is_complex() const { return type == Type::Complex; }
  bool is_read_only() const { return mutability == Mutability::ReadOnly; }
  /// Null when there is none of that name, in whatever case.
  const Attribute* sub(std::string_view name) const;
};

/// A named list of attributes.
struct Schema {
  std::string_view urn;
  std::string_view name;
  std::string_view description;
  std::span<const Attribute> attributes;

  /// Null when there is none of that name, in whatever case.
  const Attribute* attribute(std::string_view name) const;
};

/// One kind of resource: its endpoint and the schemas it is made of.
struct ResourceType {
  std::string_view name;
  std::string_view endpoint;  ///< below the mount, with a slash
  std::string_view description;
  const Schema* core;
  std::span<const Schema* const> extensions = {};

  /// The core schema or an extension; null when it is neither. URNs compare without case.
  const Schema* schema(std::string_view urn) const;
};

inline constexpr std::string_view user_urn = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view group_urn = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view enterprise_urn =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

extern const ResourceType user_type;
extern const ResourceType group_type;

/// What every resource has beside its schemas: schemas, id, externalId, meta.
std::span<const Attribute> common_attributes();
/// All schemas, in the order of the discovery document.
std::span<const Schema* const> all_schemas();

/// What a name stands for.
struct Name {
  const Schema* extension = nullptr;     ///< null: the core schema or a common attribute
  const Attribute* attribute = nullptr;  ///< null: the whole extension
  const Attribute* sub = nullptr;        ///< null: the whole attribute

  /// The last part named. Null for a whole extension.
  const Attribute* leaf() const { return sub ? sub : attribute; }
};

/// Looks up `attr`, `attr.sub`, `urn:attr`, `urn:attr.sub` or a bare extension URN, in whatever
/// case. Dots inside a URN belong to the URN. Nothing when this type of resource has none such.
std::optional<Name> find_name(const ResourceType& type, std::string_view text);

/// The name as the table spells it, with the URN of an extension.
std::string spelled(const Name& name);

}  // namespace idm::scim
