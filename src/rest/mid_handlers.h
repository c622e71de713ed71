#pragma once

#include "rest/route.h"

/// The operations of the mID-Provider API, for both of its URL shapes. Each may throw as Handler
/// says.
namespace idm::rest::mid {

http::Response create_user(const Request& request, Services& services);
http::Response list_users(const Request& request, Services& services);
http::Response user_info(const Request& request, Services& services);
http::Response update_user(const Request& request, Services& services);
http::Response delete_user(const Request& request, Services& services);
http::Response creation_status(const Request& request, Services& services);
http::Response add_activation_code(const Request& request, Services& services);
http::Response list_devices(const Request& request, Services& services);
http::Response delete_device(const Request& request, Services& services);
http::Response add_role(const Request& request, Services& services);

}  // namespace idm::rest::mid
