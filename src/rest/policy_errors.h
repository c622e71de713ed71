#pragma once

#include "rest/refusal.h"
#include "rest/request.h"

namespace idm::rest {

/// What SailPoint's API says to a request that is refused (contract rest.md section 4, Errors).
http::Response policy_error(const Request& request, const Refusal& refusal);

/// The request's id as 32 hex digits, as it stands in the log behind an R.
std::string tracking_id(const Request& request);

}  // namespace idm::rest
