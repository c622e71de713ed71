#include "rest/mid_surface.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/log.h"
#include "http/base_url.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"

namespace idm::rest {
namespace {

constexpr CallerRoles who_may = caller_role::user_admin | caller_role::org_admin;

bool is_address(const std::string& host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string without_port(const std::string& host) {
  return host.starts_with('[') ? host : host.substr(0, host.find(':'));
}

/// The first label of {tenantId}.{hostname}. A host of one label, an address, and the host of
/// http.public_url name none.
std::string tenant_of_host(const http::Request& request, const Config& config) {
  const std::string host = without_port(http::asked_host(request, config.http));
  const std::size_t dot = host.find('.');
  const bool bare = dot == std::string::npos || dot == 0 || is_address(host) ||
                    ascii::same(host, http::host_of_url(config.http.public_url));
  return bare ? config.default_domain : host.substr(0, dot);
}

std::optional<Mount> tenant_mount(const std::vector<std::string>& segments,
                                  const http::Request& request, const Config& config) {
  if (segments.size() < 2 || segments[0] != "digitanium" || segments[1] != "v4")
    return std::nullopt;
  return Mount{2, {{"realm", tenant_of_host(request, config)}}};
}

std::optional<Mount> realm_mount(const std::vector<std::string>& segments, const http::Request&,
                                 const Config&) {
  if (segments.size() < 3 || segments[0] != "auth" || segments[1] != "realms") return std::nullopt;
  return Mount{3, {{"realm", segments[2]}}};
}

const std::vector<Route>& tenant_routes() {
  using enum Route::Work;
  static const std::vector<Route> all{
      {"POST",   "users",                             mid::create_user,         who_may, Writes},
      {"GET",    "users",                             mid::list_users,          who_may, Reads },
      {"GET",    "users/{userName}/profile",          mid::user_info,           who_may, Reads },
      {"PUT",    "users/{userName}/update",           mid::update_user,         who_may, Writes},
      {"DELETE", "users/{userName}",                  mid::delete_user,         who_may, Writes},
      {"GET",    "users/{userName}/provision/status", mid::creation_status,     who_may, Reads },
      {"POST",   "users/{userName}/activationcodes",  mid::add_activation_code, who_may, Writes},
      {"GET",    "users/{userName}/devices",          mid::list_devices,        who_may, Reads },
      {"DELETE", "devices/{id}",                      mid::delete_device,       who_may, Writes},
      {"POST",   "role/{rolename}",                   mid::add_role,            who_may, Writes},
  };
  return all;
}

const std::vector<Route>& realm_routes() {
  using enum Route::Work;
  static const std::vector<Route> all{
      {"POST",   "v3_user",                             mid::create_user,         who_may, Writes},
      {"GET",    "v3_user/getusers",                    mid::list_users,          who_may, Reads },
      {"GET",    "v3_user/devices/{userName}",          mid::list_devices,        who_may, Reads },
      {"GET",    "v3_user/{userName}",                  mid::user_info,           who_may, Reads },
      {"PUT",    "v3_user/{userName}/update",           mid::update_user,         who_may, Writes},
      {"DELETE", "v3_user/{userName}",                  mid::delete_user,         who_may, Writes},
      {"GET",    "v3_user/{userName}/provision/status", mid::creation_status,     who_may, Reads },
      {"POST",   "v3_activationcode/{userName}",        mid::add_activation_code, who_may, Writes},
      {"DELETE", "v3_device/{id}",                      mid::delete_device,       who_may, Writes},
      {"POST",   "v3_role/{rolename}",                  mid::add_role,            who_may, Writes},
  };
  return all;
}

/// The envelope's status for what has no word of its own.
const char* word_of(int status) {
  switch (status) {
    case 400:
      return "BAD_REQUEST";
    case 401:
      return "Unauthorized";
    case 403:
      return "FORBIDDEN";
    case 404:
      return "NOT_FOUND";
    case 405:
      return "METHOD_NOT_ALLOWED";
    case 408:
      return "REQUEST_TIMEOUT";
    case 409:
      return "CONFLICT";
    case 412:
      return "PRECONDITION_FAILED";
    case 413:
      return "PAYLOAD_TOO_LARGE";
    case 414:
      return "URI_TOO_LONG";
    case 415:
      return "UNSUPPORTED_MEDIA_TYPE";
    case 429:
      return "TOO_MANY_REQUESTS";
    case 431:
      return "REQUEST_HEADER_FIELDS_TOO_LARGE";
    case 501:
      return "NOT_IMPLEMENTED";
    case 502:
      return "BAD_GATEWAY";
    case 503:
      return "SERVICE_UNAVAILABLE";
    default:
      return status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR";
  }
}

mid::SubSystem sub_system_of(const Request& request, const std::string& word) {
  using enum mid::SubSystem;
  const std::vector<std::string>& path = request.segments;
  if (word == "TENANT_NOT_FOUND") return Tenant;
  if (word == "USER_NOT_FOUND" || path.empty()) return Users;
  if (path[0] == "role" || path[0] == "v3_role") return Tenant;
  const bool about_devices = path[0] == "devices" || path[0] == "v3_device" ||
                             path[0] == "v3_activationcode" ||
                             (path[0] == "v3_user" && path.size() == 3 && path[1] == "devices") ||
                             (path[0] == "users" && path.size() == 3 &&
                              (path[2] == "devices" || path[2] == "activationcodes"));
  return about_devices ? Devices : Users;
}

bool is_own_word(const std::string& type) {
  return !type.empty() && std::all_of(type.begin(), type.end(),
                                      [](char c) { return ascii::is_upper(c) || c == '_'; });
}

http::Response refuse(const Request& request, const Refusal& refusal) {
  std::string word = is_own_word(refusal.type) ? refusal.type : word_of(refusal.status);
  std::string message = refusal.what();
  if (refusal.status == 401) message = "HTTP 401 Unauthorized";
  if (refusal.type == "uniqueness") message = "User already exists";
  // The rules' own word that somebody is gone meanwhile.
  if (word == "NOT_FOUND" && request.parameters.contains("userName")) {
    word = "USER_NOT_FOUND";
    message = mid::no_such_user().what();
  }
  return mid::answer(refusal.status, word, message, sub_system_of(request, word));
}

void warn_of(const char* flag, const std::string& system, const Config& config,
             const Reference* reference) {
  const char* why = nullptr;
  if (system.empty())
    why = "it names no managed system";
  else if (system == config.default_managed_system)
    why = "it names the repository itself";
  else if (reference != nullptr && !reference->has_managed_system(system))
    why = "there is no such managed system";
  if (why)
    log::warn("provision_status_unmapped", {
                                               {"option", flag                  },
                                               {"value",  system                },
                                               {"reason", why                   },
                                               {"effect", "its flag stays false"}
    });
}

}  // namespace

const Surface mid_tenant_surface{.name = "mid",
                                 .mount = tenant_mount,
                                 .routes = tenant_routes,
                                 .refuse = refuse,
                                 .rate_limited = false};
const Surface mid_realm_surface{.name = "mid_realm",
                                .mount = realm_mount,
                                .routes = realm_routes,
                                .refuse = refuse,
                                .rate_limited = false};

void warn_of_status_settings(const Config& config, const Reference* reference) {
  warn_of("provision_status.ssms", config.provision_status.ssms, config, reference);
  warn_of("provision_status.mpower", config.provision_status.mpower, config, reference);
}

}  // namespace idm::rest
