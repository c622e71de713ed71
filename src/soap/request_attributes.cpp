// The part of RequestWalk that reads attributes: xsi:nil, xsi:type, and those of the contract.
#include <algorithm>
#include <cstring>
#include <iterator>

#include "soap/lexical.h"
#include "soap/refusal.h"
#include "soap/request_walk.h"

namespace idm::soap {
namespace {

constexpr std::string_view xsi_uri = "http://www.w3.org/2001/XMLSchema-instance";

/// Where clients take the types of plain values from.
bool is_plain_type_namespace(std::string_view uri) {
  constexpr std::string_view known[] = {
      "http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2000/10/XMLSchema",
      "http://www.w3.org/1999/XMLSchema", "http://schemas.xmlsoap.org/soap/encoding/"};
  return std::find(std::begin(known), std::end(known), uri) != std::end(known);
}

}  // namespace

RequestWalk::XmlAttribute RequestWalk::Tag::attribute(int index) const {
  const xmlChar** value =
      values + 5 * index;  // name, prefix, namespace, start and end of the value
  const char* start = reinterpret_cast<const char*>(value[3]);
  return {
      reinterpret_cast<const char*>(value[0]),
      {start, static_cast<std::size_t>(value[4] - value[3])},
      reinterpret_cast<const char*>(value[2])
  };
}

bool RequestWalk::read_marks(const Tag& tag, const wire::Field& field, Marks& marks) {
  if (field.kind == wire::Kind::Complex) marks.type = &wire::type_at(field.target);
  for (int i = 0; i < tag.attributes; ++i) {
    const XmlAttribute attribute = tag.attribute(i);
    if (attribute.uri == nullptr) {
      if (!stray_attribute(tag, attribute)) return false;
    } else if (attribute.uri == xsi_uri) {
      if (attribute.name == "nil") marks.nil = boolean_of(trimmed(attribute.value)).value_or(false);
      if (attribute.name == "type" && !read_type(tag, field, trimmed(attribute.value), marks))
        return false;
    }
  }
  return true;
}

bool RequestWalk::stray_attribute(const Tag& tag, const XmlAttribute& attribute) {
  // SOAP encoding keeps the value elsewhere in the Body; without it the request would lose data in
  // silence.
  if (attribute.name != "href") return true;
  refuse(where(tag.name, tag.uri, line()) +
         " has an href; the service is document/literal, not SOAP-encoded");
  return false;
}

bool RequestWalk::read_type(const Tag& tag, const wire::Field& field, std::string_view qname,
                            Marks& marks) {
  const std::size_t colon = qname.find(':');
  const std::string_view prefix =
      colon == std::string_view::npos ? std::string_view() : qname.substr(0, colon);
  const std::string_view name = colon == std::string_view::npos ? qname : qname.substr(colon + 1);
  const char* uri = uri_of_prefix(prefix);
  const std::string_view space = uri == nullptr ? std::string_view() : uri;
  const wire::Namespace ns = wire::namespace_index(space);
  bool known = false;
  if (marks.type != nullptr) {
    if (const wire::Type* type = wire::find_derived(*marks.type, name, ns)) {
      marks.type = type;
      known = true;
    }
  } else {
    known = is_plain_type_namespace(space) ||
            (field.kind == wire::Kind::Enum && ns != wire::foreign_namespace &&
             wire::enumeration_at(field.target).name == name);
  }
  if (!known)
    refuse(where(tag.name, tag.uri, line()) + " has the xsi:type '" +
           std::string(clipped(qname, 80)) + "' (" +
           std::string(space.empty() ? "no namespace" : clipped(space, 120)) +
           "), which is not known there");
  return known;
}

const char* RequestWalk::uri_of_prefix(std::string_view prefix) const {
  for (int i = parser_->nsNr - 2; i >= 0; i -= 2) {
    const char* bound = reinterpret_cast<const char*>(parser_->nsTab[i]);
    if (prefix == (bound == nullptr ? std::string_view() : bound))
      return reinterpret_cast<const char*>(parser_->nsTab[i + 1]);
  }
  return nullptr;
}

/// xsi:type and the like pass; an attribute of ours with a prefix would be lost.
void RequestWalk::refuse_qualified(const Tag& tag, const XmlAttribute& attribute,
                                   const wire::Type& type) {
  if (wire::namespace_index(attribute.uri) == wire::foreign_namespace ||
      wire::find_field(type, attribute.name, wire::no_namespace, true) == nullptr)
    return;
  refuse("attribute '" + std::string(attribute.name) + "' of " + where(tag.name, tag.uri, line()) +
         " has a namespace (" + attribute.uri + "); it is known without a prefix");
}

void RequestWalk::write_attributes(const Tag& tag, const wire::Type& type) {
  for (int i = 0; i < tag.attributes; ++i) {
    const XmlAttribute attribute = tag.attribute(i);
    if (attribute.uri != nullptr) {
      refuse_qualified(tag, attribute, type);
      continue;
    }
    const wire::Field* field = wire::find_field(type, attribute.name, wire::no_namespace, true);
    if (field == nullptr) {
      note_dropped("attribute '" + std::string(clipped(attribute.name, 80)) + "' of " +
                   where(tag.name, tag.uri, line()));
    } else if (field->max_characters != 0 && characters(attribute.value) > field->max_characters) {
      refuse("attribute '" + std::string(field->name) + "' of " + where(tag.name, tag.uri, line()) +
             " is longer than " + std::to_string(field->max_characters) + " characters");
    } else {
      out_.attribute(field->name, attribute.value);
    }
  }
}

}  // namespace idm::soap
