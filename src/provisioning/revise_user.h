#pragma once

#include <optional>

#include "identity/add_user.h"
#include "identity/revise_user.h"
#include "services.h"

/// modifyUser for surfaces that say what a user shall be, not what shall change.
namespace idm::provisioning {

/// Changes a user by `edit`, which may run more than once, in one transaction with the tasks for
/// target systems and what `also_store` adds. A user who becomes DISABLED, or is no longer, has the
/// accounts suspended or resumed. The pre-processor may refuse, not change. Nothing when `edit`
/// found nothing to store. Throws UserNotFound, DuplicatePrincipal, PreprocessorFailed, and what
/// `edit` throws; what it refuses leaves an audit row.
std::optional<UserAnswer> revise_user(Services& services, const UserRequest& origin,
                                      const std::string& user_id, const users::Edit& edit,
                                      const users::AlsoStore& also_store = nullptr);

/// The same inside its caller's transaction, without processors and without a row for what is
/// refused: for a change of many users at once.
bool revise_user(Db& db, Services& services, const Reference& reference, const UserRequest& origin,
                 const std::string& user_id, const users::Edit& edit, UserAnswer& answer);

}  // namespace idm::provisioning
