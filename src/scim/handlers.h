#pragma once

#include "rest/request.h"
#include "services.h"

/// The calls of SCIM (contract rest.md 1.1), for the route table.
namespace idm::scim {

http::Response post_user(const rest::Request& request, Services& services);
http::Response get_user(const rest::Request& request, Services& services);
http::Response put_user(const rest::Request& request, Services& services);
http::Response patch_user(const rest::Request& request, Services& services);
http::Response delete_user(const rest::Request& request, Services& services);

http::Response post_group(const rest::Request& request, Services& services);
http::Response get_group(const rest::Request& request, Services& services);
http::Response put_group(const rest::Request& request, Services& services);
http::Response patch_group(const rest::Request& request, Services& services);
http::Response delete_group(const rest::Request& request, Services& services);

http::Response list_users(const rest::Request& request, Services& services);
http::Response list_groups(const rest::Request& request, Services& services);
http::Response list_all(const rest::Request& request, Services& services);
http::Response search_users(const rest::Request& request, Services& services);
http::Response search_groups(const rest::Request& request, Services& services);
http::Response search_all(const rest::Request& request, Services& services);
http::Response post_bulk(const rest::Request& request, Services& services);

http::Response get_service_provider_config(const rest::Request& request, Services& services);
http::Response get_resource_types(const rest::Request& request, Services& services);
http::Response get_resource_type(const rest::Request& request, Services& services);
http::Response get_schemas(const rest::Request& request, Services& services);
http::Response get_schema(const rest::Request& request, Services& services);

/// 501 until a token is bound to a user.
http::Response refuse_me(const rest::Request& request, Services& services);

}  // namespace idm::scim
