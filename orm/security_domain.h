#pragma once

#include "orm/types.h"

namespace idm {

/// A realm of roles and principals, called SERVICE_ID in other tables.
struct SecurityDomain {
  std::string id;
  Text name;
  Text status;
  Text authentication_system_id;
  Text login_module;
  Text password_policy;
  Text authentication_policy;
  Text audit_policy;
};
#pragma db object(SecurityDomain) table("SECURITY_DOMAIN")
#pragma db member(SecurityDomain::id) id column("DOMAIN_ID") type("VARCHAR(20)")
#pragma db member(SecurityDomain::name) column("NAME") type("VARCHAR(40)")
#pragma db member(SecurityDomain::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(SecurityDomain::authentication_system_id) column("AUTH_SYS_ID") \
    type("VARCHAR(32)")
#pragma db member(SecurityDomain::login_module) column("LOGIN_MODULE") type("VARCHAR(100)")
#pragma db member(SecurityDomain::password_policy) column("PASSWORD_POLICY") type("VARCHAR(32)")
#pragma db member(SecurityDomain::authentication_policy) column("AUTHENTICATION_POLICY") \
    type("VARCHAR(32)")
#pragma db member(SecurityDomain::audit_policy) column("AUDIT_POLICY") type("VARCHAR(32)")

/// The key of StatusCode.
struct StatusCodeId {
  std::string code_group;
  std::string status;
  std::string language;
};
inline bool operator<(const StatusCodeId& a, const StatusCodeId& b) {
  return std::tie(a.code_group, a.status, a.language) <
         std::tie(b.code_group, b.status, b.language);
}
inline bool operator==(const StatusCodeId& a, const StatusCodeId& b) {
  return !(a < b) && !(b < a);
}
/// A status word for display.
struct StatusCode {
  StatusCodeId id;
  Text status_type;
  Text description;
  std::string company_owner_id;
  std::string service_id;
  Number weight;
};
#pragma db value(StatusCodeId)
#pragma db member(StatusCodeId::code_group) column("CODE_GROUP") type("VARCHAR(40)")
#pragma db member(StatusCodeId::status) column("STATUS_CD") type("VARCHAR(40)")
#pragma db member(StatusCodeId::language) column("LANGUAGE_CD") type("VARCHAR(2)")
#pragma db object(StatusCode) table("STATUS")
#pragma db member(StatusCode::id) id column("")
#pragma db member(StatusCode::status_type) column("STATUS_TYPE") type("VARCHAR(20)")
#pragma db member(StatusCode::description) column("DESCRIPTION") type("VARCHAR(80)")
#pragma db member(StatusCode::company_owner_id) column("COMPANY_OWNER_ID") type("VARCHAR(32)")
#pragma db member(StatusCode::service_id) column("SERVICE_ID") type("VARCHAR(20)")
#pragma db member(StatusCode::weight) column("WEIGHT") type("INT")

}  // namespace idm
