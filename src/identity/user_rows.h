#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/user_graph.h"
#include "orm/read_batch.h"
#include "orm/store.h"

/// The rows of one user.
namespace idm::user_rows {

/// What to read of a user beside the row of USERS.
struct Parts {
  bool dependents = false;  ///< attributes, contacts, notes
  bool principals = false;
  bool roles_and_groups = false;
  bool others = false;  ///< affiliations, supervisors, resources
  bool accounts = false;
};

/// Reads the row of USERS and `parts` into the empty `graph`, on MariaDB in one round trip. False
/// when there is no such user; `graph` is of no use then.
bool read_user(Db& db, const std::string& user_id, const Parts& parts, UserGraph& graph);

/// The same of a user that is about to change: as locked() locks it, before anything else is read.
bool lock_user(Db& db, const std::string& user_id, const Parts& parts, UserGraph& graph);

/// Reads `parts` into `graph`, which has the row of USERS and nothing else.
void read_rest(Db& db, const Parts& parts, UserGraph& graph);

extern const RowsOf<Login> logins;

/// Leaves the rows whose member is exactly that id. MariaDB's comparison ignores blanks at the end:
/// an id with some must not find rows, nor go on into others.
template <class Row, class Id>
void keep_exact(std::vector<Row>& rows, Id Row::*member, const std::string& id) {
  std::erase_if(rows, [&](const Row& row) { return row.*member != id; });
}

/// The user's rows of one kind (UserAttribute, EmailAddress, Phone, Address, UserNote; contacts of
/// another PARENT_TYPE are not the user's), in the order in which they were made.
template <class Row>
std::vector<Row> of_user(Db& db, const std::string& user_id);

/// The row of USERS, locked until the transaction ends where the database can (on SQLite the writer
/// is alone anyway), so that two writers of one user are serialised.
std::vector<User> locked(Db& db, const std::string& user_id);

/// Locks that user, because something that belongs to the user is about to change, and moves
/// LAST_UPDATE and the version. False when there is no such user.
bool mark_changed(Db& db, const std::string& user_id);

/// The user of that first and last name, whatever their case; of several the one with the smallest
/// id.
std::optional<User> named(Db& db, const std::string& first_name, const std::string& last_name);

/// Folded names in that domain and system that start with `folded_base`.
std::vector<std::string> names_starting_with(Db& db, const std::string& domain,
                                             const std::string& managed_system,
                                             const std::string& folded_base);

}  // namespace idm::user_rows
