#include "rest/rest_service.h"

#include <algorithm>
#include <chrono>

#include "core/ascii.h"
#include "core/error.h"
#include "core/log.h"
#include "http/base_url.h"
#include "rest/json_body.h"
#include "rest/url_text.h"

namespace idm::rest {
namespace {

using Clock = std::chrono::steady_clock;

/// Whether the route's path is the request's; fills what stands in {…}.
bool fits(const Route& route, const std::vector<std::string>& segments, bool fold_case,
          std::map<std::string, std::string>& parameters) {
  std::string_view path = route.path;
  std::map<std::string, std::string> found;
  for (const std::string& segment : segments) {
    if (path.empty()) return false;
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.starts_with('{')) {
      found.emplace(part.substr(1, part.size() - 2), segment);
    } else if (fold_case ? !ascii::same(segment, part) : segment != part) {
      return false;
    }
  }
  if (!path.empty()) return false;
  parameters.merge(found);
  return true;
}

/// Where `count` segments end in a path as sent.
std::string first_segments(const std::string& path, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0; --count) end = std::min(path.find('/', end + 1), path.size());
  return path.substr(0, end);
}

/// What every surface says when the rules throw.
Refusal refusal_of(const Error& error, const std::string& request_id) {
  const ErrorForm& form = form_of(error.code());
  const bool away = error.code() == ErrorCode::StoreUnavailable;
  if (away)
    log::warn("store_unavailable", {
                                       {"id",     request_id  },
                                       {"reason", error.what()}
    });
  Refusal refusal(form.http_status, form.scim_type,
                  away ? "the repository is not available, try again later" : error.what());
  if (form.http_status == 503) refusal.headers.emplace_back("Retry-After", "1");
  return refusal;
}

/// In the surface's shape; where the path belongs to none, a plain object.
http::Response shaped(const Surface* surface, const Request& request, const Refusal& refusal) {
  http::Response response = surface != nullptr
                                ? surface->refuse(request, refusal)
                                : json_response(refusal.status, {
                                                                    {"status",  refusal.status},
                                                                    {"message", refusal.what()}
  });
  for (const auto& header : refusal.headers) response.headers.push_back(header);
  return response;
}

/// The caller gets a reference, the log the rest.
Refusal bug(const Request& request, const char* what) {
  log::error("rest_bug", {
                             {"id",   request.http.id  },
                             {"path", request.http.path},
                             {"what", what             }
  });
  return {500, "", "internal error, reference " + request.http.id};
}

bool is_preflight(const http::Request& request) {
  return request.method == "OPTIONS" && !request.header("origin").empty() &&
         !request.header("access-control-request-method").empty();
}

http::Response preflight(const http::Request& request) {
  http::Response response{204, "", "", {}};
  response.headers.emplace_back("Access-Control-Allow-Methods",
                                "GET, POST, PUT, PATCH, DELETE, HEAD");
  const std::string_view asked = request.header("access-control-request-headers");
  if (!asked.empty()) response.headers.emplace_back("Access-Control-Allow-Headers", asked);
  response.headers.emplace_back("Access-Control-Max-Age", "600");
  return response;
}

/// Whose path it is; takes the mount off it. `broken`: it cannot be decoded.
const Surface* claim(Request& request, const Config& config, bool& broken) {
  const std::vector<std::string> segments = path_segments(request.http.path, broken);
  for (const Surface* surface : surfaces()) {
    std::optional<Mount> mount = surface->mount(segments, request.http, config);
    if (!mount) continue;
    request.segments.assign(segments.begin() + static_cast<std::ptrdiff_t>(mount->segments),
                            segments.end());
    request.parameters = std::move(mount->parameters);
    request.mount = first_segments(request.http.path, mount->segments);
    return surface;
  }
  return nullptr;
}

bool is_read(const Route& route) { return route.work == Route::Work::Reads; }

}  // namespace

std::optional<std::string> Request::asked(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string> Request::all_asked(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query)
    if (key == name) values.push_back(value);
  return values;
}

/// A request on its way through the pools.
struct RestService::Work {
  Request request;
  http::Responder respond;
  const Surface* surface = nullptr;
  const Route* route = nullptr;
  std::string allowed = {};  // methods of that path
  bool all_open = false;     // there are some, and none needs a token
  Clock::time_point start = Clock::now();
};

RestService::RestService(Services& services, http::Workers& workers)
    : services_(services),
      config_(services.config),
      access_(services),
      rate_limit_(services.config.rest.rate_limit),
      workers_(workers) {}

void RestService::handle(http::Request request, http::Responder respond) {
  auto work = std::make_shared<Work>();
  work->request.http = std::move(request);
  work->respond = std::move(respond);
  // Authentication may read the database: even finding the call's pool is a worker's.
  if (!workers_.readers.try_post([this, work] { dispatch(work); }))
    work->respond(refuse(work->request.http, 503, "too many requests are waiting"));
}

void RestService::dispatch(const std::shared_ptr<Work>& work) {
  try {
    if (config_.rest.cors_origins.size() > 0 && is_preflight(work->request.http))
      return reply(*work, preflight(work->request.http));
    prepare(*work);
  } catch (...) {
    return reply(*work, refuse_what_was_thrown(*work));
  }
  if (is_read(*work->route)) return run(work);
  if (!workers_.writers.try_post([this, work] { run(work); })) reply(*work, overloaded(*work));
}

