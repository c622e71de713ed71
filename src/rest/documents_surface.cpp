#include "rest/documents_surface.h"

#include "rest/json_body.h"

namespace idm::rest {
namespace {

http::Response openapi(const Request&, Services&) {
  return {200, "application/json", std::string(openapi_document), {}};
}

http::Response page(const Request&, Services&) {
  http::Response response{200, "text/html; charset=utf-8", std::string(documents_page), {}};
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; script-src "
                                "'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'");
  return response;
}

std::optional<Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                           const Config&) {
  if (segments.size() != 1 || (segments[0] != "openapi.json" && segments[0] != "docs"))
    return std::nullopt;
  return Mount{0};
}

const std::vector<Route>& routes() {
  static const std::vector<Route> all{
      {"GET", "openapi.json", openapi, 0, Route::Work::Reads},
      {"GET", "docs",         page,    0, Route::Work::Reads},
  };
  return all;
}

http::Response refuse(const Request&, const Refusal& refusal) {
  Json json;
  json["status"] = refusal.status;
  json["message"] = refusal.what();
  return json_response(refusal.status, json);
}

}  // namespace

const Surface documents_surface{"documents", mount, routes, refuse};

}  // namespace idm::rest
