#include <array>

#include "scim/call.h"
#include "scim/handlers.h"
#include "scim/resource_list.h"

namespace idm::scim {
namespace {

using Types = std::span<const ResourceType* const>;

constexpr std::array<const ResourceType*, 1> users{&user_type}, groups{&group_type};
constexpr std::array<const ResourceType*, 2> users_and_groups{&user_type, &group_type};

http::Response listed(const rest::Request& request, Services& services, Types types) {
  const Place place = place_of(request, services);
  const ListRequest asked =
      read_list_parameters([&](const char* name) { return request.all_asked(name); });
  return read_message_response(list_response(place, types, asked));
}

http::Response searched(const rest::Request& request, Services& services, Types types) {
  const Place place = place_of(request, services);
  return message_response(200, list_response(place, types, read_search(body_of(request))));
}

}  // namespace

http::Response list_users(const rest::Request& request, Services& services) {
  return listed(request, services, users);
}
http::Response list_groups(const rest::Request& request, Services& services) {
  return listed(request, services, groups);
}
http::Response list_all(const rest::Request& request, Services& services) {
  return listed(request, services, users_and_groups);
}
http::Response search_users(const rest::Request& request, Services& services) {
  return searched(request, services, users);
}
http::Response search_groups(const rest::Request& request, Services& services) {
  return searched(request, services, groups);
}
http::Response search_all(const rest::Request& request, Services& services) {
  return searched(request, services, users_and_groups);
}

}  // namespace idm::scim
