#pragma once

#include <set>
#include <string>
#include <vector>

#include "identity/user_graph.h"
#include "orm/reference.h"
#include "provisioning/outbox.h"
#include "services.h"

/// Which target systems a user belongs on, and where the user has accounts.
namespace idm::provisioning {

/// Is that a system to which changes travel? The repository itself is none.
bool is_target(const Services& services, const Reference& reference,
               const std::string& managed_system_id);

/// The target systems that the user's roles (direct, of groups, parents) and resources ask for.
std::set<std::string> systems_by_membership(const Services& services, const Reference& reference,
                                            const UserGraph& user);

/// False for a user whose accounts are not to be made: one who waits for the start date, or has
/// left.
bool may_have_accounts(const User& user, Instant at);

/// By status: deleted, terminated, retired, on leave.
bool has_left(const User& user);

/// A name under which the user has an account on a target system, or will have.
struct Account {
  std::string managed_system_id;
  AccountName name;
};

/// The accounts that exist as far as we know, and those on their way there. Needs the user's row,
/// principals and accounts.
std::vector<Account> accounts_of(const Services& services, const Reference& reference,
                                 const UserGraph& user);

/// True when the newest task for the account is not its end.
bool is_kept(const AccountState& account);

/// Records the same verb for all accounts of a user whose row is locked, reading what it needs.
void record_for_all(Db& db, const Services& services, const Reference& reference,
                    const Origin& origin, const User& user, Verb verb);

AccountName name_of(const Login& login);

}  // namespace idm::provisioning
