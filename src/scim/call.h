#pragma once

#include <optional>
#include <string>

#include "rest/refusal.h"
#include "rest/request.h"
#include "scim/place.h"
#include "scim/projection.h"
#include "scim/values.h"

/// What the handlers of src/scim share: a request in SCIM's terms, an answer in HTTP's.
namespace idm::scim {

/// Throws 404 for a tenant that is no security domain, 406 when the caller takes no JSON.
Place place_of(const rest::Request& request, Services& services);

/// By the parameters `attributes` and `excludedAttributes`.
Projection projection_of(const rest::Request& request, const ResourceType& type);

/// The JSON of the body. Throws 415, an invalidSyntax.
Json body_of(const rest::Request& request);

std::optional<std::string> if_match_of(const rest::Request& request);

/// 304 when the request's If-None-Match names that version.
std::optional<http::Response> not_modified(const rest::Request& request,
                                           const std::string& version);

/// A resource with its ETag.
http::Response resource_response(int status, const Json& resource, const Projection& shown);
/// The same for a GET: 304 when If-None-Match matches.
http::Response read_response(const rest::Request& request, const Json& resource,
                             const Projection& shown);
/// The same for a PATCH: 204 when that is what the caller prefers or configuration says.
http::Response patch_response(const rest::Request& request, const Place& place,
                              const Json& resource, const Projection& shown);
/// A message such as a ListResponse.
http::Response message_response(int status, const Json& message);
/// The same for a GET of what may be kept and asked after.
http::Response read_message_response(const Json& message);

/// An Error body (RFC 7644 section 3.12).
Json error_body(int status, const std::string& scim_type, const std::string& detail);

/// The answer to what is refused.
http::Response refusal_response(const rest::Refusal& refusal);

}  // namespace idm::scim
