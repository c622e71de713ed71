#pragma once

#include "identity/search_users.h"
#include "identity/user_graph.h"
#include "soap/soapH.h"

/// Which element is which column: one list a type, walked for reading and for writing. A field is
/// added to the wire here. The kinds of value (text, date, number, flag, status) follow from the
/// two members' types, see wire_values.h. Elements that are not here are handled by name in
/// read_request.cpp and write_user.cpp.
namespace idm::soap {

template <class Visit>
void each_user_field(Visit visit) {
  visit(&udto__user::birthdate, &User::birth_date);
  visit(&udto__user::companyId, &User::company_id);
  visit(&udto__user::companyOwnerId, &User::company_owner_id);
  visit(&udto__user::createDate, &User::create_date);
  visit(&udto__user::createdBy, &User::created_by);
  visit(&udto__user::deptCd, &User::department);
  visit(&udto__user::deptName, &User::department_name);
  visit(&udto__user::employeeId, &User::employee_id);
  visit(&udto__user::employeeType, &User::employee_type);
  visit(&udto__user::firstName, &User::first_name);
  visit(&udto__user::jobCode, &User::job_code);
  visit(&udto__user::lastName, &User::last_name);
  visit(&udto__user::lastUpdate, &User::last_update);
  visit(&udto__user::lastUpdatedBy, &User::last_updated_by);
  visit(&udto__user::locationCd, &User::location);
  visit(&udto__user::locationName, &User::location_name);
  visit(&udto__user::managerId, &User::manager_id);
  visit(&udto__user::metadataTypeId, &User::metadata_type_id);
  visit(&udto__user::classification, &User::classification);
  visit(&udto__user::middleInit, &User::middle_initial);
  visit(&udto__user::prefix, &User::prefix);
  visit(&udto__user::sex, &User::sex);
  visit(&udto__user::status, &User::status);
  visit(&udto__user::secondaryStatus, &User::secondary_status);
  visit(&udto__user::suffix, &User::suffix);
  visit(&udto__user::title, &User::title);
  visit(&udto__user::userId, &User::id);
  visit(&udto__user::userTypeInd, &User::user_type);
  visit(&udto__user::division, &User::division);
  visit(&udto__user::costCenter, &User::cost_center);
  visit(&udto__user::startDate, &User::start_date);
  visit(&udto__user::lastDate, &User::last_date);
  visit(&udto__user::mailCode, &User::mail_code);
  visit(&udto__user::nickname, &User::nickname);
  visit(&udto__user::maidenName, &User::maiden_name);
  visit(&udto__user::passwordTheme, &User::password_theme);
  visit(&udto__user::country, &User::country);
  visit(&udto__user::bldgNum, &User::building_number);
  visit(&udto__user::streetDirection, &User::street_direction);
  visit(&udto__user::suite, &User::suite);
  visit(&udto__user::address1, &User::address1);
  visit(&udto__user::address2, &User::address2);
  visit(&udto__user::address3, &User::address3);
  visit(&udto__user::address4, &User::address4);
  visit(&udto__user::address5, &User::address5);
  visit(&udto__user::address6, &User::address6);
  visit(&udto__user::address7, &User::address7);
  visit(&udto__user::city, &User::city);
  visit(&udto__user::state, &User::state);
  visit(&udto__user::postalCd, &User::postal_code);
  visit(&udto__user::email, &User::email);
  visit(&udto__user::showInSearch, &User::show_in_search);
  visit(&udto__user::delAdmin, &User::delegated_admin);
  visit(&udto__user::areaCd, &User::area_code);
  visit(&udto__user::countryCd, &User::country_code);
  visit(&udto__user::phoneNbr, &User::phone_number);
  visit(&udto__user::phoneExt, &User::phone_extension);
  visit(&udto__user::alternateContactId, &User::alternate_contact_id);
  visit(&udto__user::userOwnerId, &User::user_owner_id);
  visit(&udto__user::datePasswordChanged, &User::date_password_changed);
  visit(&udto__user::dateChallengeRespChanged, &User::date_challenge_resp_changed);
}

template <class Visit>
void each_attribute_field(Visit visit) {
  visit(&udto__userAttribute::id, &UserAttribute::id);
  visit(&udto__userAttribute::metadataElementId, &UserAttribute::metadata_element_id);
  visit(&udto__userAttribute::name, &UserAttribute::name);
  visit(&udto__userAttribute::userId, &UserAttribute::user_id);
  visit(&udto__userAttribute::value, &UserAttribute::value);
}

template <class Visit>
void each_note_field(Visit visit) {
  visit(&udto__userNote::createDate, &UserNote::create_date);
  visit(&udto__userNote::createdBy, &UserNote::created_by);
  visit(&udto__userNote::description, &UserNote::description);
  visit(&udto__userNote::noteType, &UserNote::type);
  visit(&udto__userNote::userId, &UserNote::user_id);
  visit(&udto__userNote::userNoteId, &UserNote::id);
}

template <class Visit>
void each_address_field(Visit visit) {
  visit(&cont__address::isActive, &Address::active);
  visit(&cont__address::bldgNumber, &Address::building_number);
  visit(&cont__address::streetDirection, &Address::street_direction);
  visit(&cont__address::suite, &Address::suite);
  visit(&cont__address::address1, &Address::address1);
  visit(&cont__address::address2, &Address::address2);
  visit(&cont__address::address3, &Address::address3);
  visit(&cont__address::address4, &Address::address4);
  visit(&cont__address::address5, &Address::address5);
  visit(&cont__address::address6, &Address::address6);
  visit(&cont__address::address7, &Address::address7);
  visit(&cont__address::addressId, &Address::id);
  visit(&cont__address::city, &Address::city);
  visit(&cont__address::country, &Address::country);
  visit(&cont__address::description, &Address::description);
  visit(&cont__address::isDefault, &Address::is_default);
  visit(&cont__address::parentId, &Address::parent_id);
  visit(&cont__address::parentType, &Address::parent_type);
  visit(&cont__address::postalCd, &Address::postal_code);
  visit(&cont__address::state, &Address::state);
  visit(&cont__address::name, &Address::name);
}

template <class Visit>
void each_phone_field(Visit visit) {
  visit(&cont__phone::isActive, &Phone::active);
  visit(&cont__phone::areaCd, &Phone::area_code);
  visit(&cont__phone::countryCd, &Phone::country_code);
  visit(&cont__phone::description, &Phone::description);
  visit(&cont__phone::isDefault, &Phone::is_default);
  visit(&cont__phone::parentId, &Phone::parent_id);
  visit(&cont__phone::parentType, &Phone::parent_type);
  visit(&cont__phone::phoneExt, &Phone::extension);
  visit(&cont__phone::phoneId, &Phone::id);
  visit(&cont__phone::phoneNbr, &Phone::number);
  visit(&cont__phone::phoneType, &Phone::type);
  visit(&cont__phone::name, &Phone::name);
}

template <class Visit>
void each_email_field(Visit visit) {
  visit(&cont__emailAddress::isActive, &EmailAddress::active);
  visit(&cont__emailAddress::description, &EmailAddress::description);
  visit(&cont__emailAddress::emailAddress, &EmailAddress::address);
  visit(&cont__emailAddress::emailId, &EmailAddress::id);
  visit(&cont__emailAddress::isDefault, &EmailAddress::is_default);
  visit(&cont__emailAddress::parentId, &EmailAddress::parent_id);
  visit(&cont__emailAddress::parentType, &EmailAddress::parent_type);
  visit(&cont__emailAddress::name, &EmailAddress::name);
}

/// For code that treats the three kinds of contact alike.
template <class Visit>
void each_contact_field(const cont__address&, Visit visit) {
  each_address_field(visit);
}
template <class Visit>
void each_contact_field(const cont__phone&, Visit visit) {
  each_phone_field(visit);
}
template <class Visit>
void each_contact_field(const cont__emailAddress&, Visit visit) {
  each_email_field(visit);
}

template <class Visit>
void each_login_id_field(Visit visit) {
  visit(&prov__LoginId::domainId, &LoginId::domain_id);
  visit(&prov__LoginId::login, &LoginId::login);
  visit(&prov__LoginId::managedSysId, &LoginId::managed_system_id);
}

/// Not here, on purpose: password (read on its own, never written), pwdEquivalentToken,
/// pswdResetToken and its expiry (secrets that no caller hands in or gets).
template <class Visit>
void each_login_field(Visit visit) {
  visit(&prov__Login::userId, &Login::user_id);
  visit(&prov__Login::pwdChanged, &Login::password_changed);
  visit(&prov__Login::pwdExp, &Login::password_expires);
  visit(&prov__Login::firstTimeLogin, &Login::first_time_login);
  visit(&prov__Login::resetPassword, &Login::reset_password);
  visit(&prov__Login::isLocked, &Login::locked);
  visit(&prov__Login::status, &Login::status);
  visit(&prov__Login::gracePeriod, &Login::grace_period);
  visit(&prov__Login::createDate, &Login::create_date);
  visit(&prov__Login::createdBy, &Login::created_by);
  visit(&prov__Login::currentLoginHost, &Login::current_login_host);
  visit(&prov__Login::authFailCount, &Login::auth_fail_count);
  visit(&prov__Login::lastAuthAttempt, &Login::last_auth_attempt);
  visit(&prov__Login::canonicalName, &Login::canonical_name);
  visit(&prov__Login::lastLogin, &Login::last_login);
  visit(&prov__Login::isDefault, &Login::is_default);
  visit(&prov__Login::passwordChangeCount, &Login::password_change_count);
  visit(&prov__Login::lastLoginIP, &Login::last_login_ip);
  visit(&prov__Login::prevLoginIP, &Login::prev_login_ip);
  visit(&prov__Login::prevLogin, &Login::prev_login);
  visit(&prov__Login::loginAttrInTargetSystem, &Login::attribute_in_target_system);
}

template <class Visit>
void each_login_attribute_field(Visit visit) {
  visit(&prov__LoginAttribute::loginAttrId, &LoginAttribute::id);
  visit(&prov__LoginAttribute::domainId, &LoginAttribute::domain_id);
  visit(&prov__LoginAttribute::login, &LoginAttribute::login);
  visit(&prov__LoginAttribute::name, &LoginAttribute::name);
  visit(&prov__LoginAttribute::value, &LoginAttribute::value);
  visit(&prov__LoginAttribute::metadataId, &LoginAttribute::metadata_element_id);
  visit(&prov__LoginAttribute::attrGroup, &LoginAttribute::group);
}

template <class Visit>
void each_supervisor_field(Visit visit) {
  visit(&udto__supervisor::comments, &Supervision::comments);
  visit(&udto__supervisor::endDate, &Supervision::end_date);
  visit(&udto__supervisor::isPrimarySuper, &Supervision::is_primary);
  visit(&udto__supervisor::orgStructureId, &Supervision::id);
  visit(&udto__supervisor::startDate, &Supervision::start_date);
  visit(&udto__supervisor::status, &Supervision::status);
  visit(&udto__supervisor::supervisorType, &Supervision::type);
}

/// The membership's own part of a role element.
template <class Visit>
void each_user_role_field(Visit visit) {
  visit(&role__role::status, &UserRole::status);
  visit(&role__role::startDate, &UserRole::start_date);
  visit(&role__role::endDate, &UserRole::end_date);
}

/// What describes the role itself; written, never read: no SOAP call changes roles.
template <class Visit>
void each_role_field(Visit visit) {
  visit(&role__role::createDate, &Role::create_date);
  visit(&role__role::createdBy, &Role::created_by);
  visit(&role__role::description, &Role::description);
  visit(&role__role::provisionObjName, &Role::provision_obj_name);
  visit(&role__role::parentRoleId, &Role::parent_role_id);
  visit(&role__role::roleName, &Role::name);
  visit(&role__role::metadataTypeId, &Role::metadata_type_id);
  visit(&role__role::ownerId, &Role::owner_id);
  visit(&role__role::inheritFromParent, &Role::inherit_from_parent);
  visit(&role__role::internalRoleId, &Role::internal_role_id);
}

/// Written, never read but for grpId: no SOAP call changes groups.
template <class Visit>
void each_group_field(Visit visit) {
  visit(&grp__Group::companyId, &Group::company_id);
  visit(&grp__Group::createDate, &Group::create_date);
  visit(&grp__Group::createdBy, &Group::created_by);
  visit(&grp__Group::description, &Group::description);
  visit(&grp__Group::groupClass, &Group::group_class);
  visit(&grp__Group::grpName, &Group::name);
  visit(&grp__Group::inheritFromParent, &Group::inherit_from_parent);
  visit(&grp__Group::lastUpdate, &Group::last_update);
  visit(&grp__Group::lastUpdatedBy, &Group::last_updated_by);
  visit(&grp__Group::parentGrpId, &Group::parent_id);
  visit(&grp__Group::provisionMethod, &Group::provision_method);
  visit(&grp__Group::provisionObjName, &Group::provision_obj_name);
  visit(&grp__Group::status, &Group::status);
  visit(&grp__Group::metadataTypeId, &Group::metadata_type_id);
  visit(&grp__Group::ownerId, &Group::owner_id);
  visit(&grp__Group::internalGroupId, &Group::internal_group_id);
}

template <class Visit>
void each_search_field(Visit visit) {
  using users::SearchCriteria;
  visit(&udto__UserSearch::firstName, &SearchCriteria::first_name);
  visit(&udto__UserSearch::lastName, &SearchCriteria::last_name);
  visit(&udto__UserSearch::status, &SearchCriteria::status);
  visit(&udto__UserSearch::secondaryStatus, &SearchCriteria::secondary_status);
  visit(&udto__UserSearch::nickName, &SearchCriteria::nick_name);
  visit(&udto__UserSearch::deptCd, &SearchCriteria::department);
  visit(&udto__UserSearch::division, &SearchCriteria::division);
  visit(&udto__UserSearch::phoneAreaCd, &SearchCriteria::phone_area_code);
  visit(&udto__UserSearch::phoneNbr, &SearchCriteria::phone_number);
  visit(&udto__UserSearch::employeeId, &SearchCriteria::employee_id);
  visit(&udto__UserSearch::groupIdList, &SearchCriteria::group_ids);
  visit(&udto__UserSearch::roleIdList, &SearchCriteria::role_ids);
  visit(&udto__UserSearch::emailAddress, &SearchCriteria::email);
  visit(&udto__UserSearch::orgId, &SearchCriteria::organization_id);
  visit(&udto__UserSearch::orgName, &SearchCriteria::organization_name);
  visit(&udto__UserSearch::principal, &SearchCriteria::principal);
  visit(&udto__UserSearch::attributeName, &SearchCriteria::attribute_name);
  visit(&udto__UserSearch::attributeValue, &SearchCriteria::attribute_value);
  visit(&udto__UserSearch::attributeElementId, &SearchCriteria::attribute_element_id);
  visit(&udto__UserSearch::userId, &SearchCriteria::user_id);
  visit(&udto__UserSearch::domainId, &SearchCriteria::domain_id);
  visit(&udto__UserSearch::showInSearch, &SearchCriteria::show_in_search);
  visit(&udto__UserSearch::locationCd, &SearchCriteria::location);
  visit(&udto__UserSearch::classification, &SearchCriteria::classification);
  visit(&udto__UserSearch::userTypeInd, &SearchCriteria::user_type);
  visit(&udto__UserSearch::loggedIn, &SearchCriteria::logged_in);
  visit(&udto__UserSearch::createDate, &SearchCriteria::create_date);
  visit(&udto__UserSearch::maxResultSize, &SearchCriteria::max_results);
  visit(&udto__UserSearch::startDate, &SearchCriteria::start_date);
  visit(&udto__UserSearch::lastDate, &SearchCriteria::last_date);
  visit(&udto__UserSearch::dateOfBirth, &SearchCriteria::birth_date);
  visit(&udto__UserSearch::zipCode, &SearchCriteria::zip_code);
  visit(&udto__UserSearch::orgIdList, &SearchCriteria::organization_ids);
  visit(&udto__UserSearch::deptIdList, &SearchCriteria::department_ids);
  visit(&udto__UserSearch::divisionIdList, &SearchCriteria::division_ids);
}

}  // namespace idm::soap
