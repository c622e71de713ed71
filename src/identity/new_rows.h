#pragma once

#include <string>

#include "identity/user_graph.h"
#include "orm/store.h"

/// Rows of a user that are about to be stored for the first time: ids, owners, defaults.
namespace idm::new_rows {

void belongs_to(UserAttribute& row, const std::string& user_id);
void belongs_to(EmailAddress& row, const std::string& user_id);
void belongs_to(Phone& row, const std::string& user_id);
void belongs_to(Address& row, const std::string& user_id);
void belongs_to(UserNote& row, const std::string& user_id);

/// USER_ROLE: ACTIVE, created and started now unless the request says otherwise (behaviour.md 3.2).
UserRole role(const UserRole& wanted, const std::string& user_id, Instant at);
UserGroup membership(const UserGroup& wanted, const std::string& user_id, Instant at);
Affiliation affiliation(const Affiliation& wanted, const std::string& user_id, Instant at);
ResourceUser resource(const ResourceUser& wanted, const std::string& user_id, Instant at);
Supervision supervision(const Supervision& wanted, const std::string& user_id);

/// Throws Error(SupervisorNotFound) naming the id.
void check_supervisor(Db& db, const std::string& supervisor_id);

}  // namespace idm::new_rows
