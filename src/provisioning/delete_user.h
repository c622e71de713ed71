#pragma once

#include <functional>
#include <string>
#include <vector>

#include "identity/user_request.h"
#include "services.h"

/// Users leave, and accounts end. Nothing is physically deleted (behaviour.md 6.3 to 6.5).
namespace idm::provisioning {

/// deleteUser as sent; null = absent. Domain and system have defaults.
struct Deletion {
  Text domain_id, managed_system_id, principal;
  Text status;  ///< what the user becomes: DELETED, LEAVE, TERMINATE or RETIRED
  Requestor requestor;
};

/// deleteUser: by a principal of the default system the user gets the status, all principals become
/// inactive and all accounts end; by another system's principal only that one does. A user who is
/// DELETED or TERMINATE already stays as is. Throws UserStatusForbids for another status,
/// MissingRequiredAttribute without principal, PrincipalNotFound, UserNotFound.
UserAnswer delete_user(Services& services, const Deletion& deletion);

/// deleteByUserId: merges the request's own fields into the user, then as delete_user; accounts
/// stay when notify_target_systems is false. What else the request holds is left out, and the note
/// says so. Throws UserStatusForbids, UserNotFound, ObjectIdInvalid.
UserAnswer delete_by_user_id(Services& services, const UserRequest& request, const Text& status);

/// The user leaves as DELETED, and the names are free at once: the principals move to
/// LOGIN_ARCHIVE, memberships in groups end, what SCIM clients wrote goes, and so do
/// devices. For surfaces whose
/// clients may make a user of that name again. `check` is asked first, with the user's row locked,
/// and may throw. Throws UserNotFound, also for one who has left already.
UserAnswer retire_user(Services& services, const std::string& user_id, const Requestor& requestor,
                       const std::function<void(Db&, const UserGraph&)>& check = nullptr);

/// deprovisionSelectedResources: ends the user's accounts on the systems of these resources, and
/// takes the resources from the user. Throws ObjectNotFound without resources, UserNotFound,
/// ObjectIdInvalid.
UserAnswer deprovision(Services& services, const Text& user_id,
                       const std::vector<std::string>& resource_ids, const Requestor& requestor);

}  // namespace idm::provisioning
