#pragma once

#include "identity/user_graph.h"

/// The fields of a row that a caller may send, for merging. Ids, parents, folded copies and
/// versions are not among them: the rules set those.
namespace idm::fields {

inline constexpr Text User::*user_texts[] = {&User::first_name,
                                             &User::last_name,
                                             &User::middle_initial,
                                             &User::metadata_type_id,
                                             &User::classification,
                                             &User::title,
                                             &User::department,
                                             &User::department_name,
                                             &User::mail_code,
                                             &User::division,
                                             &User::cost_center,
                                             &User::sex,
                                             &User::created_by,
                                             &User::last_updated_by,
                                             &User::prefix,
                                             &User::suffix,
                                             &User::user_type,
                                             &User::employee_id,
                                             &User::employee_type,
                                             &User::location,
                                             &User::location_name,
                                             &User::company_id,
                                             &User::company_owner_id,
                                             &User::job_code,
                                             &User::manager_id,
                                             &User::alternate_contact_id,
                                             &User::maiden_name,
                                             &User::nickname,
                                             &User::password_theme,
                                             &User::country,
                                             &User::building_number,
                                             &User::street_direction,
                                             &User::suite,
                                             &User::address1,
                                             &User::address2,
                                             &User::address3,
                                             &User::address4,
                                             &User::address5,
                                             &User::address6,
                                             &User::address7,
                                             &User::city,
                                             &User::state,
                                             &User::postal_code,
                                             &User::email,
                                             &User::area_code,
                                             &User::country_code,
                                             &User::phone_number,
                                             &User::phone_extension,
                                             &User::user_owner_id};

inline constexpr Moment User::*user_moments[] = {
    &User::birth_date, &User::create_date,           &User::start_date,
    &User::last_date,  &User::date_password_changed, &User::date_challenge_resp_changed};

inline constexpr Number User::*user_numbers[] = {&User::show_in_search, &User::delegated_admin};

inline constexpr Text EmailAddress::*email_texts[] = {
    &EmailAddress::name, &EmailAddress::description, &EmailAddress::address};

inline constexpr Text Phone::*phone_texts[] = {
    &Phone::name,   &Phone::area_code, &Phone::country_code, &Phone::description,
    &Phone::number, &Phone::extension, &Phone::type};

inline constexpr Text Address::*address_texts[] = {
    &Address::name,     &Address::country,  &Address::building_number, &Address::street_direction,
    &Address::suite,    &Address::address1, &Address::address2,        &Address::address3,
    &Address::address4, &Address::address5, &Address::address6,        &Address::address7,
    &Address::city,     &Address::state,    &Address::postal_code,     &Address::description};

constexpr const auto& texts_of(const EmailAddress*) { return email_texts; }
constexpr const auto& texts_of(const Phone*) { return phone_texts; }
constexpr const auto& texts_of(const Address*) { return address_texts; }

}  // namespace idm::fields
