#pragma once

#include "identity/audit.h"
#include "identity/user_request.h"
#include "orm/store.h"

/// What adding and modifying a user leaves in the audit log (behaviour.md 10).
namespace idm::user_events {

/// An event about that user ("" = not known), asked for by that request.
audit::AuditEvent event_of(const char* action, const UserRequest& request,
                           const std::string& user_id);

/// CREATE, and ADD ROLE, ADD GROUP, ADD AFFILIATION for each membership.
void record_addition(Db& db, const UserRequest& request, const UserGraph& user);

/// MODIFY, and an event for each membership that the request adds or removes.
void record_modification(Db& db, const UserRequest& request, const UserGraph& user);

}  // namespace idm::user_events
