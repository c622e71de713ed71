#pragma once

#include <array>
#include <string>

#include "core/error.h"
#include "identity/user_request.h"
#include "orm/audit_entry.h"
#include "orm/login.h"
#include "orm/store.h"
#include "services.h"

namespace idm::audit {

struct Custom {
  Text name, value;
};

/// Something that happened, or was refused.
struct AuditEvent {
  std::string action;              ///< CREATE, MODIFY, SET PASSWORD, LOCKED, ... (behaviour.md 10)
  std::string status = "SUCCESS";  ///< SUCCESS, FAIL
  std::string object_type = "USER";
  Text object_id;
  Text object_name;
  Requestor requestor;
  Text source_system_id;  ///< null: "IDM SERVICE"
  Text target_system_id;
  Text request_id;  ///< the client's; null or empty: requestor.http_request_id
  Text session_id;
  Text reason, reason_detail;
  Text linked_log_id;
  std::array<Custom, 4> custom;
};

/// The requestor with the login and domain of the primary principal, where only the id of a user
/// who exists was sent; else as sent. Opens a transaction of its own.
Requestor with_login(Services& services, Requestor requestor);

/// Says which account the event is about: its system, name and domain.
void set_account(AuditEvent& event, const LoginId& account);

/// The row for an event, with its time and LOG_HASH. Texts that are too long for their column are
/// cut: the log never refuses what it records.
AuditEntry entry_of(const AuditEvent& event);

/// Inserts the event's row in the caller's transaction, so that it is there with the change or not
/// at all.
void record(Db& db, const AuditEvent& event);

/// Records that a request was refused, in a transaction of its own; `event` is completed with
/// status FAIL and the error. Never throws: the caller is about to report `error`.
void record_failure(Services& services, AuditEvent event, const Error& error) noexcept;

/// SHA-256, lower-case hex, over the fields that behaviour.md 10 names.
std::string hash_of(const AuditEntry& entry);

}  // namespace idm::audit
