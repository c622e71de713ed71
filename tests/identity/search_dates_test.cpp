#include <boost/test/unit_test.hpp>

#include "core/xml_date.h"
#include "identity/search_people.h"

// behaviour.md section 9.2 with its DO lines.
namespace idm {
using namespace test;
using users::SearchCriteria;

namespace {

Moment at(int hours_from_now) { return Moment(now() + std::chrono::hours(hours_from_now)); }

std::string dated(SoughtPeople& people, const char* name, const char* operation,
                  Moment value = {}) {
  return people.names([&](auto& c) {
    c.dates = {
        {name, operation, value}
    };
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(searching_dates)

// design.md 3: "createDate, startDate, lastDate, dateOfBirth: equal to that day in
// `server.time_zone`"
BOTH_DATABASES(a_date_is_that_whole_day) {
  SoughtPeople people(dialect);
  for (const auto field : {&SearchCriteria::start_date, &SearchCriteria::last_date,
                           &SearchCriteria::birth_date, &SearchCriteria::create_date}) {
    const std::string all = field == &SearchCriteria::create_date ? "Grace No Ada Jörg" : "Ada";
    BOOST_TEST(people.names([&](auto& c) { c.*field = now(); }) == all);
    BOOST_TEST(people.names([&](auto& c) { c.*field = at(-48); }) == "");
    BOOST_TEST(people.names([&](auto& c) { c.*field = at(48); }) == "");
  }
}

BOTH_DATABASES(a_day_begins_and_ends_in_the_servers_zone) {
  Repository repository(dialect);
  repository.config.time_zone = "America/New_York";
  // 2026-07-01 in New York is from 04:00 UTC to 04:00 UTC.
  const Instant midnight{std::chrono::milliseconds(1782878400000)};
  UserRequest request;
  request.user.last_name = text("Early");
  request.user.start_date = midnight;
  users::add(repository.services, request);
  const auto found = [&](Instant day) {
    SearchCriteria criteria;
    criteria.start_date = day;
    try {
      return users::search(repository.services, criteria).users.size();
    } catch (const Error&) {
      return std::size_t{0};
    }
  };
  BOOST_TEST(found(midnight) == 1u);
  BOOST_TEST(found(midnight + std::chrono::hours(23)) == 1u);
  BOOST_TEST(found(midnight + std::chrono::hours(24)) == 0u);
  BOOST_TEST(found(midnight - std::chrono::milliseconds(1)) == 0u);
}

// "attributeName + operation …, e.g. name `u.START_DATE`, operation `>=` or `IS NULL`; value
// compared as date"
BOTH_DATABASES(date_attributes_know_every_operation) {
  SoughtPeople people(dialect);
  const char* const name = "u.START_DATE";
  BOOST_TEST(dated(people, name, "IS NOT NULL") == "Ada");
  BOOST_TEST(dated(people, name, "is null") == "Grace No Jörg");
  BOOST_TEST(dated(people, " u.START_DATE ", " IS  NOT  NULL ") == "Ada");
  BOOST_TEST(dated(people, name, " >= ", at(0)) == "Ada");
  BOOST_TEST(dated(people, name, "=", at(0)) == "Ada");
  BOOST_TEST(dated(people, name, "=", at(48)) == "");
  BOOST_TEST(dated(people, name, "<>", at(48)) == "Ada");
  BOOST_TEST(dated(people, name, "!=", at(0)) == "");
  BOOST_TEST(dated(people, name, "<", at(48)) == "Ada");
  BOOST_TEST(dated(people, name, "<", at(0)) == "");
  BOOST_TEST(dated(people, name, "<=", at(0)) == "Ada");
  BOOST_TEST(dated(people, name, "<=", at(-48)) == "");
  BOOST_TEST(dated(people, name, ">", at(-48)) == "Ada");
  BOOST_TEST(dated(people, name, ">", at(0)) == "");
  BOOST_TEST(dated(people, name, ">=", at(0)) == "Ada");
  BOOST_TEST(dated(people, name, ">=", at(48)) == "");
  BOOST_TEST(people.names([](auto& c) {
    c.dates = {
        {"startDate", ">", at(-48)},
        {"startDate", "<", at(48) }
    };
  }) == "Ada");
}

// design.md 3: "equal to that day"; the last day that can be stored is how many write "never"
BOTH_DATABASES(the_last_day_of_all_is_a_day) {
  SoughtPeople people(dialect);
  UserRequest forever = SoughtPeople::person("Forever", "Here", "forever", "HR");
  const TimeZone zone("UTC");
  forever.user.last_date = *parse_xml_date("9999-12-31", zone);
  forever.user.birth_date = *parse_xml_date("0001-01-01", zone);
  people.add(forever);
  const Moment last = forever.user.last_date, first = forever.user.birth_date;
  BOOST_TEST(people.names([&](auto& c) { c.last_date = last; }) == "Forever");
  BOOST_TEST(people.names([&](auto& c) { c.birth_date = first; }) == "Forever");
  const auto by_last_date = [&](const char* operation) {
    return dated(people, "LAST_DATE", operation, last);
  };
  BOOST_TEST(by_last_date("=") == "Forever");
  BOOST_TEST(by_last_date("<>") == "Ada");
  BOOST_TEST(by_last_date("<=") == "Forever Ada");
  BOOST_TEST(by_last_date("<") == "Ada");
  BOOST_TEST(by_last_date(">") == "");
  BOOST_TEST(by_last_date(">=") == "Forever");
}

BOTH_DATABASES(more_date_attributes_than_a_database_takes_are_refused) {
  SoughtPeople people(dialect);
  const auto many = [&](std::size_t count) {
    return people.names([&](auto& c) { c.dates.assign(count, {"START_DATE", "IS NOT NULL", {}}); });
  };
  BOOST_TEST(many(200) == "Ada");
  BOOST_CHECK_EXCEPTION(many(201), Error, fails_with(ErrorCode::InvalidArgument));
}

BOTH_DATABASES(date_attributes_name_columns_or_fields) {
  SoughtPeople people(dialect);
  for (const char* name : {"START_DATE", "u.start_date", "lastDate", "BIRTHDATE", "dateOfBirth"})
    BOOST_TEST(dated(people, name, "=", at(0)) == "Ada", name);
  for (const char* name : {"createDate", "LAST_UPDATE"})
    BOOST_TEST(dated(people, name, "=", at(0)) == "Grace No Ada Jörg", name);
  for (const char* name : {"DATE_PASSWORD_CHANGED", "dateChallengeRespChanged"})
    BOOST_TEST(dated(people, name, "IS NOT NULL") == "", name);
}

// "Raw pasting = SQL injection: DO whitelist columns and operators"
BOTH_DATABASES(columns_and_operations_are_on_a_list) {
  SoughtPeople people(dialect);
  const auto refused = fails_with(ErrorCode::InvalidArgument);
  BOOST_CHECK_EXCEPTION(dated(people, "1=1 OR START_DATE", "=", at(0)), Error, refused);
  BOOST_CHECK_EXCEPTION(dated(people, "STATUS", "IS NULL"), Error, refused);
  BOOST_CHECK_EXCEPTION(dated(people, "", "IS NULL"), Error, refused);
  BOOST_CHECK_EXCEPTION(dated(people, "START_DATE", "= 1 OR 1", at(0)), Error, refused);
  BOOST_CHECK_EXCEPTION(dated(people, "START_DATE", "", at(0)), Error, refused);
  BOOST_CHECK_EXCEPTION(dated(people, "START_DATE", "="), Error, refused);
}

// behaviour.md 9.1, findUsersByLastUpdateRange; both ends included, and either may be left open
BOTH_DATABASES(users_are_found_by_when_they_were_last_updated) {
  SoughtPeople people(dialect);
  const Instant updated =
      *people.search([](auto& c) { c.first_name = text("ada"); }).users.at(0).last_update;
  const auto found = [&](Moment from, Moment to) {
    return people.names([&](auto& c) {
      c.first_name = text("ada");
      c.updated_from = from;
      c.updated_to = to;
    });
  };
  const auto millisecond = std::chrono::milliseconds(1);
  BOOST_TEST(found(updated, updated) == "Ada");
  BOOST_TEST(found(updated, {}) == "Ada");
  BOOST_TEST(found({}, updated) == "Ada");
  BOOST_TEST(found(updated + millisecond, {}) == "");
  BOOST_TEST(found({}, updated - millisecond) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
