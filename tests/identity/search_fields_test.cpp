#include <boost/test/unit_test.hpp>

#include "identity/search_people.h"

// behaviour.md section 9.2 with its DO lines.
namespace idm {
using namespace test;
using users::SearchCriteria;

BOOST_AUTO_TEST_SUITE(searching_fields)

// "userId, status, secondaryStatus, deptCd, division, locationCd, classification, userTypeInd,
// employeeId, zipCode (POSTAL_CD), showInSearch, orgId (COMPANY_ID): `=`"; behaviour.md 2: "`=` and
// LIKE case-insensitive and blank-padding … DO compare folded columns"; "status … in either case"
BOTH_DATABASES(fields_are_compared_without_case_and_as_a_whole) {
  SoughtPeople people(dialect);
  struct {
    Text SearchCriteria::*field;
    const char *finds, *finds_nobody;
  } const cases[] = {
      {&SearchCriteria::secondary_status, "locked",     "locked_admin"},
      {&SearchCriteria::department,       "math",       "mat"         },
      {&SearchCriteria::division,         "ENGINES ",   "Engine%"     },
      {&SearchCriteria::location,         "hq-NÖRD",   "hq-nord"     },
      {&SearchCriteria::classification,   "EMPLOYEE",   "employ"      },
      {&SearchCriteria::user_type,        "staff",      "sta%"        },
      {&SearchCriteria::zip_code,         "sw1a 2aa",   "sw1a"        },
      {&SearchCriteria::employee_id,      "e1",         "e"           },
      {&SearchCriteria::organization_id,  "101",        "102"         },
      {&SearchCriteria::phone_area_code,  "0x2",        "0x"          },
      {&SearchCriteria::phone_number,     "555-flower", "555%"        },
  };
  for (const auto& each : cases) {
    BOOST_TEST(people.with(each.field, each.finds) == "Ada", each.finds);
    BOOST_TEST(people.with(each.field, each.finds_nobody) == "", each.finds_nobody);
  }
  BOOST_TEST(people.with(&SearchCriteria::status, "active") == "Grace Ada Jörg");
  BOOST_TEST(people.with(&SearchCriteria::status, "ACTIVE") == "Grace Ada Jörg");
  BOOST_TEST(people.with(&SearchCriteria::status, "leave") == "");
  // "blank-padding"
  BOOST_TEST(people.with(&SearchCriteria::status, "active ") == "Grace Ada Jörg");
  BOOST_TEST(people.with(&SearchCriteria::secondary_status, "locked ") == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.show_in_search = 1; }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.show_in_search = 0; }) == "Grace No Jörg");
  BOOST_TEST(people.names([](auto& c) { c.show_in_search = 2; }) == "");
}

BOTH_DATABASES(a_rare_status_is_found_too) {
  SoughtPeople people(dialect);
  UserRequest away = SoughtPeople::person("Away", "Abroad", "away", "HR");
  away.user.status = text("LEAVE");
  people.add(away);
  BOOST_TEST(people.with(&SearchCriteria::status, "leave") == "Away");
}

BOTH_DATABASES(an_id_is_found_in_either_case) {
  SoughtPeople people(dialect);
  const std::string id = people.search([](auto& c) { c.first_name = text("ada"); }).users[0].id;
  std::string upper = id;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  BOOST_TEST(people.with(&SearchCriteria::user_id, id.c_str()) == "Ada");
  BOOST_TEST(people.with(&SearchCriteria::user_id, upper.c_str()) == "Ada");
  BOOST_TEST(people.with(&SearchCriteria::user_id, id.substr(1).c_str()) == "");
}

// "orgName: LIKE"
BOTH_DATABASES(users_are_found_by_their_organisations_name) {
  SoughtPeople people(dialect);
  const auto name = &SearchCriteria::organization_name;
  BOOST_TEST(people.with(name, "SALES") == "Ada");
  BOOST_TEST(people.with(name, "sal%") == "Ada");
  BOOST_TEST(people.with(name, "finance") == "");
}

