#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config.h"
#include "orm/login.h"
#include "orm/store.h"

/// Look-ups of principals. Each runs inside its caller's transaction.
namespace idm::logins {

/// The principal of that exact domain and system, whatever the case of its name.
std::optional<Login> find(Db& db, const LoginId& id);

/// All principals of a user, by managed system, domain, name.
std::vector<Login> of_user(Db& db, const std::string& user_id);
/// Ends a principal that stays on record: INACTIVE, no lock, counters at 0. Does not store it.
void deactivate(Login& login);
void reset_counters(Login& login);
/// By managed system, domain, name.
void put_in_order(std::vector<Login>& logins);

/// How far a principal is from being the primary one, 0 the nearest: one that was ended comes after
/// those in use, one of another domain after those of the default domain. Only for principals of
/// the default managed system.
int distance_from_primary(const Config& config, const Login& login);

/// The primary one: on the default managed system, the nearest, of several the first.
std::optional<Login> find_primary(Db& db, const Config& config, const std::string& user_id);

}  // namespace idm::logins
