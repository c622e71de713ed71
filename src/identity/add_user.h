#pragma once

#include <functional>

#include "identity/user_request.h"
#include "services.h"

namespace idm::users {

/// What differs between the services that add users.
struct AddRules {
  bool complete_identity = false;  ///< ProvisioningService: generate a missing primary principal,
                                   ///< EMAIL1, DESK PHONE, one identity for each role domain
  bool make_password = false;  ///< for the primary principal when none was sent; the answer has it
};

/// Runs in the transaction that adds the user, after its rows: what must be there with the user or
/// not at all.
using AlsoStore = std::function<void(Db&, UserAnswer&)>;

/// Checks, hashes passwords, then stores everything in one transaction, with its audit rows. Throws
/// as users::add (users.h); what it refuses leaves an audit row and nothing else.
UserAnswer add(Services& services, UserRequest request, const AddRules& rules,
               const AlsoStore& also_store);

}  // namespace idm::users