// "orgIdList, deptIdList, divisionIdList: IN"
BOTH_DATABASES(a_list_finds_who_has_any_of_it) {
  SoughtPeople people(dialect);
  UserRequest second = SoughtPeople::person("Second", "Abc", "second", "HR");
  second.user.company_id = text("102");
  second.user.department = text("Physics");
  second.user.division = text("Ships");
  people.add(second);
  using Ids = std::vector<std::string>;
  for (const auto& [list, both] : {
           std::pair{&SearchCriteria::organization_ids, Ids{"102", "101"}      },
           {&SearchCriteria::department_ids,   Ids{"math", "PHYSICS"} },
           {&SearchCriteria::division_ids,     Ids{"Engines", "ships"}}
  }) {
    const auto found = [&, list = list](const Ids& ids) {
      return people.names([&](auto& c) { c.*list = ids; });
    };
    BOOST_TEST(found(both) == "Second Ada");
    BOOST_TEST(found({both[1], "nowhere"}).find(' ') == std::string::npos);
    BOOST_TEST(found({both[1], "nowhere"}) != "");
    BOOST_TEST(found({"nowhere"}) == "");
  }
}

// "AND of all criteria"
BOTH_DATABASES(all_criteria_must_be_met) {
  SoughtPeople people(dialect);
  const SoughtPeople::Fill everything = [](SearchCriteria& c) {
    c.first_name = text("a%");
    c.last_name = text("%love%");
    c.nick_name = text("countess");
    c.status = text("active");
    c.secondary_status = text("locked");
    c.department = text("math");
    c.division = text("engines");
    c.phone_area_code = text("0x2");
    c.phone_number = text("555-flower");
    c.employee_id = text("E1");
    c.email = text("%@example.org");
    c.organization_id = text("101");
    c.organization_name = text("sales");
    c.principal = text("ada");
    c.attribute_name = text("costcenter");
    c.attribute_value = text("47%");
    c.attribute_element_id = text("101");
    c.domain_id = text("usr_sec_domain");
    c.location = text("hq-nörd");
    c.classification = text("employee");
    c.user_type = text("staff");
    c.logged_in = text("no");
    c.zip_code = text("sw1a 2aa");
    c.show_in_search = 1;
    c.create_date = c.start_date = c.last_date = c.birth_date = now();
    c.group_ids = {"end_user_grp"};
    c.role_ids = {"end_user"};
    c.organization_ids = {"101"};
    c.department_ids = {"math"};
    c.division_ids = {"engines"};
    c.attributes = {
        {text("costCenter"), text("4711")}
    };
    c.dates = {
        {"u.START_DATE", "is not null", {}}
    };
  };
  BOOST_TEST(people.names(everything) == "Ada");
  const std::vector<SoughtPeople::Fill> spoilers = {
      [](auto& c) { c.first_name = text("b%"); },
      [](auto& c) { c.zip_code = text("other"); },
      [](auto& c) { c.email = text("%@example.com"); },
      [](auto& c) { c.phone_number = text("0"); },
      [](auto& c) { c.principal = text("grace"); },
      [](auto& c) { c.logged_in = text("yes"); },
      [](auto& c) { c.role_ids = {"MANAGER"}; },
      [](auto& c) { c.group_ids = {"HR_GRP"}; },
      [](auto& c) { c.attribute_element_id = text("104"); },
      [](auto& c) { c.attributes[0].value = text("0"); },
      [](auto& c) { c.organization_name = text("finance"); },
      [](auto& c) { c.dates[0].operation = "IS NULL"; },
      [](auto& c) { c.last_date = now() - std::chrono::hours(48); },
  };
  for (const SoughtPeople::Fill& spoil : spoilers)
    BOOST_TEST(people.names([&](SearchCriteria& c) {
      everything(c);
      spoil(c);
    }) == "");
}

// "findUserByOrganization(orgId): by COMPANY_ID, ordered by last name"; design.md 3: "unknown …
// organisation: objectIdInvalid"
BOTH_DATABASES(an_organisation_has_users_or_none_or_does_not_exist) {
  SoughtPeople people(dialect);
  Services& services = people.repository.services;
  BOOST_TEST(*users::search_organization(services, "101").users.at(0).first_name == "Ada");
  BOOST_CHECK_EXCEPTION(users::search_organization(services, "102"), Error,
                        fails_with(ErrorCode::UserNotFound));
  BOOST_CHECK_EXCEPTION(users::search_organization(services, "nowhere"), Error,
                        fails_with(ErrorCode::ObjectIdInvalid));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
