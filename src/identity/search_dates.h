#pragma once

#include "core/time_zone.h"
#include "identity/search_users.h"
#include "identity/statement_text.h"

/// Conditions on the dates of users: whole days of server.time_zone.
namespace idm::users {

/// " AND" the column is on the day of that moment.
void on_day(StatementText& text, const TimeZone& zone, const std::string& column, Instant moment);

/// " AND" an entry of dateAttributeList. Throws Error(InvalidArgument) for a column or an operator
/// that is not on the list.
void date_attribute(StatementText& text, const TimeZone& zone,
                    const SearchCriteria::DateAttribute& wanted);

}  // namespace idm::users
