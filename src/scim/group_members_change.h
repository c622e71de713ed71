#pragma once

#include <string>

#include "orm/store.h"
#include "scim/member_changes.h"
#include "scim/place.h"

namespace idm::scim {

/// Carries changes of a group's members out, in the caller's transaction, in which the group's row
/// is locked. True when anything was different. `unknown`: the elements that are kept although they
/// name nobody (scim.lenient_members), as stored; changed accordingly. Throws an invalidValue for a
/// member that is neither user nor group, and for a circle of groups.
bool change_members(Db& db, const Place& place, const std::string& group_id,
                    const MemberChanges& changes, Json& unknown);

/// Ends all memberships of a group that goes: of its members in it, and of it in other groups.
void end_memberships(Db& db, const Place& place, const std::string& group_id);

}  // namespace idm::scim
