#pragma once

#include <string>
#include <vector>

#include "orm/types.h"
#include "orm/user.h"
#include "services.h"

namespace idm::users {

/// UserSearch (behaviour.md 9.2), and what the other searches ask. A null or empty-list member is
/// no criterion; an empty text is one.
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
    bool operator==(const Attribute&) const = default;
  };
  std::vector<Attribute> attributes;
  struct DateAttribute {
    std::string name, operation;
    Moment value;
    bool operator==(const DateAttribute&) const = default;
  };
  std::vector<DateAttribute> dates;

  Text role_in_any_domain;  ///< given directly
  bool delegated_administrators = false;
  Moment updated_from, updated_to;  ///< both included

  bool operator==(const SearchCriteria&) const = default;
};

struct SearchAnswer {
  std::vector<User> users;
  std::string note;  ///< what the caller should know: that a limit of ours cut the answer off
};

/// The users that meet every criterion, by last and first name, without dependents; at most
/// max_results or config.search_limit, and never more than config.search_max. No criterion: the
/// first users. Throws UserNotFound when there is none, and InvalidArgument for a date attribute or
/// operator that is not on the list.
SearchAnswer search(Services& services, const SearchCriteria& criteria);

/// The same for searches that have no limit of their own: up to config.search_max.
SearchAnswer search_all(Services& services, const SearchCriteria& criteria);

/// search_all for the users of an organisation. Throws ObjectIdInvalid when there is neither a user
/// nor such an organisation.
SearchAnswer search_organization(Services& services, const std::string& id);

}  // namespace idm::users
