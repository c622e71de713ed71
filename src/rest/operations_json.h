#pragma once

#include <string>

#include "orm/audit_entry.h"
#include "orm/managed_system.h"
#include "orm/reference.h"
#include "provisioning/reconcile.h"
#include "provisioning/task_control.h"
#include "provisioning/user_status.h"
#include "rest/json_body.h"

/// What /api/v1 shows. Secrets and payloads of tasks are not in it.
namespace idm::rest {

Json status_json(const provisioning::UserStatus& status);
Json task_json(const Task& task);
/// `done` is what became of those that were changed: RETRIED, SKIPPED.
Json changes_json(const std::vector<provisioning::TaskChange>& changes, const char* done);
Json system_json(const ManagedSystem& system, const Reference& reference);
Json report_json(const std::string& system, const provisioning::ReconcileReport& report);
Json event_json(const AuditEntry& entry);

}  // namespace idm::rest
