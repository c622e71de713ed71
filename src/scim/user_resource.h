#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "orm/store.h"
#include "scim/place.h"
#include "scim/values.h"

/// Users as SCIM resources. They are the users of all surfaces: each write goes through
/// provisioning, with its tasks, audit rows, policies and processors. Those who have left (status
/// DELETED), and those of other tenants, are not there.
namespace idm::scim {

/// The whole resource; nothing when there is none such.
std::optional<Json> find_user(Db& db, const Place& place, const std::string& id);
/// The same in a transaction of its own. Throws 404.
Json get_user(const Place& place, const std::string& id);

/// What a user shall be.
struct UserWish {
  Json document;  ///< in working form; what clients may not write in it is passed by
  /// Ids of the groups to be in, for dialects that say so with the user; nothing: as they are.
  std::optional<std::vector<std::string>> groups = {};
  /// One that the user has not yet is refused when another user has it.
  bool external_id_is_unique = false;
};

/// Makes a user. Returns the resource. Throws an invalidValue for what is missing or what the
/// password policy refuses, 404 for a group that is not there, 409 for a userName that is taken.
Json create_user(const Place& place, const UserWish& wish);

/// Given the resource as it is, what it shall be. May be called more than once, and may throw.
using ChangeUser = std::function<UserWish(const Json& resource)>;

/// Changes a user, alone: nobody else does between reading and writing. One who is as wanted
/// already is not written. `may_set_password`: the document may have a password; then `change` is
/// called once more, before. Returns the resource. Throws 404, 412 for an If-Match that does not
/// match, as create_user, and what `change` throws; then nothing is stored.
Json change_user(const Place& place, const std::string& id,
                 const std::optional<std::string>& if_match, bool may_set_password,
                 const ChangeUser& change);

/// PUT: makes the user what the document says. What it leaves out is cleared; `active` is true
/// then, and the password stays.
Json replace_user(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match, const Json& document);

/// The user leaves; the userName is free at once. Throws 404, 412.
void remove_user(const Place& place, const std::string& id,
                 const std::optional<std::string>& if_match);

}  // namespace idm::scim
