#pragma once

#include "orm/types.h"

namespace idm {

/// One event of the audit log.
struct AuditEntry {
  std::string id;
  std::string object_type;
  Text object_id;
  std::string action;
  Text status;
  Text reason;
  Text reason_detail;
  Moment at;
  Moment ended_at;
  Text object_name;
  Text resource_name;
  Text user_id;
  Text domain_id;
  Text principal;
  Text host;
  Text node_ip;
  Text client_id;
  Text req_url;
  Text linked_log_id;
  Number link_sequence;
  Text orig_object_state;
  Text new_object_state;
  Text hash;
  Text source_system_id;
  Text target_system_id;
  Text request_id;
  Text session_id;
  Text custom_attrname1;
  Text custom_attrvalue1;
  Text custom_attrname2;
  Text custom_attrvalue2;
  Text custom_attrname3;
  Text custom_attrvalue3;
  Text custom_attrname4;
  Text custom_attrvalue4;
};
#pragma db object(AuditEntry) table("IDM_AUDIT_LOG")
#pragma db member(AuditEntry::id) id column("LOG_ID") type("VARCHAR(32)")
#pragma db member(AuditEntry::object_type) column("OBJECT_TYPE_ID") type("VARCHAR(20)")
#pragma db member(AuditEntry::object_id) column("OBJECT_ID") type("VARCHAR(32)")
#pragma db member(AuditEntry::action) column("ACTION_ID") type("VARCHAR(50)")
#pragma db member(AuditEntry::status) column("ACTION_STATUS") type("VARCHAR(100)")
#pragma db member(AuditEntry::reason) column("REASON") type("VARCHAR(1000)")
#pragma db member(AuditEntry::reason_detail) column("REASON_DETAIL") type("TEXT")
#pragma db member(AuditEntry::at) column("ACTION_DATETIME")
#pragma db member(AuditEntry::ended_at) column("ACTION_END_DATETIME")
#pragma db member(AuditEntry::object_name) column("OBJECT_NAME") type("VARCHAR(255)")
#pragma db member(AuditEntry::resource_name) column("RESOURCE_NAME") type("VARCHAR(255)")
#pragma db member(AuditEntry::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(AuditEntry::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(AuditEntry::principal) column("LOGIN_ID") type("VARCHAR(320)")
#pragma db member(AuditEntry::host) column("HOST") type("VARCHAR(100)")
#pragma db member(AuditEntry::node_ip) column("NODE_IP") type("VARCHAR(60)")
#pragma db member(AuditEntry::client_id) column("CLIENT_ID") type("VARCHAR(20)")
#pragma db member(AuditEntry::req_url) column("REQ_URL") type("VARCHAR(255)")
#pragma db member(AuditEntry::linked_log_id) column("LINKED_LOG_ID") type("VARCHAR(40)")
#pragma db member(AuditEntry::link_sequence) column("LINK_SEQUENCE") type("INT")
#pragma db member(AuditEntry::orig_object_state) column("ORIG_OBJECT_STATE") type("TEXT")
#pragma db member(AuditEntry::new_object_state) column("NEW_OBJECT_STATE") type("TEXT")
#pragma db member(AuditEntry::hash) column("LOG_HASH") type("VARCHAR(80)")
#pragma db member(AuditEntry::source_system_id) column("SRC_SYSTEM_ID") type("VARCHAR(40)")
#pragma db member(AuditEntry::target_system_id) column("TARGET_SYSTEM_ID") type("VARCHAR(40)")
#pragma db member(AuditEntry::request_id) column("REQUEST_ID") type("VARCHAR(40)")
#pragma db member(AuditEntry::session_id) column("SESSION_ID") type("VARCHAR(40)")
#pragma db member(AuditEntry::custom_attrname1) column("CUSTOM_ATTRNAME1") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrvalue1) column("CUSTOM_ATTRVALUE1") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrname2) column("CUSTOM_ATTRNAME2") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrvalue2) column("CUSTOM_ATTRVALUE2") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrname3) column("CUSTOM_ATTRNAME3") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrvalue3) column("CUSTOM_ATTRVALUE3") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrname4) column("CUSTOM_ATTRNAME4") type("VARCHAR(255)")
#pragma db member(AuditEntry::custom_attrvalue4) column("CUSTOM_ATTRVALUE4") type("VARCHAR(255)")

}  // namespace idm
