#pragma once

#include <string>
#include <vector>

#include "orm/types.h"
#include "orm/user.h"
#include "services.h"

namespace idm::users {

/// UserSearch (behaviour.md 9.2). A null or empty-list member is no criterion; an empty text is
/// one.
struct SearchCriteria {
  Text first_name, last_name, nick_name, status, secondary_status, department, division,
      phone_area_code, phone_number, employee_id, email, organization_id, organization_name,
      principal, attribute_name, attribute_value, attribute_element_id, user_id, domain_id,
      location, classification, user_type, logged_in, zip_code;
  Number show_in_search, max_results;
  Moment create_date, start_date, last_date, birth_date;
  std::vector<std::string> group_ids, role_ids, organization_ids, department_ids, division_ids;

  struct Attribute {
    Text name, value;
  };
  std::vector<Attribute> attributes;
  struct DateAttribute {
    std::string name, operation;
    Moment value;
  };
  std::vector<DateAttribute> dates;
};

/// All users that meet every criterion, by last and first name, without dependents; at most
/// max_results or config.search_limit. No criterion: the first users. Throws InvalidArgument for a
/// date attribute or operator that is not on the list.
std::vector<User> search(Services& services, const SearchCriteria& criteria);

}  // namespace idm::users
