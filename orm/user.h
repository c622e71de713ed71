#pragma once

#include "orm/types.h"

namespace idm {

/// A person we provision.
struct User {
  std::string id;
  Text first_name;
  Text last_name;
  Text middle_initial;
  Text metadata_type_id;
  Text classification;
  Text title;
  Text department;
  Text department_name;
  Text mail_code;
  Text division;
  Text cost_center;
  Text status;
  Text secondary_status;
  Moment birth_date;
  Text sex;
  Moment create_date;
  Text created_by;
  Moment last_update;
  Text last_updated_by;
  Text prefix;
  Text suffix;
  Text user_type;
  Text employee_id;
  Text employee_type;
  Text location;
  Text location_name;
  Text company_id;
  Text company_owner_id;
  Text job_code;
  Text manager_id;
  Text alternate_contact_id;
  Moment start_date;
  Moment last_date;
  Text maiden_name;
  Text nickname;
  Text password_theme;
  Text country;
  Text building_number;
  Text street_direction;
  Text suite;
  Text address1;
  Text address2;
  Text address3;
  Text address4;
  Text address5;
  Text address6;
  Text address7;
  Text city;
  Text state;
  Text postal_code;
  Text email;
  Text area_code;
  Text country_code;
  Text phone_number;
  Text phone_extension;
  Number show_in_search;
  Number delegated_admin;
  Text user_owner_id;
  Moment date_password_changed;
  Moment date_challenge_resp_changed;
  Text first_name_folded;
  Text last_name_folded;
  Text nickname_folded;
  Text email_folded;
  Text department_folded;
  Text division_folded;
  Text employee_id_folded;
  Text location_folded;
  Text classification_folded;
  Text user_type_folded;
  Text postal_code_folded;
  std::uint64_t version = 0;
};
#pragma db object(User) table("USERS") optimistic
#pragma db member(User::id) id column("USER_ID") type("VARCHAR(32)")
#pragma db member(User::first_name) column("FIRST_NAME") type("VARCHAR(100)")
#pragma db member(User::last_name) column("LAST_NAME") type("VARCHAR(100)")
#pragma db member(User::middle_initial) column("MIDDLE_INIT") type("VARCHAR(50)")
#pragma db member(User::metadata_type_id) column("TYPE_ID") type("VARCHAR(20)")
#pragma db member(User::classification) column("CLASSIFICATION") type("VARCHAR(20)")
#pragma db member(User::title) column("TITLE") type("VARCHAR(100)")
#pragma db member(User::department) column("DEPT_CD") type("VARCHAR(50)")
#pragma db member(User::department_name) column("DEPT_NAME") type("VARCHAR(100)")
#pragma db member(User::mail_code) column("MAIL_CODE") type("VARCHAR(50)")
#pragma db member(User::division) column("DIVISION") type("VARCHAR(50)")
#pragma db member(User::cost_center) column("COST_CENTER") type("VARCHAR(20)")
#pragma db member(User::status) column("STATUS") type("VARCHAR(40)")
#pragma db member(User::secondary_status) column("SECONDARY_STATUS") type("VARCHAR(40)")
#pragma db member(User::birth_date) column("BIRTHDATE")
#pragma db member(User::sex) column("SEX") type("CHAR(1)")
#pragma db member(User::create_date) column("CREATE_DATE")
#pragma db member(User::created_by) column("CREATED_BY") type("VARCHAR(40)")
#pragma db member(User::last_update) column("LAST_UPDATE")
#pragma db member(User::last_updated_by) column("LAST_UPDATED_BY") type("VARCHAR(40)")
#pragma db member(User::prefix) column("PREFIX") type("VARCHAR(4)")
#pragma db member(User::suffix) column("SUFFIX") type("VARCHAR(20)")
#pragma db member(User::user_type) column("USER_TYPE_IND") type("VARCHAR(20)")
#pragma db member(User::employee_id) column("EMPLOYEE_ID") type("VARCHAR(32)")
#pragma db member(User::employee_type) column("EMPLOYEE_TYPE") type("VARCHAR(20)")
#pragma db member(User::location) column("LOCATION_CD") type("VARCHAR(50)")
#pragma db member(User::location_name) column("LOCATION_NAME") type("VARCHAR(100)")
#pragma db member(User::company_id) column("COMPANY_ID") type("VARCHAR(32)")
#pragma db member(User::company_owner_id) column("COMPANY_OWNER_ID") type("VARCHAR(32)")
#pragma db member(User::job_code) column("JOB_CODE") type("VARCHAR(50)")
#pragma db member(User::manager_id) column("MANAGER_ID") type("VARCHAR(32)")
#pragma db member(User::alternate_contact_id) column("ALTERNATE_ID") type("VARCHAR(32)")
#pragma db member(User::start_date) column("START_DATE")
#pragma db member(User::last_date) column("LAST_DATE")
#pragma db member(User::maiden_name) column("MAIDEN_NAME") type("VARCHAR(40)")
#pragma db member(User::nickname) column("NICKNAME") type("VARCHAR(40)")
#pragma db member(User::password_theme) column("PASSWORD_THEME") type("VARCHAR(20)")
#pragma db member(User::country) column("COUNTRY") type("VARCHAR(30)")
#pragma db member(User::building_number) column("BLDG_NUM") type("VARCHAR(10)")
#pragma db member(User::street_direction) column("STREET_DIRECTION") type("VARCHAR(20)")
#pragma db member(User::suite) column("SUITE") type("VARCHAR(20)")
#pragma db member(User::address1) column("ADDRESS1") type("VARCHAR(45)")
#pragma db member(User::address2) column("ADDRESS2") type("VARCHAR(45)")
#pragma db member(User::address3) column("ADDRESS3") type("VARCHAR(45)")
#pragma db member(User::address4) column("ADDRESS4") type("VARCHAR(45)")
#pragma db member(User::address5) column("ADDRESS5") type("VARCHAR(45)")
#pragma db member(User::address6) column("ADDRESS6") type("VARCHAR(45)")
#pragma db member(User::address7) column("ADDRESS7") type("VARCHAR(45)")
#pragma db member(User::city) column("CITY") type("VARCHAR(30)")
#pragma db member(User::state) column("STATE") type("VARCHAR(15)")
#pragma db member(User::postal_code) column("POSTAL_CD") type("VARCHAR(10)")
#pragma db member(User::email) column("EMAIL_ADDRESS") type("VARCHAR(320)")
#pragma db member(User::area_code) column("AREA_CD") type("VARCHAR(10)")
#pragma db member(User::country_code) column("COUNTRY_CD") type("VARCHAR(3)")
#pragma db member(User::phone_number) column("PHONE_NBR") type("VARCHAR(50)")
#pragma db member(User::phone_extension) column("PHONE_EXT") type("VARCHAR(20)")
#pragma db member(User::show_in_search) column("SHOW_IN_SEARCH") type("INT")
#pragma db member(User::delegated_admin) column("DEL_ADMIN") type("INT")
#pragma db member(User::user_owner_id) column("USER_OWNER_ID") type("VARCHAR(32)")
#pragma db member(User::date_password_changed) column("DATE_PASSWORD_CHANGED")
#pragma db member(User::date_challenge_resp_changed) column("DATE_CHALLENGE_RESP_CHANGED")
#pragma db member(User::first_name_folded) column("FIRST_NAME_FOLDED") type("VARCHAR(200)")
#pragma db member(User::last_name_folded) column("LAST_NAME_FOLDED") type("VARCHAR(200)")
#pragma db member(User::nickname_folded) column("NICKNAME_FOLDED") type("VARCHAR(80)")
#pragma db member(User::email_folded) column("EMAIL_FOLDED") type("VARCHAR(640)")
#pragma db member(User::department_folded) column("DEPT_CD_FOLDED") type("VARCHAR(100)")
#pragma db member(User::division_folded) column("DIVISION_FOLDED") type("VARCHAR(100)")
#pragma db member(User::employee_id_folded) column("EMPLOYEE_ID_FOLDED") type("VARCHAR(64)")
#pragma db member(User::location_folded) column("LOCATION_CD_FOLDED") type("VARCHAR(100)")
#pragma db member(User::classification_folded) column("CLASSIFICATION_FOLDED") type("VARCHAR(40)")
#pragma db member(User::user_type_folded) column("USER_TYPE_IND_FOLDED") type("VARCHAR(40)")
#pragma db member(User::postal_code_folded) column("POSTAL_CD_FOLDED") type("VARCHAR(20)")
#pragma db member(User::version) version column("VERSION")

}  // namespace idm
