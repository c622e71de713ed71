#pragma once

#include "orm/types.h"

namespace idm {

/// A change that one target system has yet to hear of, stored with the change itself. Of one user
/// and one system tasks are carried out in the order of their sequence. Ours (design.md section 6).
struct Task {
  std::string id;
  std::string user_id;
  std::string managed_system_id;
  std::int64_t sequence = 0;  ///< of this user on this system: 1, 2, 3, …
  std::string verb;           ///< provisioning/task_words.h
  std::string state;          ///< likewise
  Text domain_id;
  Text principal;  ///< the account's name there; null: the system's policy will name it
  Text payload;    ///< JSON: what changed, without values and secrets
  Text rendered;   ///< JSON: the attributes that its first attempt sent, without secrets
  Bytes secret;    ///< JSON, sealed: a password that the system still has to receive
  Text request_id;
  Instant create_date;
  int attempts = 0;
  Moment next_attempt;  ///< null: none is due
  Text lease_owner;
  Moment lease_expires;
  Text last_error;
  Moment finished;
  std::uint64_t version = 0;
};
#pragma db object(Task) table("PROVISION_TASK") optimistic
#pragma db member(Task::id) id column("TASK_ID") type("VARCHAR(32)")
#pragma db member(Task::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(Task::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(Task::sequence) column("SEQUENCE") type("BIGINT")
#pragma db member(Task::verb) column("VERB") type("VARCHAR(20)")
#pragma db member(Task::state) column("STATE") type("VARCHAR(20)")
#pragma db member(Task::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(Task::principal) column("LOGIN") type("VARCHAR(320)")
#pragma db member(Task::payload) column("PAYLOAD") type("TEXT")
#pragma db member(Task::rendered) column("RENDERED") type("TEXT")
#pragma db member(Task::secret) column("SECRET") type("BLOB")
#pragma db member(Task::request_id) column("REQUEST_ID") type("VARCHAR(40)")
#pragma db member(Task::create_date) column("CREATE_DATE")
#pragma db member(Task::attempts) column("ATTEMPTS") type("INT")
#pragma db member(Task::next_attempt) column("NEXT_ATTEMPT")
#pragma db member(Task::lease_owner) column("LEASE_OWNER") type("VARCHAR(100)")
#pragma db member(Task::lease_expires) column("LEASE_EXPIRES")
#pragma db member(Task::last_error) column("LAST_ERROR") type("VARCHAR(1000)")
#pragma db member(Task::finished) column("FINISHED")
#pragma db member(Task::version) version column("VERSION")

}  // namespace idm
