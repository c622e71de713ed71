#pragma once

#include <optional>
#include <string>

#include "orm/account_state.h"
#include "orm/store.h"

namespace idm::provisioning {

/// The state of another user's account that has this name on the system, as far as the system has
/// heard: also of one who was given another name, which has not arrived there yet. An account that
/// is there by that name is theirs, whoever has the principal now. None: the name is free, or this
/// user's.
std::optional<AccountState> other_owner(Store& store, const AccountStateId& account,
                                        const std::string& name);

/// Throws connectors::Failure when there is such an owner: Busy when it may leave the name by
/// itself or by an operator's retry, Refused when it is to keep it.
void require_no_other_owner(Store& store, const AccountStateId& account, const std::string& name);

}  // namespace idm::provisioning
