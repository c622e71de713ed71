#include "rest/policy_errors.h"

#include <algorithm>
#include <cstdlib>

#include "core/ascii.h"
#include "core/ids.h"
#include "rest/json_body.h"

namespace idm::rest {
namespace {

constexpr const char* shipped_locale = "en-US";

struct Form {
  int status;
  const char *detail_code, *text;
};

constexpr Form forms[] = {
    {400, "400.1 Bad Request Content",
     "The request was syntactically correct but its content is semantically invalid."                            },
    {403, "403 Forbidden",                       "The server understood the request but refuses to authorize it."},
    {404, "404 Not found",
     "The server did not find a current representation for the target resource."                                 },
    {408, "408 Request Timeout",                 "The request did not arrive in time."                           },
    {409, "409 Conflict",                        "The request conflicts with the current state of the resource." },
    {412, "409 Conflict",                        "The request conflicts with the current state of the resource." },
    {413, "413 Payload Too Large",               "The request is larger than the server takes."                  },
    {414, "414 URI Too Long",                    "The request's address is longer than the server takes."        },
    {431, "431 Request Header Fields Too Large",
     "The request's headers are larger than the server takes."                                                   },
    {503, "503 Service Unavailable",             "The server cannot answer at the moment; try again later."      },
    {500, "500.0 Internal Fault",                "An internal fault occurred."                                   },
};

/// The last one for what has none of its own.
const Form& form_of(int status) {
  const auto found = std::find_if(std::begin(forms), std::end(forms),
                                  [&](const Form& form) { return form.status == status; });
  return found == std::end(forms) ? *std::prev(std::end(forms)) : *found;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return ascii::lower(text.substr(begin, text.find_last_not_of(" \t") + 1 - begin));
}

/// A range of Accept-Language that the caller wants and that means our locale (RFC 4647
/// section 3.3).
bool selects(std::string_view range) {
  const std::size_t semicolon = std::min(range.find(';'), range.size());
  const std::string tag = trimmed(range.substr(0, semicolon));
  std::string weight = trimmed(range.substr(std::min(semicolon + 1, range.size())));
  if (weight.starts_with("q=") && std::strtod(weight.c_str() + 2, nullptr) <= 0) return false;
  return tag == "en-us" || tag == "en";
}

/// DEFAULT unless the caller asked for a locale that we have.
const char* locale_origin(const Request& request) {
  std::string_view ranges = request.http.header("accept-language");
  while (!ranges.empty()) {
    const std::size_t comma = std::min(ranges.find(','), ranges.size());
    if (selects(ranges.substr(0, comma))) return "REQUEST";
    ranges.remove_prefix(std::min(comma + 1, ranges.size()));
  }
  return "DEFAULT";
}

Json message(const char* origin, const std::string& text) {
  return {
      {"locale",       shipped_locale},
      {"localeOrigin", origin        },
      {"text",         text          }
  };
}

Json unauthorized(const Refusal& refusal) {
  const std::string why = refusal.type == "expired" ? "JWT is expired" : refusal.what();
  return {
      {"error", "JWT validation failed: " + why}
  };
}

Json not_supported(const Refusal& refusal, const std::string& tracking) {
  return {
      {"errorName",    "NotSupportedException"},
      {"errorMessage", refusal.what()         },
      {"trackingId",   tracking               }
  };
}

Json body_of(const Request& request, const Refusal& refusal, const std::string& tracking) {
  if (refusal.status == 401) return unauthorized(refusal);
  if (refusal.status == 405 || refusal.status == 415) return not_supported(refusal, tracking);
  if (refusal.status == 429)
    return {
        {"message", " Rate Limit Exceeded "}
    };
  const Form& form = form_of(refusal.status);
  const char* origin = locale_origin(request);
  const bool unparsable = refusal.status == 400 && refusal.type == "invalidSyntax";
  return {
      {"detailCode", unparsable ? "400 Bad Request" : form.detail_code},
      {"trackingId", tracking                                         },
      {"messages",   Json::array({message(origin, form.text)})        },
      {"causes",     Json::array({message(origin, refusal.what())})   }
  };
}

}  // namespace

std::string tracking_id(const Request& request) {
  const std::string& id = request.http.id;
  return id.size() == 33 && id[0] == 'R' ? id.substr(1) : new_id();
}

http::Response policy_error(const Request& request, const Refusal& refusal) {
  const std::string tracking = tracking_id(request);
  http::Response response = json_response(refusal.status, body_of(request, refusal, tracking));
  response.headers.emplace_back("SLPT-Request-ID", tracking);
  return response;
}

}  // namespace idm::rest
