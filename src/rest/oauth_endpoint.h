#pragma once

#include "rest/route.h"

namespace idm::rest {

/// POST /oauth/token: a token's id and the token, as client id and secret, are exchanged for one
/// that ends soon (contract rest.md section 4; RFC 6749 section 4.4).
extern const Surface oauth_surface;

}  // namespace idm::rest
