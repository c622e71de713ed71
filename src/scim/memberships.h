#pragma once

#include <string>
#include <vector>

#include "orm/scim_resource.h"
#include "orm/store.h"
#include "scim/place.h"
#include "scim/values.h"

/// Who is in which group: USER_GRP for users, GRP_MEMBER_GRP for groups.
namespace idm::scim {

/// The elements of `groups` of a user: direct, then indirect. Null when there are none.
Json groups_of_user(Db& db, const Place& place, const std::string& user_id);

/// The elements of `members`: users, then groups. Those who have left are none. Null when there are
/// none.
Json members_of_group(Db& db, const Place& place, const std::string& group_id);

/// For a user who is to join: throws Refusal(403) when the caller's token is for one domain and the
/// group gives roles of another.
void require_own_roles(const Place& place, const std::string& group_id);

/// Is `group_id` in `member_id`, or in a group of it, so that it cannot be its member?
bool leads_back(Db& db, const std::string& group_id, const std::string& member_id);

/// Ids of the groups that have that group as a member, and of its own member groups.
std::vector<std::string> parents_of(Db& db, const std::string& group_id);
std::vector<std::string> children_of(Db& db, const std::string& group_id);

}  // namespace idm::scim
