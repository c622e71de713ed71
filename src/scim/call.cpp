#include "scim/call.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "rest/json_body.h"
#include "rest/requestor.h"
#include "scim/error.h"
#include "scim/etag.h"
#include "scim/resource.h"

namespace idm::scim {
namespace {

constexpr const char* media_type = "application/scim+json";

const std::vector<std::string>& json_types() {
  static const std::vector<std::string> types{media_type, "application/json"};
  return types;
}

/// The words for programs that RFC 7644 section 3.12 and RFC 9865 know; others have them, too.
bool is_scim_type(const std::string& type) {
  static constexpr std::array<std::string_view, 12> types{
      "invalidFilter", "tooMany",       "uniqueness",    "mutability",
      "invalidSyntax", "invalidPath",   "noTarget",      "invalidValue",
      "invalidVers",   "invalidCursor", "expiredCursor", "invalidCount"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool prefers(const rest::Request& request, const char* what) {
  return ascii::lower(request.http.header("prefer")).find(std::string("return=") + what) !=
         std::string::npos;
}

}  // namespace

Place place_of(const rest::Request& request, Services& services) {
  if (!rest::accepts(request, json_types()))
    throw Refusal(406, "", "Accept allows neither application/scim+json nor application/json");
  Place place{services, services.reference.get(), request.base_url + request.mount,
              request.parameter("tenant")};
  if (!place.reference->has_domain(place.domain)) throw not_found("there is no such tenant");
  place.requestor = rest::requestor_of(request);
  place.requestor.domain = place.domain;
  place.bound = !request.caller.tenant.empty();
  return place;
}

Projection projection_of(const rest::Request& request, const ResourceType& type) {
  return {type, request.all_asked("attributes"), request.all_asked("excludedAttributes")};
}

Json body_of(const rest::Request& request) { return rest::json_body(request, json_types()); }

std::optional<std::string> if_match_of(const rest::Request& request) {
  const std::string_view header = request.http.header("if-match");
  return header.empty() ? std::nullopt : std::optional<std::string>(header);
}

http::Response message_response(int status, const Json& message) {
  return rest::json_response(status, message, media_type);
}

http::Response read_message_response(const Json& message) {
  http::Response response = message_response(200, message);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Response resource_response(int status, const Json& resource, const Projection& shown) {
  http::Response response = message_response(status, shown.apply(resource));
  response.headers.emplace_back("ETag", version_of(resource));
  return response;
}

std::optional<http::Response> not_modified(const rest::Request& request,
                                           const std::string& version) {
  const std::string_view known = request.http.header("if-none-match");
  if (known.empty() || !matches(known, version)) return std::nullopt;
  http::Response response{304, "", "", {}};
  response.headers.emplace_back("ETag", version);
  return response;
}

http::Response read_response(const rest::Request& request, const Json& resource,
                             const Projection& shown) {
  std::optional<http::Response> unchanged = not_modified(request, version_of(resource));
  http::Response response =
      unchanged ? std::move(*unchanged) : resource_response(200, resource, shown);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Response patch_response(const rest::Request& request, const Place& place,
                              const Json& resource, const Projection& shown) {
  const bool usually_none = place.services.config.scim.patch_response == "204";
  const bool none =
      usually_none ? !prefers(request, "representation") : prefers(request, "minimal");
  if (!none || shown.is_selective()) return resource_response(200, resource, shown);
  http::Response response{204, "", "", {}};
  response.headers.emplace_back("ETag", version_of(resource));
  return response;
}

http::Response refusal_response(const rest::Refusal& refusal) {
  return message_response(
      refusal.status,
      error_body(refusal.status, is_scim_type(refusal.type) ? refusal.type : "", refusal.what()));
}

Json error_body(int status, const std::string& scim_type, const std::string& detail) {
  Json error;
  error["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:Error"};
  error["status"] = std::to_string(status);
  if (!scim_type.empty()) error["scimType"] = scim_type;
  error["detail"] = detail;
  return error;
}

}  // namespace idm::scim
