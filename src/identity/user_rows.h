#pragma once

#include <string>
#include <vector>

#include "identity/user_graph.h"
#include "orm/store.h"

/// The rows of one user, a query for each table.
namespace idm::user_rows {

std::vector<UserAttribute> attributes(Db& db, const std::string& user_id);
std::vector<EmailAddress> emails(Db& db, const std::string& user_id);
std::vector<Phone> phones(Db& db, const std::string& user_id);
std::vector<Address> addresses(Db& db, const std::string& user_id);
std::vector<UserNote> notes(Db& db, const std::string& user_id);
/// Of all principals of the user.
std::vector<LoginAttribute> login_attributes(Db& db, const std::string& user_id);
std::vector<UserRole> roles(Db& db, const std::string& user_id);
std::vector<UserGroup> groups(Db& db, const std::string& user_id);
std::vector<Affiliation> affiliations(Db& db, const std::string& user_id);
/// Those who supervise this user.
std::vector<Supervision> supervisors(Db& db, const std::string& user_id);
std::vector<ResourceUser> resources(Db& db, const std::string& user_id);

/// The row of USERS, locked until the transaction ends where the database can (on SQLite the writer
/// is alone anyway), so that two writers of one user are serialised.
std::vector<User> locked(Db& db, const std::string& user_id);

/// Folded names in that domain and system that start with `folded_base`.
std::vector<std::string> names_starting_with(Db& db, const std::string& domain,
                                             const std::string& managed_system,
                                             const std::string& folded_base);

}  // namespace idm::user_rows
