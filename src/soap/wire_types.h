#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "soap/xml_guard.h"

namespace idm::soap::wire {

/// What a request may hold, as constant tables made from the contract by
/// generated/make_wire_types.py.
enum class Kind : std::uint8_t { Complex, String, Boolean, Int, DateTime, Enum };

/// Index of a namespace of the contract. 0 is "no namespace".
using Namespace = std::uint8_t;
constexpr Namespace no_namespace = 0;
constexpr Namespace foreign_namespace = 255;  ///< none of the contract's

enum FieldFlag : std::uint8_t {
  Many = 1,       ///< may be repeated
  Attribute = 2,  ///< an XML attribute
  Extra = 4,      ///< of another published version: goes to Guarded::extras
  Clearable = 8,  ///< xsi:nil in modifyUser clears it
};

constexpr std::uint16_t none = 0xFFFF;

struct Field {
  std::string_view name;
  std::string_view tag;  ///< as written for gSOAP, prefix included; of an Extra: its path
  Namespace ns;
  Kind kind;
  std::uint16_t target;          ///< Complex: index of the type; Enum: of the enumeration
  std::uint16_t slot;            ///< spellings of one field share it
  std::uint16_t max_characters;  ///< 0: no limit
  std::uint8_t flags;

  bool has(FieldFlag flag) const { return (flags & flag) != 0; }
};

/// Types whose elements are numbered, so that an Extra can say which one holds it.
enum class Counted : std::uint8_t { No, UserAttribute, ExtensibleAttribute, Group, ProvisionUser };
constexpr std::size_t counted_types = 5;

struct Type {
  std::string_view name;
  std::string_view tag;  ///< for xsi:type
  Namespace ns;
  Namespace family;    ///< ns; for a type of the user service with a provisioning twin: the twin's
  std::uint16_t base;  ///< index of the base type, or none
  std::uint16_t first_hash, hash_mask;
  std::uint16_t
      true_when_absent;  ///< index of the boolean field that is true unless given, or none
  Counted counted;
};

struct Enumeration {
  std::string_view name;
  std::uint16_t first_literal, literals;
};

struct Literal {
  std::string_view folded;  ///< lower case
  std::string_view exact;
};

Namespace namespace_index(std::string_view uri);
std::string_view namespace_name(Namespace ns);

/// The pseudo-type whose fields are the service's operations.
const Type& body_of(Service service);
const Type& type_at(std::uint16_t index);
const Field& field_at(std::uint16_t index);
const Enumeration& enumeration_at(std::uint16_t index);

/// The element or attribute of that name and namespace, or nullptr.
const Field* find_field(const Type& type, std::string_view name, Namespace ns,
                        bool attribute = false);
/// The same in any namespace: for the hint in a refusal.
const Field* find_field_anywhere(const Type& type, std::string_view name);

/// The type that an xsi:type names where `declared` is expected: `declared` itself (also when its
/// twin in the other service is named), a type derived from it, or nullptr.
const Type* find_derived(const Type& declared, std::string_view name, Namespace ns);

/// The exact literal for a spelling in any letter case; empty when there is none.
std::string_view exact_literal(const Enumeration& enumeration, std::string_view text);
/// The literals, for a refusal: active, inactive, ...
std::string literal_list(const Enumeration& enumeration);

}  // namespace idm::soap::wire
