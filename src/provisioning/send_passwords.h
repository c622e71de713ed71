#pragma once

#include "identity/passwords.h"
#include "services.h"

/// The password calls with the news for target systems: a task, holding the password sealed, for
/// each login that the call reached and each account that has none yet and takes synchronised
/// passwords. All accounts hear of a lock that ended by it, and of a status that became ACTIVE. The
/// system that the password came from hears nothing. Each throws as its namesake in
/// identity/passwords.h.
namespace idm::provisioning {

passwords::PasswordAnswer set_password(Services& services, const passwords::PasswordChange& change);
passwords::PasswordAnswer reset_password(Services& services,
                                         const passwords::PasswordChange& change);
/// syncPasswordFromSrc: the source is srcSystemId, and managedSystemId.
passwords::PasswordAnswer synchronise_password(Services& services,
                                               const passwords::PasswordChange& change);

}  // namespace idm::provisioning
