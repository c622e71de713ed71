#include "scim/f5_surface.h"

#include "rest/json_body.h"
#include "scim/call.h"
#include "scim/f5_call.h"
#include "scim/f5_handlers.h"

namespace idm::scim {
namespace {

using rest::Route;

/// The documentation prints a long prefix, which real tenants do not have.
std::optional<rest::Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                                 const Config& config) {
  for (std::size_t i = 0; i + 4 < segments.size(); ++i)
    if (segments[i] == "api" && segments[i + 1] == "scim" && segments[i + 2] == "namespaces" &&
        segments[i + 4] == "v2")
      return rest::Mount{
          i + 5,
          {{"ns", segments[i + 3]}, {"mode", config.f5_mode}, {"tenant", config.default_domain}}
      };
  return std::nullopt;
}

const std::vector<Route>& routes() {
  constexpr CallerRoles may = caller_role::scim | caller_role::org_admin;
  constexpr Route::Work reads = Route::Work::Reads, writes = Route::Work::Writes;
  static const std::vector<Route> all{
      {"GET",    "Users",                 f5::list_users,                  may, reads },
      {"POST",   "Users",                 f5::post_user,                   may, writes},
      {"GET",    "Users/{id}",            f5::get_user,                    may, reads },
      {"PUT",    "Users/{id}",            f5::put_user,                    may, writes},
      {"PATCH",  "Users/{id}",            f5::patch_user,                  may, writes},
      {"DELETE", "Users/{id}",            f5::delete_user,                 may, writes},
      {"GET",    "Groups",                f5::list_groups,                 may, reads },
      {"POST",   "Groups",                f5::post_group,                  may, writes},
      {"GET",    "Groups/{id}",           f5::get_group,                   may, reads },
      {"PUT",    "Groups/{id}",           f5::put_group,                   may, writes},
      {"PATCH",  "Groups/{id}",           f5::patch_group,                 may, writes},
      {"DELETE", "Groups/{id}",           f5::delete_group,                may, writes},
      {"GET",    "ResourceTypes",         f5::get_resource_types,          may, reads },
      {"GET",    "ResourceTypes/{id}",    f5::get_resource_type,           may, reads },
      {"GET",    "Schemas",               f5::get_schemas,                 may, reads },
      {"GET",    "Schemas/{id}",          f5::get_schema,                  may, reads },
      {"GET",    "ServiceProviderConfig", f5::get_service_provider_config, may, reads },
  };
  return all;
}

http::Response refuse(const rest::Request& request, const rest::Refusal& refusal) {
  if (f5::is_rfc(request)) return refusal_response(refusal);
  return rest::json_response(refusal.status, Json(refusal.what()));
}

}  // namespace

const rest::Surface f5_surface{"f5", mount, routes, refuse, false, false, true};

}  // namespace idm::scim
