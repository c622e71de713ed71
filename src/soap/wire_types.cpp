#include "soap/wire_types.h"

#include <algorithm>
#include <iterator>

#include "core/ascii.h"

namespace idm::soap::wire {
namespace {

namespace table {
#include "soap/wire_types.inc"
}  // namespace table

// The same function as in make_wire_types.py.
std::uint32_t name_hash(std::string_view name) {
  std::uint32_t value = 2166136261u;
  for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  return value ^ (value >> 15);
}

template <typename Matches>
const Field* probe(const Type& type, std::string_view name, Matches matches) {
  for (std::uint32_t at = name_hash(name);; ++at) {
    const std::uint16_t index = table::hashes[type.first_hash + (at & type.hash_mask)];
    if (index == none) return nullptr;
    const Field& field = table::fields[index];
    if (field.name == name && matches(field)) return &field;
  }
}

Namespace family_of(std::string_view name, Namespace ns) {
  for (const Type& type : table::types)
    if (type.ns == ns && type.name == name) return type.family;
  return ns;
}

bool derives_from(const Type& type, const Type& ancestor) {
  const Type* at = &type;
  while (at->family != ancestor.family || at->name != ancestor.name) {
    if (at->base == none) return false;
    at = &table::types[at->base];
  }
  return true;
}

}  // namespace

Namespace namespace_index(std::string_view uri) {
  for (std::size_t i = 0; i < std::size(table::namespaces); ++i)
    if (table::namespaces[i] == uri) return static_cast<Namespace>(i);
  return foreign_namespace;
}

std::string_view namespace_name(Namespace ns) { return table::namespaces[ns]; }

const Type& body_of(Service service) {
  return table::types[table::first_body + (service == Service::UserData ? 1 : 0)];
}

const Type& type_at(std::uint16_t index) { return table::types[index]; }
const Field& field_at(std::uint16_t index) { return table::fields[index]; }
const Enumeration& enumeration_at(std::uint16_t index) { return table::enumerations[index]; }

const Field* find_field(const Type& type, std::string_view name, Namespace ns, bool attribute) {
  return probe(type, name, [ns, attribute](const Field& field) {
    return field.ns == ns && field.has(Attribute) == attribute;
  });
}

const Field* find_field_anywhere(const Type& type, std::string_view name) {
  return probe(type, name, [](const Field& field) { return !field.has(Attribute); });
}

const Type* find_derived(const Type& declared, std::string_view name, Namespace ns) {
  const Namespace family = family_of(name, ns);
  if (declared.name == name && declared.family == family) return &declared;
  for (const Type& type : table::types)
    if (type.name == name && type.family == family && derives_from(type, declared)) return &type;
  return nullptr;
}

std::string_view exact_literal(const Enumeration& enumeration, std::string_view text) {
  const Literal* literal = table::literals + enumeration.first_literal;
  for (const Literal* end = literal + enumeration.literals; literal != end; ++literal)
    if (ascii::same(literal->folded, text)) return literal->exact;
  return {};
}

std::string literal_list(const Enumeration& enumeration) {
  std::string list;
  for (std::size_t i = 0; i < enumeration.literals; ++i) {
    const Literal& literal = table::literals[enumeration.first_literal + i];
    if (!ascii::same(literal.folded, literal.exact)) continue;  // a spelling of another one
    if (!list.empty()) list += ", ";
    list += literal.exact;
  }
  return list;
}

}  // namespace idm::soap::wire
