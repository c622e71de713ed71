#include "rest/oauth_endpoint.h"

#include <mimetic/mimetic.h>

#include <chrono>

#include "core/base64.h"
#include "core/instant.h"
#include "http/media_type.h"
#include "identity/tokens.h"
#include "rest/json_body.h"
#include "rest/url_text.h"

namespace idm::rest {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::seconds lifetime{749};

/// Names and texts of a multipart/form-data body (RFC 7578). Files are passed by.
Fields multipart_fields(const http::Request& request) {
  // MIME wants its own head before the body.
  const std::string whole =
      "MIME-Version: 1.0\r\nContent-Type: " + request.content_type + "\r\n\r\n" + request.body;
  mimetic::MimeEntity entity(whole.begin(), whole.end());
  Fields fields;
  for (const mimetic::MimeEntity* part : entity.body().parts()) {
    const mimetic::ContentDisposition& disposition = part->header().contentDisposition();
    const std::string name = disposition.param("name");
    if (!name.empty()) fields.emplace_back(name, part->body());
  }
  return fields;
}

Fields fields_of(const Request& request) {
  Fields fields = request.query;
  const std::string type = http::parse_media_type(request.http.content_type).name;
  Fields sent;
  if (type == "multipart/form-data") {
    sent = multipart_fields(request.http);
  } else if (type == "application/x-www-form-urlencoded") {
    sent = form_fields(request.http.body);
  } else if (!request.http.body.empty()) {
    throw Refusal(400, "", "send application/x-www-form-urlencoded or multipart/form-data");
  }
  fields.insert(fields.end(), sent.begin(), sent.end());
  return fields;
}

std::string field(const Fields& fields, std::string_view name) {
  std::string found;
  for (const auto& [key, value] : fields) {
    if (key != name) continue;
    if (!found.empty() && found != value)
      throw Refusal(400, "", std::string(name) + " is given twice");
    found = value;
  }
  return found;
}

/// Name and secret from Authorization: Basic, which are form-encoded in it (RFC 6749 section
/// 2.3.1); nothing without the header.
std::optional<std::pair<std::string, std::string>> basic_client(const http::Request& request) {
  std::string_view header = request.header("authorization");
  if (header.size() < 6 || (header[0] != 'B' && header[0] != 'b') || header[5] != ' ')
    return std::nullopt;
  const auto decoded = from_base64(std::string(header.substr(6)));
  const std::string text = decoded ? std::string(decoded->begin(), decoded->end()) : std::string();
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos)
    throw Refusal(401, "invalid_client", "the Basic header is broken");
  const auto decode = [](const std::string& part) { return decoded_text(part).value_or(part); };
  return std::pair{decode(text.substr(0, colon)), decode(text.substr(colon + 1))};
}

http::Response issue_token(const Request& request, Services& services) {
  const Fields fields = fields_of(request);
  const std::string grant = field(fields, "grant_type");
  if (grant.empty()) throw Refusal(400, "", "grant_type is missing");
  if (grant != "client_credentials")
    throw Refusal(400, "unsupported_grant_type", "grant_type must be client_credentials");
  std::pair<std::string, std::string> client{field(fields, "client_id"),
                                             field(fields, "client_secret")};
  if (const auto basic = basic_client(request.http)) client = *basic;
  const auto bearer = tokens::authenticate(services.store, client.first, client.second);
  const Instant at = now();
  if (!bearer || (!bearer->expires.null() && *bearer->expires <= at))
    throw Refusal(401, "invalid_client", "client id and secret are not those of a token in force");

  Instant expires = at + lifetime;
  if (!bearer->expires.null()) expires = std::min(expires, *bearer->expires);
  const tokens::Issued issued = tokens::create(
      services.store,
      {bearer->subject, bearer->tenant, bearer->roles, Moment(expires), bearer->token_id});
  return json_response(
      200, {
               {"access_token", issued.secret                                                },
               {"token_type",   "bearer"                                                     },
               {"expires_in",   std::chrono::ceil<std::chrono::seconds>(expires - at).count()},
               {"scope",        to_string(bearer->roles)                                     }
  });
}

std::optional<Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                           const Config&) {
  if (segments.size() != 2 || segments[0] != "oauth" || segments[1] != "token") return std::nullopt;
  return Mount{2};
}

const std::vector<Route>& routes() {
  static const std::vector<Route> all{
      {"POST", "", issue_token, 0, Route::Work::Writes},
  };
  return all;
}

/// RFC 6749 section 5.2.
http::Response refuse(const Request&, const Refusal& refusal) {
  const bool named = refusal.type == "invalid_client" || refusal.type == "unsupported_grant_type";
  const char* general = refusal.status < 500 ? "invalid_request" : "server_error";
  http::Response response = json_response(
      refusal.status,
      {
          {"error",             named ? refusal.type : general},
          {"error_description", refusal.what()                }
  });
  if (refusal.type == "invalid_client")
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"provisiond\"");
  return response;
}

}  // namespace

const Surface oauth_surface{"oauth", mount, routes, refuse};

}  // namespace idm::rest
