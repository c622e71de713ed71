#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scim/place.h"
#include "scim/user_resource.h"
#include "scim/values.h"

/// What the F5 Distributed Cloud dialect says otherwise than SCIM (contract rest.md section 2).
namespace idm::scim::f5 {

/// A CreateUserRequest, in SCIM's terms; the document is to be read by read_document(). Throws 400
/// naming what is missing or wrong, 404 for an unknown role.
UserWish read_new_user(const Place& place, const Json& body);

/// What PUT sends: as above, but roles may be absent, and then stay as in `present`.
UserWish read_replacement(const Place& place, const Json& body, const Json& present);

/// The operations of a PATCH, in SCIM's terms: `delete` is another name of `remove`, roles are
/// resolved, and what says anything of `groups` is taken out into `groups`, beginning with those in
/// `present`. Throws 400 for an id that is not `id`, and as above.
UserWish read_patch(const Place& place, const Json& body, const std::string& id,
                    const Json& present);

/// A user's resource as this dialect shows it: roles are texts, groups have an `id`, some members
/// are there even when they are empty.
Json shown_user(const Place& place, const Json& resource);

/// A body of a group: members may say `ref`, and `name` stands for displayName.
Json read_group(const Json& body);
/// The operations of its PATCH; `delete` is another name of `remove`. Throws 400 for an id that is
/// not `id`.
Json read_group_patch(const Json& body, const std::string& id);
/// `name` is there beside displayName, and `ref` beside $ref.
Json shown_group(const Json& resource);

}  // namespace idm::scim::f5