void RestService::prepare(Work& work) {
  Request& request = work.request;
  bool broken = false;
  work.surface = claim(request, config_, broken);
  if (broken) throw Refusal(400, "invalidSyntax", "the path is not percent-encoded UTF-8");
  if (work.surface == nullptr) throw Refusal(404, "", "nothing is served at " + request.http.path);
  if (!http::is_private(request.http, config_.http))
    throw Refusal(403, "", "plain HTTP is answered on this machine only; use HTTPS");
  const std::optional<std::string> base = http::base_url(request.http, config_.http);
  if (!base) throw Refusal(400, "invalidValue", http::not_a_host(request.http, config_.http));
  request.base_url = *base;
  find_route(work);
  // Who may not call at all learns nothing of what is there.
  const bool open = work.route != nullptr ? work.route->roles == 0 : work.all_open;
  if (!open) authorise(work);
  if (work.route == nullptr) refuse_unrouted(work);
  if (request.http.body.size() > config_.rest.max_body_bytes)
    throw Refusal(
        413, "",
        "the body is longer than " + std::to_string(config_.rest.max_body_bytes) + " bytes");
  request.query = form_fields(request.http.query);
  const bool rehearsal = std::any_of(
      request.http.headers.begin(), request.http.headers.end(),
      [](const auto& header) { return header.first == "x-dry-run" && header.second != "false"; });
  if (!is_read(*work.route) && rehearsal)
    throw Refusal(400, "invalidValue",
                  "X-Dry-Run is for SOAP calls; nothing was done (docs/operations.md)");
}

void RestService::find_route(Work& work) const {
  Request& request = work.request;
  const std::string method = request.http.method == "HEAD" ? "GET" : request.http.method;
  bool literal = false;
  for (const Route& route : work.surface->routes()) {
    std::map<std::string, std::string> parameters = request.parameters;
    const bool has_names = std::string_view(route.path).find('{') != std::string_view::npos;
    if (literal && has_names && work.surface->literal_first) continue;
    if (!fits(route, request.segments, work.surface->fold_case, parameters)) continue;
    literal = literal || !has_names;
    work.all_open = route.roles == 0 && (work.all_open || work.allowed.empty());
    if (work.allowed.find(route.method) == std::string::npos)
      work.allowed += (work.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (work.route != nullptr || method != route.method) continue;
    work.route = &route;
    request.parameters = std::move(parameters);
  }
}

void RestService::refuse_unrouted(const Work& work) {
  const http::Request& http = work.request.http;
  if (work.allowed.empty()) throw Refusal(404, "", "nothing is served at " + http.path);
  Refusal refusal(405, "", http.method + " is not served at " + http.path);
  refusal.headers.emplace_back("Allow", work.allowed);
  throw std::move(refusal);
}

void RestService::authorise(Work& work) {
  Request& request = work.request;
  request.caller = access_.identify(request.http, *work.surface);
  const int wait =
      work.surface->rate_limited ? rate_limit_.seconds_to_wait(request.caller.token_id) : 0;
  if (wait > 0) {
    Refusal refusal(429, "",
                    "too many requests with this token; wait " + std::to_string(wait) + " s");
    refusal.headers.emplace_back("Retry-After", std::to_string(wait));
    throw std::move(refusal);
  }
  if (work.route != nullptr && (work.route->roles & request.caller.roles) == 0)
    throw Refusal(
        403, "", "the token lacks a role that may do this: one of " + to_string(work.route->roles));
  const auto tenant = request.parameters.find("tenant");
  if (tenant != request.parameters.end() && !request.caller.tenant.empty() &&
      request.caller.tenant != tenant->second)
    throw Refusal(403, "", "the token is for another tenant");
}

void RestService::run(const std::shared_ptr<Work>& work) {
  http::Response response;
  try {
    response = work->route->handler(work->request, services_);
  } catch (...) {
    response = refuse_what_was_thrown(*work);
  }
  reply(*work, std::move(response));
}

http::Response RestService::refuse_what_was_thrown(const Work& work) const {
  try {
    throw;
  } catch (const Refusal& refusal) {
    return shaped(work.surface, work.request, refusal);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Internal)
      return shaped(work.surface, work.request, refusal_of(error, work.request.http.id));
    return shaped(work.surface, work.request, bug(work.request, error.what()));
  } catch (const std::exception& error) {
    return shaped(work.surface, work.request, bug(work.request, error.what()));
  }
}

http::Response RestService::overloaded(const Work& work) const {
  Refusal refusal(503, "", "too many requests are waiting; try again in a second");
  refusal.headers.emplace_back("Retry-After", "1");
  return shaped(work.surface, work.request, refusal);
}

void RestService::reply(const Work& work, http::Response response) const {
  const http::Request& request = work.request.http;
  add_cors(request, response);
  const auto ms = std::chrono::duration<double, std::milli>(Clock::now() - work.start).count();
  log::info("rest_request", {
                                {"id",      request.id                                           },
                                {"surface", work.surface == nullptr ? "none" : work.surface->name},
                                {"method",  request.method                                       },
                                {"route",   work.route == nullptr ? "none" : work.route->path    },
                                {"status",  response.status                                      },
                                {"ms",      ms                                                   },
                                {"caller",  work.request.caller.subject                          },
                                {"peer",    request.peer                                         }
  });
  work.respond(std::move(response));
}

http::Response RestService::refuse(const http::Request& readable, int status,
                                   const std::string& reason) const {
  Request request{readable};
  bool broken = false;
  const Surface* surface = claim(request, config_, broken);
  return shaped(surface, request, Refusal(status, status == 400 ? "invalidSyntax" : "", reason));
}

void RestService::add_cors(const http::Request& request, http::Response& response) const {
  const std::string_view origin = request.header("origin");
  const auto& allowed = config_.rest.cors_origins;
  if (origin.empty() || std::none_of(allowed.begin(), allowed.end(), [&](const std::string& one) {
        return one == "*" || one == origin;
      }))
    return;
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "ETag, Location, Retry-After, X-Request-Id, X-Total-Count");
  response.headers.emplace_back("Vary", "Origin");
}

}  // namespace idm::rest
