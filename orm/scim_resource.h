#pragma once

#include "orm/types.h"

namespace idm {

/// What a SCIM client said of a user or a group, beside what their own columns hold. Ours. There is
/// none for those that no such client has written.
struct ScimResource {
  std::string id;     ///< USER_ID or GRP_ID
  std::string kind;   ///< User, Group
  Text external_id;   ///< its first 255 characters
  Text display_name;  ///< its first 255 characters
  Text display_name_folded;
  Text document;             ///< JSON: what was written, see scim/user_document.h
  std::int64_t changes = 0;  ///< of a group, its members included: part of its version
  Moment last_modified;
  std::uint64_t version = 0;
};
#pragma db object(ScimResource) table("SCIM_RESOURCE") optimistic
#pragma db member(ScimResource::id) id column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(ScimResource::kind) column("KIND") type("VARCHAR(10)")
#pragma db member(ScimResource::external_id) column("EXTERNAL_ID") type("VARCHAR(255)")
#pragma db member(ScimResource::display_name) column("DISPLAY_NAME") type("VARCHAR(255)")
#pragma db member(ScimResource::display_name_folded) column("DISPLAY_NAME_FOLDED") \
    type("VARCHAR(255)")
#pragma db member(ScimResource::document) column("DOCUMENT") type("MEDIUMTEXT")
#pragma db member(ScimResource::changes) column("CHANGES") type("BIGINT")
#pragma db member(ScimResource::last_modified) column("LAST_MODIFIED")
#pragma db member(ScimResource::version) version column("VERSION")

/// The key of GroupNesting.
struct GroupNestingId {
  std::string group_id;
  std::string member_id;
};
inline bool operator<(const GroupNestingId& a, const GroupNestingId& b) {
  return std::tie(a.group_id, a.member_id) < std::tie(b.group_id, b.member_id);
}
inline bool operator==(const GroupNestingId& a, const GroupNestingId& b) {
  return !(a < b) && !(b < a);
}
/// A group that is a member of another one. Ours.
struct GroupNesting {
  GroupNestingId id;
};
#pragma db value(GroupNestingId)
#pragma db member(GroupNestingId::group_id) column("GRP_ID") type("VARCHAR(32)")
#pragma db member(GroupNestingId::member_id) column("MEMBER_GRP_ID") type("VARCHAR(32)")
#pragma db object(GroupNesting) table("GRP_MEMBER_GRP")
#pragma db member(GroupNesting::id) id column("")

/// A user or a group with what it is called. The statement is written by who asks
/// (scim/memberships.cpp).
struct NamedResource {
  std::string id;
  Text first_name;  ///< of a group: its name
  Text last_name;
  Text display_name;
};
#pragma db view(NamedResource) query()
#pragma db member(NamedResource::id) type("VARCHAR(32)")
#pragma db member(NamedResource::first_name) type("VARCHAR(100)")
#pragma db member(NamedResource::last_name) type("VARCHAR(100)")
#pragma db member(NamedResource::display_name) type("VARCHAR(255)")

}  // namespace idm
