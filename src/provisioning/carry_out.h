#pragma once

#include "connectors/connector.h"
#include "connectors/target.h"
#include "orm/task.h"
#include "provisioning/outcome.h"
#include "provisioning/shared_user.h"
#include "services.h"

namespace idm::provisioning {

/// Does what the task says: renders, renames, writes, reads back; or sends a mail, for which
/// `connector` is null. Never throws.
Outcome carry_out(Services& services, const Task& task, const connectors::Target& target,
                  connectors::Connector* connector, SharedUser& user);

}  // namespace idm::provisioning
