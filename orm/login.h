#pragma once

#include "orm/types.h"

namespace idm {

/// The key of Login.
struct LoginId {
  std::string domain_id;
  std::string login;
  std::string managed_system_id;
};
inline bool operator<(const LoginId& a, const LoginId& b) {
  return std::tie(a.domain_id, a.login, a.managed_system_id) <
         std::tie(b.domain_id, b.login, b.managed_system_id);
}
inline bool operator==(const LoginId& a, const LoginId& b) { return !(a < b) && !(b < a); }
/// A principal: a name by which a user is known on one managed system in one security domain.
struct Login {
  LoginId id;
  Text identity_type;
  Text canonical_name;
  Text user_id;
  Text password;
  Text password_equivalent_token;
  Moment password_changed;
  Moment password_expires;
  int reset_password = 0;
  int first_time_login = 1;
  int locked = 0;
  Text status;
  Moment grace_period;
  Moment create_date;
  Text created_by;
  Text current_login_host;
  int auth_fail_count = 0;
  Moment last_auth_attempt;
  Moment last_login;
  Text last_login_ip;
  Moment prev_login;
  Text prev_login_ip;
  Number is_default = Number(0);
  Number password_change_count = Number(0);
  Text password_reset_token;
  Text attribute_in_target_system;
  Moment password_reset_token_expires;
  std::string login_folded;
  std::uint64_t version = 0;
};
#pragma db value(LoginId)
#pragma db member(LoginId::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(LoginId::login) column("LOGIN") type("VARCHAR(320)")
#pragma db member(LoginId::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db object(Login) table("LOGIN") optimistic
#pragma db member(Login::id) id column("")
#pragma db member(Login::identity_type) column("IDENTITY_TYPE") type("VARCHAR(20)")
#pragma db member(Login::canonical_name) column("CANONICAL_NAME") type("VARCHAR(100)")
#pragma db member(Login::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(Login::password) column("PASSWORD") type("VARCHAR(128)")
#pragma db member(Login::password_equivalent_token) column("PWD_EQUIVALENT_TOKEN") \
    type("VARCHAR(80)")
#pragma db member(Login::password_changed) column("PWD_CHANGED")
#pragma db member(Login::password_expires) column("PWD_EXP")
#pragma db member(Login::reset_password) column("RESET_PWD") type("INT")
#pragma db member(Login::first_time_login) column("FIRST_TIME_LOGIN") type("INT")
#pragma db member(Login::locked) column("IS_LOCKED") type("INT")
#pragma db member(Login::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Login::grace_period) column("GRACE_PERIOD")
#pragma db member(Login::create_date) column("CREATE_DATE")
#pragma db member(Login::created_by) column("CREATED_BY") type("VARCHAR(32)")
#pragma db member(Login::current_login_host) column("CURRENT_LOGIN_HOST") type("VARCHAR(40)")
#pragma db member(Login::auth_fail_count) column("AUTH_FAIL_COUNT") type("INT")
#pragma db member(Login::last_auth_attempt) column("LAST_AUTH_ATTEMPT")
#pragma db member(Login::last_login) column("LAST_LOGIN")
#pragma db member(Login::last_login_ip) column("LAST_LOGIN_IP") type("VARCHAR(60)")
#pragma db member(Login::prev_login) column("PREV_LOGIN")
#pragma db member(Login::prev_login_ip) column("PREV_LOGIN_IP") type("VARCHAR(60)")
#pragma db member(Login::is_default) column("IS_DEFAULT") type("INT")
#pragma db member(Login::password_change_count) column("PWD_CHANGE_COUNT") type("INT")
#pragma db member(Login::password_reset_token) column("PSWD_RESET_TOKEN") type("VARCHAR(80)")
#pragma db member(Login::attribute_in_target_system) column("LOGIN_ATTR_IN_TARGET_SYS") \
    type("VARCHAR(40)")
#pragma db member(Login::password_reset_token_expires) column("PSWD_RESET_TOKEN_EXP")
#pragma db member(Login::login_folded) column("LOGIN_FOLDED") type("VARCHAR(640)")
#pragma db member(Login::version) version column("VERSION")

/// A named value of a principal.
struct LoginAttribute {
  std::string id;
  std::string login;
  std::string domain_id;
  std::string managed_system_id;
  Text user_id;  ///< ours: whose principal, so that a user's rows are one look-up
  Text name;
  Text value;
  Text metadata_element_id;
  Text group;
};
#pragma db object(LoginAttribute) table("LOGIN_ATTRIBUTE")
#pragma db member(LoginAttribute::id) id column("LOGIN_ATTR_ID") type("VARCHAR(32)")
#pragma db member(LoginAttribute::login) column("LOGIN") type("VARCHAR(320)")
#pragma db member(LoginAttribute::domain_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(LoginAttribute::managed_system_id) column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(LoginAttribute::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(LoginAttribute::name) column("NAME") type("VARCHAR(20)")
#pragma db member(LoginAttribute::value) column("VALUE") type("VARCHAR(255)")
#pragma db member(LoginAttribute::metadata_element_id) column("METADATA_ID") type("VARCHAR(20)")
#pragma db member(LoginAttribute::group) column("ATTR_GROUP") type("VARCHAR(20)")

}  // namespace idm
