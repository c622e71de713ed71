// Prints the searches that ./dev bench measures, and one for each other criterion, as SQL for a
// database that is filled: a line each, its name, a tab, the statement with its values as literals.
//
//   search_plans DATABASE-URL
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <type_traits>
#include <variant>

#include "core/database_url.h"
#include "core/instant.h"
#include "core/time_zone.h"
#include "identity/search_statement.h"
#include "orm/reference.h"
#include "orm/store.h"

namespace {

using idm::users::SearchCriteria;

struct Search {
  const char* name;
  std::function<void(SearchCriteria&)> fill;
  bool many_members = false;
};

idm::Text text(const char* value) { return idm::Text(std::string(value)); }

std::function<void(SearchCriteria&)> of(idm::Text SearchCriteria::*field, const char* value) {
  return [field, value](SearchCriteria& criteria) { criteria.*field = text(value); };
}

// clang-format 14 scatters a table with lambdas in it.
// clang-format off
const Search searches[] = {
    {"lastName, exact", of(&SearchCriteria::last_name, "Bacedi7")},
    {"lastName, prefix", of(&SearchCriteria::last_name, "Baced%")},
    {"lastName, contains", of(&SearchCriteria::last_name, "%acedi%")},
    {"principal, exact", of(&SearchCriteria::principal, "bench.777")},
    {"principal, prefix", of(&SearchCriteria::principal, "bench.77%")},
    {"principal, contains", of(&SearchCriteria::principal, "%ench.77%")},
    {"emailAddress, exact", of(&SearchCriteria::email, "bench.777@example.org")},
    {"emailAddress, prefix", of(&SearchCriteria::email, "bench.77%")},
    {"emailAddress, contains", of(&SearchCriteria::email, "%ench.77%")},
    {"no criterion", [](SearchCriteria&) {}},
    {"firstName, exact", of(&SearchCriteria::first_name, "First7")},
    {"firstName, contains", of(&SearchCriteria::first_name, "%rst7%")},
    {"nickName", of(&SearchCriteria::nick_name, "nick%")},
    {"userId", of(&SearchCriteria::user_id, "3000")},
    {"employeeId", of(&SearchCriteria::employee_id, "E1")},
    {"status", of(&SearchCriteria::status, "leave")},
    {"status, the usual one", of(&SearchCriteria::status, "active")},
    {"secondaryStatus", of(&SearchCriteria::secondary_status, "locked")},
    {"deptCd", of(&SearchCriteria::department, "D1")},
    {"division", of(&SearchCriteria::division, "D1")},
    {"locationCd", of(&SearchCriteria::location, "L1")},
    {"classification", of(&SearchCriteria::classification, "C1")},
    {"userTypeInd", of(&SearchCriteria::user_type, "T1")},
    {"zipCode", of(&SearchCriteria::zip_code, "Z1")},
    {"orgId", of(&SearchCriteria::organization_id, "100")},
    {"orgName", of(&SearchCriteria::organization_name, "Open%")},
    {"phoneNbr", of(&SearchCriteria::phone_number, "1")},
    {"attributeValue", of(&SearchCriteria::attribute_value, "x%")},
    {"attributeName", of(&SearchCriteria::attribute_name, "favouriteNumber")},
    {"attributeElementId", of(&SearchCriteria::attribute_element_id, "101")},
    {"domainId", of(&SearchCriteria::domain_id, "IDM")},
    {"loggedIn", of(&SearchCriteria::logged_in, "yes")},
    {"groupIdList", [](SearchCriteria& c) { c.group_ids = {"HR_GRP"}; }},
    {"roleIdList", [](SearchCriteria& c) { c.role_ids = {"HR"}; }},
    {"roleIdList, many members", [](SearchCriteria& c) { c.role_ids = {"END_USER"}; }, true},
    {"createDate", [](SearchCriteria& c) { c.create_date = idm::now(); }},
    {"startDate", [](SearchCriteria& c) { c.start_date = idm::now(); }},
    {"last update range", [](SearchCriteria& c) { c.updated_from = idm::now(); }},
    {"delegated administrators", [](SearchCriteria& c) { c.delegated_administrators = true; }},
    {"lastName with roleIdList",
     [](SearchCriteria& c) {
       c.last_name = text("Bacedi7");
       c.role_ids = {"END_USER"};
     }},
    {"lastName, contains, with status",
     [](SearchCriteria& c) {
       c.last_name = text("%acedi%");
       c.status = text("active");
     }},
};
// clang-format on

std::string literal(const idm::users::StatementValue& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::string>)
          return "'" + held + "'";  // none of ours holds a quote
        else if constexpr (std::is_same_v<Held, int>)
          return std::to_string(held);
        else if constexpr (std::is_same_v<Held, idm::Instant>)
          return "'" + idm::to_sql(held) + "'";
        else
          return {};
      },
      value);
}

void run(const char* url) {
  idm::DatabaseConfig database;
  idm::set_database_url(database, url);
  idm::Store store(database);
  const idm::Config config;
  const idm::Reference reference = store.read([](idm::Db& db) { return idm::Reference::load(db); });
  const idm::TimeZone& zone = idm::time_zone(config.time_zone);
  for (const Search& search : searches) {
    SearchCriteria criteria;
    search.fill(criteria);
    idm::users::SearchSurroundings surroundings{config, reference, zone, store.dialect()};
    surroundings.many_members = search.many_members;
    std::string sql;
    for (const auto& piece :
         idm::users::search_statement(criteria, surroundings, config.search_limit + 1))
      sql += piece.sql + literal(piece.value);
    std::printf("%s\t%s\n", search.name, sql.c_str());
  }
}

}  // namespace

int main(int count, char** values) {
  if (count != 2) {
    std::fputs("usage: search_plans DATABASE-URL\n", stderr);
    return 2;
  }
  try {
    run(values[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "search_plans: %s\n", error.what());
    return 1;
  }
}
