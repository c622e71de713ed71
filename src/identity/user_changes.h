#pragma once

#include "identity/user_request.h"
#include "orm/reference.h"
#include "orm/store.h"

/// modifyUser's rules for what belongs to a user (behaviour.md 4.2 to 4.5 with their DO lines):
/// each function changes rows and keeps `user` as it will be stored. What the request does not
/// mention stays.
namespace idm::user_changes {

/// Is this the text that clears a field: "null", in any case?
bool clears(const Text& sent);

/// Absent keeps, the text "null" (any case), 1970-01-01T00:00:00Z and -999999 clear. status and
/// secondaryStatus can be set, not cleared. True when anything differs.
bool apply_fields(const User& wanted, User& stored);

void apply_attributes(Db& db, UserGraph& user, const UserRequest& request);
/// E-mails, phones, addresses: matched by id, else by name if exactly one stored row has it.
void apply_contacts(Db& db, UserGraph& user, const UserRequest& request);
/// Notes with a known id are rewritten, others are added.
void apply_notes(Db& db, UserGraph& user, const UserRequest& request);
/// Returns the roles that were removed. A role that a group or a parent role gave before and still
/// gives becomes a direct one only when its entry says so, by operation add or dates: replies list
/// such roles, and clients send them back. To be called after apply_groups().
std::vector<UserRole> apply_roles(Db& db, const Reference& reference, const UserGraph& before,
                                  UserGraph& user, const UserRequest& request);
void apply_groups(Db& db, UserGraph& user, const UserRequest& request);
void apply_affiliations(Db& db, UserGraph& user, const UserRequest& request);
/// Throws SupervisorNotFound.
void apply_supervisor(Db& db, UserGraph& user, const UserRequest& request);
void apply_resources(Db& db, UserGraph& user, const UserRequest& request);

}  // namespace idm::user_changes
