#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connectors/connector.h"

/// Attributes of accounts as places in SCIM resources (RFC 7643, RFC 7644 section 3.5.2).
namespace idm::connectors::scim {

using Json = nlohmann::json;

/// Where an attribute stands: `title`, `name.givenName`, `emails[type eq "work"].value`,
/// `emails[primary eq true].value`, `entitlements.value`, each with the URN of its extension and a
/// colon in front if it has one.
struct Path {
  std::string extension;  ///< "" = the core schema
  std::string attribute;
  std::string type;  ///< of the element of a list; "" = any
  bool primary = false;
  std::string part;  ///< "" = the attribute itself

  bool picks_element() const { return !type.empty() || primary; }
};

/// Throws Failure(Refused) for a text that is none of these.
Path parse_path(const std::string& text);

/// Throws Failure(Refused) for an attribute that stands nowhere, or not with so many values. The
/// functions below take what passed here.
void check(const Attribute& attribute);

/// The resource's attributes by their paths, as find() and list() give them.
std::vector<Attribute> attributes_of(const Json& resource);

/// Writes an attribute into a resource, for POST and PUT.
void apply(Json& resource, const Attribute& attribute);

/// The operations of a PATCH that brings the resource, as read, to these attributes; none when it
/// is there already. Secrets are always written, as no resource shows them.
Json operations(const Json& resource, const std::vector<Attribute>& attributes);

/// A literal in a filter, quoted as JSON is (RFC 7644 section 3.4.2.2).
std::string quoted(const std::string& text);

}  // namespace idm::connectors::scim
