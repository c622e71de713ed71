#include "connectors/soap_attributes.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "core/ascii.h"

namespace idm::connectors {
namespace {

/// Whole UTF-8 sequences and no NUL; base64 hides all else that XML cannot hold.
bool is_text(const std::string& value) {
  std::size_t following = 0;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (following > 0) {
      if ((byte & 0xC0) != 0x80) return false;
      --following;
    } else if (byte >= 0x80) {
      if (byte < 0xC2 || byte > 0xF4) return false;
      following = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    } else if (byte == 0) {
      return false;
    }
  }
  return following == 0;
}

std::vector<std::string> sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

bool has(const Attribute* attribute, const std::string& value) {
  return attribute && std::find(attribute->values.begin(), attribute->values.end(), value) !=
                          attribute->values.end();
}

/// An empty text is as good as none.
bool is_empty(const Attribute* attribute) {
  return !attribute || std::all_of(attribute->values.begin(), attribute->values.end(),
                                   [](const std::string& value) { return value.empty(); });
}

void add_items(SoapAttribute& wire, const Attribute& wanted, const Attribute* found) {
  wire.data_type = "memberOf";
  for (const std::string& group : wanted.values)
    if (!fits_xml(group))
      throw Failure(Failure::Kind::Refused, "a group's name holds what XML cannot hold");
  for (const std::string& group : wanted.values)
    wire.items.push_back({base64_of(group), group,
                          has(found, group) ? SoapOperation::Unchanged : SoapOperation::Add});
  if (!found) return;
  for (const std::string& group : found->values)
    if (!has(&wanted, group))
      wire.items.push_back({base64_of(group), group, SoapOperation::Delete});
}

SoapAttribute as_wire(const Attribute& wanted, const Attribute* found, SoapOperation operation,
                      const std::string& groups) {
  SoapAttribute wire;
  wire.name = wanted.name;
  wire.operation = operation;
  // OpenIAM's LDAP connector leaves out of a modify what has no data type.
  wire.data_type = "string";
  if (ascii::same(wanted.name, groups)) {
    add_items(wire, wanted, found);
  } else if (std::all_of(wanted.values.begin(), wanted.values.end(), is_text)) {
    for (const std::string& value : wanted.values) wire.values.push_back(base64_of(value));
  } else if (wanted.values.size() == 1) {
    wire.bytes = wanted.values.front();
    wire.data_type = "byteArray";
  } else {
    throw Failure(Failure::Kind::Refused,
                  "attribute '" + wanted.name +
                      "' has several binary values, and OpenIAM's connectors take one");
  }
  return wire;
}

SoapOperation operation_of(const Attribute& wanted, const Attribute* found) {
  const bool there = !is_empty(found);
  if (is_empty(&wanted)) return there ? SoapOperation::Delete : SoapOperation::Unchanged;
  if (wanted.secret) return SoapOperation::Replace;
  if (!there)
    return ascii::same(wanted.name, "objectclass") ? SoapOperation::Replace : SoapOperation::Add;
  return sorted(wanted.values) == sorted(found->values) ? SoapOperation::Unchanged
                                                        : SoapOperation::Replace;
}

}  // namespace

std::string base64_of(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its final NUL
  return text;
}

std::string from_base64(const std::string& text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int refused =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), " \r\n\t", &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (refused != 0 || end != text.data() + text.size()) return text;
  bytes.resize(size);
  return bytes;
}

bool fits_xml(const std::string& text) {
  return is_text(text) && std::none_of(text.begin(), text.end(), [](unsigned char c) {
           return c < ' ' && c != '\t' && c != '\n' && c != '\r';
         });
}

std::vector<SoapAttribute> attributes_to_add(const Account& account, const std::string& groups) {
  std::vector<SoapAttribute> wire;
  for (const Attribute& attribute : account.attributes)
    if (!is_empty(&attribute))
      wire.push_back(as_wire(attribute, nullptr, SoapOperation::Add, groups));
  return wire;
}

std::vector<SoapAttribute> attributes_to_modify(const Account& account, const Account& found,
                                                const std::string& groups) {
  std::vector<SoapAttribute> wire;
  for (const Attribute& wanted : account.attributes) {
    const Attribute* now = find_attribute(found, wanted.name);
    const SoapOperation operation = operation_of(wanted, now);
    if (is_empty(&wanted) && operation == SoapOperation::Unchanged) continue;
    wire.push_back(
        as_wire(is_empty(&wanted) ? Attribute{wanted.name, {}} : wanted, now, operation, groups));
    wire.back().object_type = wanted.secret ? "PASSWORD" : "USER";
  }
  return wire;
}

SoapAttribute original_identity(const std::string& name) {
  SoapAttribute wire;
  wire.name = "ORIG_IDENTITY";
  wire.operation = SoapOperation::Replace;
  wire.values = {base64_of(name)};
  wire.data_type = "String";
  return wire;
}

const Attribute* find_attribute(const Account& account, const std::string& name) {
  for (const Attribute& attribute : account.attributes)
    if (ascii::same(attribute.name, name)) return &attribute;
  return nullptr;
}

}  // namespace idm::connectors
