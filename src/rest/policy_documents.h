#pragma once

#include <optional>
#include <string>

#include "policies/store.h"
#include "rest/json_body.h"

namespace idm::rest {

/// A body of JSON with exact numbers (policies/json_text.h). Throws as json_body(), and Refusal 400
/// for a member that is twice in one object.
Json exact_body(const Request& request, const std::vector<std::string>& types);

/// An answer with such a value.
http::Response exact_response(int status, const Json& body);

/// A policy as SailPoint's ProvisioningPolicyDto, with all defaults.
Json policy_json(const ProvisioningPolicy& policy);

/// What a caller sends of a policy; members that we do not know are left out. `usage`: that of the
/// path, which the body's must be when it has one; "" = the body's is needed. Throws Refusal 400
/// naming the member that is missing or of the wrong type.
policies::PolicyDocument read_policy(const Json& body, const std::string& usage);

/// Throws Refusal 400 for a usage type that is none.
const std::string& known_usage(const std::string& usage);

}  // namespace idm::rest
