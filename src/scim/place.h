#pragma once

#include <memory>
#include <string>

#include "identity/user_request.h"
#include "orm/reference.h"
#include "services.h"

namespace idm::scim {

/// Where resources are served, and for whom. One for each request.
struct Place {
  Services& services;
  std::shared_ptr<const Reference> reference;
  std::string base_url;  ///< what a location begins with: https://host/scim/v2
  std::string domain;    ///< the tenant: a security domain that is known
  Requestor requestor = {};
  bool bound = false;  ///< the caller's token is for that tenant alone: nothing of others is known
};

/// The address of a resource; `endpoint` with its slash.
std::string location(const Place& place, std::string_view endpoint, const std::string& id);

}  // namespace idm::scim
