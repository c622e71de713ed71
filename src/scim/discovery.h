#pragma once

#include <string>
#include <vector>

#include "scim/values.h"

/// The documents by which clients find out what we serve (RFC 7643 sections 5 to 7), made from the
/// table of attributes.
namespace idm::scim {

/// `base_url`: what a location begins with.
Json service_provider_config(const std::string& base_url);
std::vector<Json> resource_types(const std::string& base_url);
std::vector<Json> schema_documents(const std::string& base_url);

}  // namespace idm::scim
