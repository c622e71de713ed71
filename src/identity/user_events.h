#pragma once

#include "core/config.h"
#include "identity/audit.h"
#include "identity/user_request.h"
#include "orm/store.h"

/// What adding and modifying a user leaves in the audit log (behaviour.md 10).
namespace idm::user_events {

/// An event about that user ("" = not known), asked for by that request.
audit::AuditEvent event_of(const char* action, const UserRequest& request,
                           const std::string& user_id);

/// CREATE or MODIFY, and an event for each role, group, affiliation, identity and supervisor that
/// is there afterwards and was not before, or the other way round. What did not change leaves
/// nothing. A MODIFY says which fields and rows changed, never what is in them.
void record(Db& db, const Config& config, const char* action, const UserRequest& request,
            const UserGraph& before, const UserGraph& after);

}  // namespace idm::user_events
