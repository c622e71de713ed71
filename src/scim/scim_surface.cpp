#include "scim/scim_surface.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "scim/attributes.h"
#include "scim/call.h"
#include "scim/handlers.h"

namespace idm::scim {
namespace {

using rest::Route;

/// What stands directly behind the mount; anything else is a tenant.
bool is_endpoint(const std::string& segment) {
  static constexpr std::array<std::string_view, 8> names{
      "Users",         "Groups",  "Bulk", ".search", "ServiceProviderConfig",
      "ResourceTypes", "Schemas", "Me"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return ascii::same(name, segment); });
}

std::optional<rest::Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                                 const Config& config) {
  if (segments.size() < 2 || segments[0] != "scim" || segments[1] != "v2") return std::nullopt;
  rest::Mount found{2, {}};
  found.parameters["tenant"] = config.default_domain;
  if (segments.size() > 2 && !segments[2].empty() && !is_endpoint(segments[2])) {
    found.segments = 3;
    found.parameters["tenant"] = segments[2];
  }
  return found;
}

const std::vector<Route>& routes() {
  constexpr CallerRoles may = caller_role::scim | caller_role::org_admin, anybody = 0;
  constexpr Route::Work reads = Route::Work::Reads, writes = Route::Work::Writes;
  static const std::vector<Route> all{
      {"GET",    "",                      list_all,                    may,     reads },
      {"POST",   ".search",               search_all,                  may,     reads },
      {"POST",   "Bulk",                  post_bulk,                   may,     writes},
      {"GET",    "Users",                 list_users,                  may,     reads },
      {"POST",   "Users",                 post_user,                   may,     writes},
      {"POST",   "Users/.search",         search_users,                may,     reads },
      {"GET",    "Users/{id}",            get_user,                    may,     reads },
      {"PUT",    "Users/{id}",            put_user,                    may,     writes},
      {"PATCH",  "Users/{id}",            patch_user,                  may,     writes},
      {"DELETE", "Users/{id}",            delete_user,                 may,     writes},
      {"GET",    "Groups",                list_groups,                 may,     reads },
      {"POST",   "Groups",                post_group,                  may,     writes},
      {"POST",   "Groups/.search",        search_groups,               may,     reads },
      {"GET",    "Groups/{id}",           get_group,                   may,     reads },
      {"PUT",    "Groups/{id}",           put_group,                   may,     writes},
      {"PATCH",  "Groups/{id}",           patch_group,                 may,     writes},
      {"DELETE", "Groups/{id}",           delete_group,                may,     writes},
      {"GET",    "ServiceProviderConfig", get_service_provider_config, anybody, reads },
      {"GET",    "ResourceTypes",         get_resource_types,          anybody, reads },
      {"GET",    "ResourceTypes/{name}",  get_resource_type,           anybody, reads },
      {"GET",    "Schemas",               get_schemas,                 anybody, reads },
      {"GET",    "Schemas/{urn}",         get_schema,                  anybody, reads },
      {"GET",    "Me",                    refuse_me,                   may,     reads },
      {"POST",   "Me",                    refuse_me,                   may,     reads },
      {"PUT",    "Me",                    refuse_me,                   may,     reads },
      {"PATCH",  "Me",                    refuse_me,                   may,     reads },
      {"DELETE", "Me",                    refuse_me,                   may,     reads },
  };
  return all;
}

http::Response refuse(const rest::Request&, const rest::Refusal& refusal) {
  return refusal_response(refusal);
}

}  // namespace

const rest::Surface scim_surface{.name = "scim",
                                 .mount = mount,
                                 .routes = routes,
                                 .refuse = refuse,
                                 .fold_case = true,
                                 .takes_basic = true,
                                 .literal_first = true};

}  // namespace idm::scim
