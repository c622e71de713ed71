#include "identity/search_statement.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/folding.h"

namespace idm::users {
namespace {

using Value = std::variant<std::monostate, std::string, int, Instant>;

/// A LIKE pattern as clients send it: % and _ are wildcards, a backslash takes their meaning away.
struct Pattern {
  std::string text;    ///< folded
  std::string prefix;  ///< what stands before the first wildcard, unescaped
  bool wildcards = false;
};

Pattern pattern_of(const std::string& sent) {
  Pattern pattern{fold(sent), {}, false};
  for (std::size_t i = 0; i < pattern.text.size(); ++i) {
    const char c = pattern.text[i];
    if (c == '%' || c == '_') {
      pattern.wildcards = true;
      break;
    }
    if (c == '\\' && i + 1 < pattern.text.size()) ++i;
    pattern.prefix += pattern.text[i];
  }
  return pattern;
}

/// Upper-case ASCII: how statuses are stored.
std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

struct DateColumn {
  const char* name;
  const char* column;
};
/// The dates that dateAttributeList may name: by column, with or without "u.", or by field.
constexpr DateColumn date_columns[] = {
    {"START_DATE",                  "START_DATE"                 },
    {"startDate",                   "START_DATE"                 },
    {"LAST_DATE",                   "LAST_DATE"                  },
    {"lastDate",                    "LAST_DATE"                  },
    {"BIRTHDATE",                   "BIRTHDATE"                  },
    {"birthdate",                   "BIRTHDATE"                  },
    {"CREATE_DATE",                 "CREATE_DATE"                },
    {"createDate",                  "CREATE_DATE"                },
    {"LAST_UPDATE",                 "LAST_UPDATE"                },
    {"lastUpdate",                  "LAST_UPDATE"                },
    {"DATE_PASSWORD_CHANGED",       "DATE_PASSWORD_CHANGED"      },
    {"datePasswordChanged",         "DATE_PASSWORD_CHANGED"      },
    {"DATE_CHALLENGE_RESP_CHANGED", "DATE_CHALLENGE_RESP_CHANGED"},
    {"dateChallengeRespChanged",    "DATE_CHALLENGE_RESP_CHANGED"},
};

class Builder {
 public:
  Builder(const SearchCriteria& criteria, const Config& config, const TimeZone& zone,
          Dialect dialect)
      : criteria_(criteria), config_(config), zone_(zone), dialect_(dialect) {}

  Statement build() {
    add("SELECT u.USER_ID FROM USERS u");
    join_email();
    join_roles();
    add(" WHERE 1 = 1");
    user_fields();
    dates();
    logins();
    attributes();
    attribute_list();
    phones();
    groups();
    organization_name();
    add(" ORDER BY u.LAST_NAME_FOLDED, u.FIRST_NAME_FOLDED, u.USER_ID LIMIT " +
        std::to_string(limit()));
    return std::move(statement_);
  }

 private:
  int limit() const {
    return criteria_.max_results.null() || *criteria_.max_results <= 0 ? config_.search_limit
                                                                       : *criteria_.max_results;
  }

  void add(const std::string& sql) {
    // Text after a bound value starts a new piece; text after text joins it.
    if (!statement_.empty() && std::holds_alternative<std::monostate>(statement_.back().value))
      statement_.back().sql += sql;
    else
      statement_.push_back({sql, {}});
  }

  void bind(Value value) { statement_.back().value = std::move(value); }

  void equals(const std::string& column, Value value) {
    add(column + " = ");
    bind(std::move(value));
  }

