#pragma once

#include "orm/types.h"

namespace idm {

/// An organisation (COMPANY).
struct Organization {
  std::string id;
  Text name;
  Moment last_update;
  Text last_updated_by;
  Text parent_id;
  Text status;
  Text metadata_type_id;
  Moment create_date;
  Text created_by;
  Text alias;
  Text description;
  Text domain_name;
  Text ldap_string;
  Text classification;
  Text internal_company_id;
  Text internal_company_name;
  Text abbreviation;
  Text symbol;
  Text name_folded;
};
#pragma db object(Organization) table("COMPANY")
#pragma db member(Organization::id) id column("COMPANY_ID") type("VARCHAR(32)")
#pragma db member(Organization::name) column("COMPANY_NAME") type("VARCHAR(200)")
#pragma db member(Organization::last_update) column("LST_UPDATE")
#pragma db member(Organization::last_updated_by) column("LST_UPDATED_BY") type("VARCHAR(40)")
#pragma db member(Organization::parent_id) column("PARENT_ID") type("VARCHAR(32)")
#pragma db member(Organization::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Organization::metadata_type_id) column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(Organization::create_date) column("CREATE_DATE")
#pragma db member(Organization::created_by) column("CREATED_BY") type("VARCHAR(40)")
#pragma db member(Organization::alias) column("ALIAS") type("VARCHAR(200)")
#pragma db member(Organization::description) column("DESCRIPTION") type("VARCHAR(200)")
#pragma db member(Organization::domain_name) column("DOMAIN_NAME") type("VARCHAR(40)")
#pragma db member(Organization::ldap_string) column("LDAP_STR") type("VARCHAR(255)")
#pragma db member(Organization::classification) column("CLASSIFICATION") type("VARCHAR(40)")
#pragma db member(Organization::internal_company_id) column("INTERNAL_COMPANY_ID") \
    type("VARCHAR(200)")
#pragma db member(Organization::internal_company_name) column("INTERNAL_COMPANY_NAME") \
    type("VARCHAR(200)")
#pragma db member(Organization::abbreviation) column("ABBREVIATION") type("VARCHAR(20)")
#pragma db member(Organization::symbol) column("SYMBOL") type("VARCHAR(10)")
#pragma db member(Organization::name_folded) column("COMPANY_NAME_FOLDED") type("VARCHAR(400)")

/// A user's tie to an organisation beside the main one.
struct Affiliation {
  std::string id;
  std::string organization_id;
  std::string user_id;
  Text status;
  Moment create_date;
  Moment start_date;
  Moment end_date;
  Text created_by;
};
#pragma db object(Affiliation) table("USER_AFFILIATION")
#pragma db member(Affiliation::id) id column("USER_AFFILIATION_ID") type("VARCHAR(32)")
#pragma db member(Affiliation::organization_id) column("COMPANY_ID") type("VARCHAR(32)")
#pragma db member(Affiliation::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(Affiliation::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Affiliation::create_date) column("CREATE_DATE")
#pragma db member(Affiliation::start_date) column("START_DATE")
#pragma db member(Affiliation::end_date) column("END_DATE")
#pragma db member(Affiliation::created_by) column("CREATED_BY") type("VARCHAR(32)")

}  // namespace idm
