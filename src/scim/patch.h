#pragma once

#include <functional>

#include "scim/member_changes.h"
#include "scim/path.h"
#include "scim/values.h"

namespace idm::scim {

/// A resource as a PATCH leaves it. Nothing is stored yet.
struct Patched {
  Json document;
  MemberChanges members;  ///< of a group; its document is without `members`
};

/// Applies the operations of a PatchOp message, in order, to a copy of the resource; all or, by
/// throwing, none (RFC 7644 section 3.5.2, and what Entra and Okta write instead). `members` reads
/// those of the group for the few operations that need them. `dialect` may change what the path of
/// an operation means. Throws a Refusal that names the operation's path.
Patched apply_patch(const ResourceType& type, Json document, const Json& message,
                    MemberReader members = {}, std::function<void(Path&)> dialect = {});

}  // namespace idm::scim