  /// A pattern on a folded column. The prefix becomes a range, which an index serves on both
  /// databases.
  void like(const std::string& column, const std::string& sent) {
    const Pattern pattern = pattern_of(sent);
    if (!pattern.wildcards) return equals(column, pattern.prefix);
    if (!pattern.prefix.empty()) {
      add(column + " >= ");
      bind(pattern.prefix);
      add(" AND " + column + " < ");
      bind(pattern.prefix + "\xF4\x8F\xBF\xBF");
      if (pattern.text.size() == pattern.prefix.size() + 1 && pattern.text.back() == '%') return;
      add(" AND ");
    }
    add(column + " LIKE ");
    bind(pattern.text);
    // MySQL's escape character is the backslash without saying so.
    if (dialect_ == Dialect::Sqlite) add(" ESCAPE '\\'");
  }

  void in(const std::string& column, const std::vector<std::string>& values) {
    add(column + " IN (");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i) add(", ");
      bind_next(values[i]);
    }
    add(")");
  }

  void bind_next(const std::string& value) {
    add("");
    bind(value);
  }

  void join_email() {
    if (criteria_.email.null()) return;
    // A union, because neither database serves an OR across two tables by indexes.
    add(" JOIN (SELECT USER_ID AS ID FROM USERS WHERE ");
    like("EMAIL_FOLDED", *criteria_.email);
    add(" UNION SELECT PARENT_ID FROM EMAIL_ADDRESS WHERE PARENT_TYPE = 'USER' AND ");
    like("EMAIL_FOLDED", *criteria_.email);
    add(") m ON m.ID = u.USER_ID");
  }

  /// Direct roles and roles through groups, not parent roles (behaviour.md 9.2).
  void join_roles() {
    if (criteria_.role_ids.empty()) return;
    const std::string domain = login_domain(true);
    add(" JOIN (SELECT USER_ID AS ID FROM USER_ROLE WHERE ");
    equals("SERVICE_ID", domain);
    add(" AND ");
    in("ROLE_ID", criteria_.role_ids);
    add(" UNION SELECT ug.USER_ID FROM USER_GRP ug JOIN GRP_ROLE gr ON gr.GRP_ID = ug.GRP_ID "
        "WHERE ");
    equals("gr.SERVICE_ID", domain);
    add(" AND ");
    in("gr.ROLE_ID", criteria_.role_ids);
    add(") r ON r.ID = u.USER_ID");
  }

  void user_fields() {
    const std::pair<const Text&, const char*> patterns[] = {
        {criteria_.first_name, "u.FIRST_NAME_FOLDED"},
        {criteria_.last_name,  "u.LAST_NAME_FOLDED" },
        {criteria_.nick_name,  "u.NICKNAME_FOLDED"  },
    };
    for (const auto& [text, column] : patterns)
      if (!text.null()) {
        add(" AND ");
        like(column, *text);
      }
    const std::pair<const Text&, const char*> folded[] = {
        {criteria_.department,  "u.DEPT_CD_FOLDED"    },
        {criteria_.division,    "u.DIVISION_FOLDED"   },
        {criteria_.employee_id, "u.EMPLOYEE_ID_FOLDED"},
    };
    for (const auto& [text, column] : folded)
      if (!text.null()) {
        add(" AND ");
        equals(column, fold(*text));
      }
    const std::pair<const Text&, const char*> exact[] = {
        {criteria_.user_id,         "u.USER_ID"       },
        {criteria_.location,        "u.LOCATION_CD"   },
        {criteria_.classification,  "u.CLASSIFICATION"},
        {criteria_.user_type,       "u.USER_TYPE_IND" },
        {criteria_.zip_code,        "u.POSTAL_CD"     },
        {criteria_.organization_id, "u.COMPANY_ID"    },
    };
    for (const auto& [text, column] : exact)
      if (!text.null()) {
        add(" AND ");
        equals(column, *text);
      }
    const std::pair<const Text&, const char*> statuses[] = {
        {criteria_.status,           "u.STATUS"          },
        {criteria_.secondary_status, "u.SECONDARY_STATUS"},
    };
    for (const auto& [text, column] : statuses)
      if (!text.null()) {
        add(" AND ");
        equals(column, upper(*text));
      }
    if (!criteria_.show_in_search.null()) {
      add(" AND ");
      equals("u.SHOW_IN_SEARCH", *criteria_.show_in_search);
    }
    const auto folded_list = [](std::vector<std::string> list) {
      for (std::string& text : list) text = fold(text);
      return list;
    };
    one_of("u.COMPANY_ID", criteria_.organization_ids);
    one_of("u.DEPT_CD_FOLDED", folded_list(criteria_.department_ids));
    one_of("u.DIVISION_FOLDED", folded_list(criteria_.division_ids));
  }

