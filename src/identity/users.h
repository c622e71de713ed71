#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "identity/user_request.h"
#include "orm/store.h"
#include "services.h"

/// The rules for users: what UserDataService does. Every function that takes a Db runs inside its
/// caller's transaction; those that take Services open their own.
namespace idm::users {

/// How much of a user to load.
enum class Extent {
  Alone,       ///< the row of USERS
  Dependents,  ///< and attributes, contacts, notes, principals
  Everything,  ///< and memberships, supervisors, resources
};

std::optional<UserGraph> find(Db& db, const std::string& user_id, Extent extent);
/// Throws Error(UserNotFound) naming the id.
UserGraph get(Db& db, const std::string& user_id, Extent extent);

/// The whole user, locked until the transaction ends: what is to change is read here. Throws
/// Error(UserNotFound) naming the id.
UserGraph get_locked(Db& db, const std::string& user_id);

/// Loads what `extent` names beside the row of USERS that `graph` has.
void load_rest(Db& db, UserGraph& graph, Extent extent);
/// What to throw for that id.
Error no_such_user(const std::string& user_id);

/// Direct roles, those of groups, and their parents, each once.
std::vector<UserRole> effective_roles(const Reference& reference, const UserGraph& user);

/// addUser, addUserWithDependent of UserDataService: stores attributes, contacts, notes and
/// principals in one transaction. Throws ObjectIdInvalid, DuplicatePrincipal, the password's rule,
/// MissingRequiredAttribute.
UserAnswer add(Services& services, const UserRequest& request);

/// getUserWithDependent. Throws UserNotFound.
UserGraph get_with_dependents(Services& services, const std::string& user_id, bool dependents);

/// getUserByName: the user of that first and last name, whatever their case, with dependents; of
/// several the one with the smallest id. Throws MissingRequiredAttribute, UserNotFound.
UserGraph get_by_name(Services& services, const Text& first_name, const Text& last_name);

/// What getUserByPrincipal answers.
struct PrincipalView {
  UserGraph user;  ///< principals, roles and groups always; the rest as asked for
  Login login;
  std::vector<UserRole> effective_roles;
  int days_to_password_expiry = -1;  ///< -1: none
};

/// getUserByPrincipal. Empty domain and system mean the defaults. Throws PrincipalNotFound,
/// UserNotFound.
PrincipalView get_by_principal(Services& services, const std::string& domain,
                               const std::string& principal, const std::string& managed_system,
                               bool dependents);

}  // namespace idm::users
