#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/passwords.h"
#include "identity/user_request.h"
#include "orm/store.h"

/// modifyUser's rules for principals (behaviour.md 4.6 with its DO line).
namespace idm::principal_changes {

/// What one entry of principalList means for a user as stored.
struct Plan {
  enum class Act { Keep, Rename, Add, Deactivate, Nothing };
  Act act = Act::Nothing;
  std::size_t stored = 0;  ///< index into UserGraph::principals; not for Add, Nothing
};

/// One plan for each entry. Entries meet stored principals by system and domain: first by name,
/// then, for what is left, whichever is there: that is a rename.
std::vector<Plan> plan(const UserGraph& user, const std::vector<WantedPrincipal>& wanted);

/// True when the entry brings a password that will be used: a new principal or a rename.
bool takes_password(const Plan& plan, const WantedPrincipal& wanted);

/// Carries one plan out. A password that a kept principal brought is kept out, and `note` says so.
void apply(Db& db, UserGraph& user, const Plan& plan, const WantedPrincipal& wanted,
           const std::optional<passwords::NewPassword>& password, std::string& note);

}  // namespace idm::principal_changes
