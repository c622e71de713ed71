#pragma once

#include <functional>
#include <optional>
#include <string>

#include "orm/store.h"
#include "scim/member_changes.h"
#include "scim/place.h"
#include "scim/values.h"

/// Groups as SCIM resources: rows of GRP, with members in USER_GRP (users) and GRP_MEMBER_GRP
/// (groups). A change of members costs what it changes, not what the group holds. A user who joins
/// or leaves gets or loses what the group's roles give: the user is changed as by modifyUser.
/// Groups belong to all tenants.
namespace idm::scim {

enum class Members { Read, Skip };

/// The resource; nothing when there is none such.
std::optional<Json> find_group(Db& db, const Place& place, const std::string& id, Members members);
/// The same in a transaction of its own. Throws 404.
Json get_group(const Place& place, const std::string& id, Members members);

/// Makes a group of a document that read_document() gave. Returns the resource. Throws an
/// invalidValue for a member that is neither user nor group, or for a missing displayName.
Json create_group(const Place& place, const Json& document, Members shown);

/// What a group shall be.
struct GroupWish {
  Json document;  ///< without members
  MemberChanges members;
};

/// Given the resource as it is, without members, and a way to read them. May be called more than
/// once, and may throw.
using ChangeGroup = std::function<GroupWish(const Json& resource, const MemberReader& members)>;

/// Changes a group, alone: nobody else does between reading and writing. One that is as wanted
/// already is not written. Returns the resource. Throws 404, 412 for an If-Match that does not
/// match, as create_group, and what `change` throws; then nothing is stored.
Json change_group(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match, const ChangeGroup& change,
                  Members shown);

/// PUT: makes the group what the document says.
Json replace_group(const Place& place, const std::string& id,
                   const std::optional<std::string>& if_match, const Json& document, Members shown);

/// The group goes, out of every group, too. Throws 404, 412.
void remove_group(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match);

}  // namespace idm::scim