  void one_of(const std::string& column, const std::vector<std::string>& values) {
    if (values.empty()) return;
    add(" AND ");
    in(column, values);
  }

  /// Equal to that day in server.time_zone.
  void dates() {
    const std::pair<const Moment&, const char*> days[] = {
        {criteria_.create_date, "CREATE_DATE"},
        {criteria_.start_date,  "START_DATE" },
        {criteria_.last_date,   "LAST_DATE"  },
        {criteria_.birth_date,  "BIRTHDATE"  },
    };
    for (const auto& [moment, column] : days)
      if (!moment.null()) date_condition(column, "=", *moment);
    for (const SearchCriteria::DateAttribute& date : criteria_.dates) date_attribute(date);
  }

  void date_condition(const std::string& name, const std::string& operation, Instant moment) {
    const std::string column = "u." + name;
    const Instant day = zone_.start_of_day(moment);
    // Midday of the next day is on the next day also where the clock changes.
    const Instant next = zone_.start_of_day(day + std::chrono::hours(36));
    const auto compare = [&](const char* comparison, Instant value) {
      add(column + comparison);
      bind(value);
    };
    add(" AND (");
    if (operation == "=" || operation == "==") {
      compare(" >= ", day);
      add(" AND ");
      compare(" < ", next);
    } else if (operation == "<>" || operation == "!=") {
      compare(" < ", day);
      add(" OR ");
      compare(" >= ", next);
    } else if (operation == "<") {
      compare(" < ", day);
    } else if (operation == "<=") {
      compare(" < ", next);
    } else if (operation == ">") {
      compare(" >= ", next);
    } else if (operation == ">=") {
      compare(" >= ", day);
    } else {
      throw Error(
          ErrorCode::InvalidArgument,
          "the operation '" + operation +
              "' of dateAttributeList is not one of =, <>, <, <=, >, >=, IS NULL, IS NOT NULL");
    }
    add(")");
  }

  void date_attribute(const SearchCriteria::DateAttribute& date) {
    const std::string name = date.name.rfind("u.", 0) == 0 ? date.name.substr(2) : date.name;
    const auto known = std::find_if(std::begin(date_columns), std::end(date_columns),
                                    [&](const DateColumn& entry) { return name == entry.name; });
    if (known == std::end(date_columns))
      throw Error(ErrorCode::InvalidArgument, "the attributeName '" + date.name +
                                                  "' of dateAttributeList is not a date of users");
    const std::string operation = upper(date.operation);
    if (operation == "IS NULL" || operation == "IS NOT NULL") {
      add(std::string(" AND u.") + known->column + " " + operation);
    } else {
      if (date.value.null())
        throw Error(ErrorCode::InvalidArgument,
                    "the entry '" + date.name + "' of dateAttributeList has no attributeValue");
      date_condition(known->column, operation, *date.value);
    }
  }

  /// The domain of principals and roles: the one sent, else the default.
  std::string login_domain(bool needed) const {
    if (!criteria_.domain_id.null()) return *criteria_.domain_id;
    return needed ? config_.default_domain : std::string();
  }

