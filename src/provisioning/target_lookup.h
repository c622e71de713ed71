#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"
#include "services.h"

namespace idm::provisioning {

/// What can be said of an account on a managed system.
struct TargetAccount {
  std::string principal;
  std::string managed_system_id;
  std::string refusal;  ///< why the system could not be asked, or that it has no such account; ""
                        ///< = it answered
  std::vector<connectors::Attribute> attributes;
};

/// getTargetSystemUser (behaviour.md 8). Throws MissingRequiredAttribute naming what is absent,
/// ObjectIdInvalid for an unknown system.
TargetAccount look_up_principal(Services& services, const Text& principal,
                                const Text& managed_system_id);

/// getTargetSystemUserWithUserId: of the user's principal on that system. Throws likewise, and
/// UserNotFound, PrincipalNotFound.
TargetAccount look_up_user(Services& services, const Text& user_id, const Text& managed_system_id);

/// testConnectionConfig: why the system cannot be reached; "" = it can, and takes our credentials.
/// Throws as look_up_principal.
std::string test_connection(Services& services, const Text& managed_system_id);

}  // namespace idm::provisioning
