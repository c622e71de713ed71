#pragma once

#include "rest/request.h"
#include "scim/list_request.h"
#include "scim/place.h"
#include "scim/values.h"

/// What the handlers of the F5 dialect share.
namespace idm::scim::f5 {

/// f5.mode: answers as RFC 7644 has them, not as F5 publishes them.
bool is_rfc(const rest::Request& request);

/// As of scim/call.h; throws 404 for a namespace other than system.
Place place_of(const rest::Request& request, Services& services);

http::Response answered(const rest::Request& request, const Json& body);
/// A resource with its ETag; 304 for a GET whose If-None-Match names its version.
http::Response answered_resource(const rest::Request& request, const Json& shown);
/// What was made: 201 with its Location, or 200.
http::Response created(const rest::Request& request, const Json& shown);
/// What is gone: 204, or 200; empty.
http::Response removed(const rest::Request& request);

/// `page` is another name of startIndex.
ListRequest list_request(const rest::Request& request);
/// A number that proto JSON writes as a text, unless the mode is rfc.
Json counter(const rest::Request& request, std::int64_t number);

}  // namespace idm::scim::f5