  /// principal, domainId and loggedIn must hit the same login row.
  void logins() {
    const bool by_name = !criteria_.principal.null();
    if (!by_name && criteria_.domain_id.null() && criteria_.logged_in.null()) return;
    // A name is selective, so its rows lead to the users; a domain is not, so users are asked one
    // by one.
    add(by_name ? " AND u.USER_ID IN (SELECT l.USER_ID FROM LOGIN l WHERE "
                : " AND EXISTS (SELECT 1 FROM LOGIN l WHERE l.USER_ID = u.USER_ID AND ");
    if (by_name) like("l.LOGIN_FOLDED", *criteria_.principal);
    const std::string domain = login_domain(by_name);
    const bool with_domain = by_name || !criteria_.domain_id.null();
    if (with_domain) {
      if (by_name) add(" AND ");
      equals("l.SERVICE_ID", domain);
    }
    if (!criteria_.logged_in.null()) {
      if (with_domain) add(" AND ");
      const bool yes = fold(*criteria_.logged_in) == "yes";
      add(yes ? "l.LAST_LOGIN IS NOT NULL" : "l.LAST_LOGIN IS NULL");
    }
    add(")");
  }

  /// Name, element and value on one attribute row.
  void attributes() {
    const bool any = !criteria_.attribute_name.null() || !criteria_.attribute_value.null() ||
                     !criteria_.attribute_element_id.null();
    if (!any) return;
    add(" AND u.USER_ID IN (SELECT a.USER_ID FROM USER_ATTRIBUTES a WHERE 1 = 1");
    if (!criteria_.attribute_name.null()) {
      add(" AND ");
      equals("a.NAME_FOLDED", fold(*criteria_.attribute_name));
    }
    if (!criteria_.attribute_element_id.null()) {
      add(" AND ");
      equals("a.METADATA_ID", *criteria_.attribute_element_id);
    }
    if (!criteria_.attribute_value.null()) {
      add(" AND ");
      like("a.VALUE_FOLDED", *criteria_.attribute_value);
    }
    add(")");
  }

  /// Any of the names with any of the values on one row: pairs are not kept together
  /// (behaviour.md 9.2).
  void attribute_list() {
    std::vector<std::string> names, values;
    for (const SearchCriteria::Attribute& attribute : criteria_.attributes) {
      if (!attribute.name.null()) names.push_back(fold(*attribute.name));
      if (!attribute.value.null()) values.push_back(fold(*attribute.value));
    }
    if (names.empty() && values.empty()) return;
    add(" AND u.USER_ID IN (SELECT a.USER_ID FROM USER_ATTRIBUTES a WHERE 1 = 1");
    one_of("a.NAME_FOLDED", names);
    one_of("a.VALUE_FOLDED", values);
    add(")");
  }

  /// Area code and number on one phone row.
  void phones() {
    if (criteria_.phone_area_code.null() && criteria_.phone_number.null()) return;
    add(" AND u.USER_ID IN (SELECT p.PARENT_ID FROM PHONE p WHERE p.PARENT_TYPE = 'USER'");
    if (!criteria_.phone_area_code.null()) {
      add(" AND ");
      equals("p.AREA_CD", *criteria_.phone_area_code);
    }
    if (!criteria_.phone_number.null()) {
      add(" AND ");
      equals("p.PHONE_NBR", *criteria_.phone_number);
    }
    add(")");
  }

  void groups() {
    if (criteria_.group_ids.empty()) return;
    add(" AND u.USER_ID IN (SELECT g.USER_ID FROM USER_GRP g WHERE ");
    in("g.GRP_ID", criteria_.group_ids);
    add(")");
  }

  void organization_name() {
    if (criteria_.organization_name.null()) return;
    add(" AND u.COMPANY_ID IN (SELECT c.COMPANY_ID FROM COMPANY c WHERE ");
    like("c.COMPANY_NAME_FOLDED", *criteria_.organization_name);
    add(")");
  }

  const SearchCriteria& criteria_;
  const Config& config_;
  const TimeZone& zone_;
  const Dialect dialect_;
  Statement statement_;
};

}  // namespace

Statement search_statement(const SearchCriteria& criteria, const Config& config,
                           const TimeZone& zone, Dialect dialect) {
  return Builder(criteria, config, zone, dialect).build();
}

}  // namespace idm::users
