#pragma once

#include "orm/types.h"

namespace idm {

/// The key of AccountState.
struct AccountStateId {
  std::string user_id;
  std::string managed_system_id;
};
inline bool operator<(const AccountStateId& a, const AccountStateId& b) {
  return std::tie(a.user_id, a.managed_system_id) < std::tie(b.user_id, b.managed_system_id);
}
inline bool operator==(const AccountStateId& a, const AccountStateId& b) {
  return !(a < b) && !(b < a);
}
/// What is known of a user's account on one target system: where its newest task stands. Ours.
struct AccountState {
  AccountStateId id;
  std::string state;               ///< provisioning/task_words.h
  std::string last_verb;           ///< what the newest task wants
  std::int64_t last_sequence = 0;  ///< of that task
  int by_principal = 0;            ///< 1: a caller named a principal there, which keeps the account
                                   ///< when no role needs it
  Text domain_id;
  Text principal;
  Text target_name;  ///< the name by which the system knows the account; null: it never had it
  Text request_id;
  Instant changed;
  Text last_error;
  std::uint64_t version = 0;
};
#pragma db value(AccountStateId)
#pragma db member(AccountStateId::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(AccountStateId::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db object(AccountState) table("ACCOUNT_STATE") optimistic
#pragma db member(AccountState::id) id column("")
#pragma db member(AccountState::state) column("STATE") type("VARCHAR(20)")
#pragma db member(AccountState::last_verb) column("LAST_VERB") type("VARCHAR(20)")
#pragma db member(AccountState::last_sequence) column("LAST_SEQUENCE") type("BIGINT")
#pragma db member(AccountState::by_principal) column("BY_PRINCIPAL") type("INT")
#pragma db member(AccountState::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(AccountState::principal) column("LOGIN") type("VARCHAR(320)")
#pragma db member(AccountState::target_name) column("TARGET_NAME") type("VARCHAR(320)")
#pragma db member(AccountState::request_id) column("REQUEST_ID") type("VARCHAR(40)")
#pragma db member(AccountState::changed) column("CHANGED")
#pragma db member(AccountState::last_error) column("LAST_ERROR") type("VARCHAR(1000)")
#pragma db member(AccountState::version) version column("VERSION")

}  // namespace idm
