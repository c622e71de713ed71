#include "identity/search_dates.h"

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/folding.h"
#include "core/xml_date.h"

namespace idm::users {
namespace {

struct DateColumn {
  const char* name;  ///< folded
  const char* column;
};
/// What dateAttributeList may name: columns, with or without "u.", and fields.
constexpr DateColumn date_columns[] = {
    {"start_date",                  "START_DATE"                 },
    {"startdate",                   "START_DATE"                 },
    {"last_date",                   "LAST_DATE"                  },
    {"lastdate",                    "LAST_DATE"                  },
    {"birthdate",                   "BIRTHDATE"                  },
    {"dateofbirth",                 "BIRTHDATE"                  },
    {"create_date",                 "CREATE_DATE"                },
    {"createdate",                  "CREATE_DATE"                },
    {"last_update",                 "LAST_UPDATE"                },
    {"lastupdate",                  "LAST_UPDATE"                },
    {"date_password_changed",       "DATE_PASSWORD_CHANGED"      },
    {"datepasswordchanged",         "DATE_PASSWORD_CHANGED"      },
    {"date_challenge_resp_changed", "DATE_CHALLENGE_RESP_CHANGED"},
    {"datechallengerespchanged",    "DATE_CHALLENGE_RESP_CHANGED"},
};

/// Folded, with single blanks: OpenIAM pasted these texts into its SQL, where blanks did no harm.
std::string words_of(const std::string& sent) {
  std::istringstream stream(fold(sent));
  std::string words;
  for (std::string word; stream >> word;) words += (words.empty() ? "" : " ") + word;
  return words;
}

std::string column_named(const std::string& sent) {
  std::string name = words_of(sent);
  if (name.starts_with("u.")) name.erase(0, 2);
  const auto known = std::find_if(std::begin(date_columns), std::end(date_columns),
                                  [&](const DateColumn& entry) { return name == entry.name; });
  if (known == std::end(date_columns))
    throw Error(ErrorCode::InvalidArgument,
                "the attributeName '" + sent + "' of dateAttributeList is not a date of users");
  return std::string("u.") + known->column;
}

/// Writes "column operation day" for a day whose first and last milliseconds are these. False when
/// there is no such operation.
bool compare_day(StatementText& text, const std::string& column, const std::string& operation,
                 Instant first, Instant last) {
  if (operation == "=" || operation == "==") {
    text.compare(" AND " + column + " >= ", first);
    text.compare(" AND " + column + " <= ", last);
  } else if (operation == "<>" || operation == "!=") {
    text.compare(" AND (" + column + " < ", first);
    text.compare(" OR " + column + " > ", last);
    text.add(")");
  } else if (operation == "<") {
    text.compare(" AND " + column + " < ", first);
  } else if (operation == "<=") {
    text.compare(" AND " + column + " <= ", last);
  } else if (operation == ">") {
    text.compare(" AND " + column + " > ", last);
  } else if (operation == ">=") {
    text.compare(" AND " + column + " >= ", first);
  } else {
    return false;
  }
  return true;
}

bool compare_moment(StatementText& text, const TimeZone& zone, const std::string& column,
                    const std::string& operation, Instant moment) {
  const Instant day = zone.start_of_day(moment);
  // Midday of the next day is on the next day also where the clock changes.
  const Instant next = zone.start_of_day(day + std::chrono::hours(36));
  // No date lies outside of the years that both databases know; 9999-12-31 is how many write
  // "never".
  return compare_day(text, column, operation, std::max(day, first_instant),
                     std::min(next - std::chrono::milliseconds(1), last_instant));
}

}  // namespace

void on_day(StatementText& text, const TimeZone& zone, const std::string& column, Instant moment) {
  compare_moment(text, zone, column, "=", moment);
}

void date_attribute(StatementText& text, const TimeZone& zone,
                    const SearchCriteria::DateAttribute& wanted) {
  const std::string column = column_named(wanted.name);
  const std::string operation = words_of(wanted.operation);
  if (operation == "is null") return text.add(" AND " + column + " IS NULL");
  if (operation == "is not null") return text.add(" AND " + column + " IS NOT NULL");
  if (wanted.value.null())
    throw Error(ErrorCode::InvalidArgument,
                "the entry '" + wanted.name + "' of dateAttributeList has no attributeValue");
  if (!compare_moment(text, zone, column, operation, *wanted.value))
    throw Error(
        ErrorCode::InvalidArgument,
        "the operation '" + wanted.operation +
            "' of dateAttributeList is not one of =, <>, <, <=, >, >=, IS NULL, IS NOT NULL");
}

}  // namespace idm::users
