#pragma once

#include <span>

#include "scim/list_request.h"
#include "scim/listing.h"
#include "scim/place.h"

namespace idm::scim {

/// The page of users, of groups, or of both, that was asked for, as it is there (listing.h).
/// `shown`: what of each resource will be looked at.
Page list_resources(const Place& place, std::span<const ResourceType* const> types,
                    const ListRequest& request, const Needed& shown);

/// The same as a ListResponse, each resource with what the request wants of it.
Json list_response(const Place& place, std::span<const ResourceType* const> types,
                   const ListRequest& request);

}  // namespace idm::scim
