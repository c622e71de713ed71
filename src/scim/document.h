#pragma once

#include "scim/attributes.h"
#include "scim/values.h"

/// What clients send, made into the working form (attributes.h): names as the table spells them,
/// values of the right type, null and [] gone, readOnly and unknown members left out.
namespace idm::scim {

/// A resource as sent with POST or PUT. Takes names in whatever case, dotted (`name.givenName`) and
/// behind a URN, truth values as texts, one element in place of a list, a bare text in place of an
/// element or of a complex value (its `value`). Throws an invalidSyntax when it is no object, an
/// invalidValue that names the attribute when a value has the wrong type, when two elements are
/// primary, or a member has no value.
Json read_document(const ResourceType& type, const Json& sent);

/// One value as sent for an attribute or a sub-attribute; of a multi-valued one the list, whether
/// an array or one element was sent. Null: the value is absent (null, [], {}). `name`: what
/// messages call it. Throws as read_document. Elements that are primary are not counted.
Json read_value(const Attribute& attribute, const Json& sent, const std::string& name);

/// Throws an invalidValue when a list of the document has two primary elements.
void refuse_two_primaries(const ResourceType& type, const Json& document);

/// Throws an invalidValue when a required attribute is absent or blank.
void refuse_missing(const ResourceType& type, const Json& document);

/// The document with its members, on every level, in the order of the table: equal documents have
/// equal texts. Elements keep their order.
Json in_order(const ResourceType& type, const Json& document);

/// The same of what clients may write, on every level: without readOnly members, `schemas` and the
/// password.
Json writable_part(const ResourceType& type, const Json& document);

}  // namespace idm::scim
