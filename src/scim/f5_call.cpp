#include "scim/f5_call.h"

#include "rest/json_body.h"
#include "scim/call.h"
#include "scim/error.h"
#include "scim/resource.h"

namespace idm::scim::f5 {
namespace {

const char* media_type(const rest::Request& request) {
  return is_rfc(request) ? "application/scim+json" : "application/json";
}

}  // namespace

bool is_rfc(const rest::Request& request) {
  // The listener's own refusals come before the path is known to be ours.
  const auto mode = request.parameters.find("mode");
  return mode != request.parameters.end() && mode->second == "rfc";
}

Place place_of(const rest::Request& request, Services& services) {
  if (request.parameter("ns") != "system")
    throw not_found("there is no namespace '" + request.parameter("ns") + "'; it is system");
  return scim::place_of(request, services);
}

http::Response answered(const rest::Request& request, const Json& body) {
  return rest::json_response(200, body, media_type(request));
}

http::Response answered_resource(const rest::Request& request, const Json& shown) {
  const std::string version = version_of(shown);
  if (request.http.method == "GET" || request.http.method == "HEAD")
    if (std::optional<http::Response> unchanged = not_modified(request, version)) return *unchanged;
  http::Response response = answered(request, shown);
  response.headers.emplace_back("ETag", version);
  return response;
}

http::Response created(const rest::Request& request, const Json& shown) {
  http::Response response = answered_resource(request, shown);
  if (is_rfc(request)) response.status = 201;
  response.headers.emplace_back("Location", shown["meta"]["location"].get<std::string>());
  return response;
}

http::Response removed(const rest::Request& request) {
  return {is_rfc(request) ? 204 : 200, "", "", {}};
}

ListRequest list_request(const rest::Request& request) {
  return read_list_parameters([&](const char* name) {
    std::vector<std::string> all = request.all_asked(name);
    if (all.empty() && std::string_view(name) == "startIndex") all = request.all_asked("page");
    return all;
  });
}

Json counter(const rest::Request& request, std::int64_t number) {
  if (is_rfc(request)) return number;
  return std::to_string(number);
}

}  // namespace idm::scim::f5
