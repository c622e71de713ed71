#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/config.h"
#include "identity/passwords.h"
#include "identity/user_request.h"
#include "orm/store.h"

/// The rules for principals (behaviour.md 3.1, 3.2, 4.6, 5.4 with their DO lines).
namespace idm::principals {

/// The principal on the default managed system, if the request names one.
WantedPrincipal* primary_of(std::vector<WantedPrincipal>& principals, const Config& config);

/// The name that a primary principal is generated from: attribute `userid`, else first.last. Throws
/// MissingRequiredAttribute when there is neither.
std::string generated_base(const UserRequest& request);

/// `base`, or base1, base2, … whichever is free first in all of these domains. Another process may
/// take it before commit.
std::string free_name(Db& db, const std::set<std::string>& domains,
                      const std::string& managed_system, const std::string& base);

/// A new login as stored: active, unlocked, first log-in to come. Without a password none is
/// stored.
Principal build(const WantedPrincipal& wanted, const std::string& user_id,
                const std::optional<passwords::NewPassword>& password, Instant at);

/// One more identity for each role domain in which the user has none on the primary's system:
/// copies of the primary login, which is one in use if there is any.
void add_role_domains(UserGraph& user, const std::string& primary_system, Instant at);

/// Fills the id and the owner of an attribute of that login.
void own(LoginAttribute& attribute, const Login& login);

void insert(Db& db, const Principal& principal);

/// Error(DuplicatePrincipal) that names them.
Error taken(const std::vector<LoginId>& names);
/// The same for those of `tried` that another user has; for all when nobody has them (any more).
Error taken(Store& store, const std::vector<LoginId>& tried, const std::string& user_id);

/// Gives a stored login another name, with its attributes and its history.
void rename(Db& db, Principal& stored, const std::string& name);

/// Moves a login to LOGIN_ARCHIVE, so that its name is free at once. Its attributes, its password
/// and the earlier ones go for good: whoever has the name next has nothing of them.
void archive(Db& db, const Principal& stored);

}  // namespace idm::principals
