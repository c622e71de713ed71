#pragma once

#include <nlohmann/json.hpp>

#include "core/time_zone.h"
#include "identity/user_request.h"

/// Users in the words of the processors' protocol: names as in the WSDL, no passwords.
namespace idm::provisioning::processor_words {

using Json = nlohmann::json;

Json of_request(const UserRequest& request, const TimeZone& zone);
Json of_user(const UserGraph& user, const TimeZone& zone);

/// Does to a request what the answer's `user` and `attributes` say; null clears. `stored`: of a
/// user that is there. Throws Error(InvalidArgument) naming a column that is unknown or not to be
/// set so, or a value that does not fit.
void apply(const Json& answer, UserRequest& request, bool stored, const TimeZone& zone);

}  // namespace idm::provisioning::processor_words
