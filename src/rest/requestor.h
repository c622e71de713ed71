#pragma once

#include "identity/user_request.h"
#include "rest/request.h"

namespace idm::rest {

/// Who asks, for the audit log: the token's subject and tenant.
inline Requestor requestor_of(const Request& request) {
  Requestor requestor;
  requestor.login = request.caller.subject;
  if (!request.caller.tenant.empty()) requestor.domain = request.caller.tenant;
  requestor.client_ip = request.http.peer;
  requestor.http_request_id = request.http.id;
  return requestor;
}

}  // namespace idm::rest
