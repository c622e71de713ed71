#include "core/local_day.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"

using namespace idm;

BOOST_AUTO_TEST_SUITE(local_day)

static std::string day_of(const char* at, const char* zone) {
  return to_sql(start_of_day(instant_from_sql(at), zone));
}

BOOST_AUTO_TEST_CASE(a_day_begins_at_midnight_of_the_zone) {
  BOOST_TEST(day_of("2026-03-01 12:34:56.789", "UTC") == "2026-03-01 00:00:00.000");
  BOOST_TEST(day_of("2026-03-01 03:00:00.000", "America/New_York") == "2026-02-28 05:00:00.000");
  BOOST_TEST(day_of("2026-02-28 23:30:00.000", "Asia/Kolkata") == "2026-02-28 18:30:00.000");
}

BOOST_AUTO_TEST_CASE(midnight_itself_belongs_to_the_day_that_it_begins) {
  BOOST_TEST(day_of("2026-03-01 00:00:00.000", "UTC") == "2026-03-01 00:00:00.000");
  BOOST_TEST(day_of("2026-02-28 23:59:59.999", "UTC") == "2026-02-28 00:00:00.000");
}

BOOST_AUTO_TEST_CASE(days_of_clock_changes_begin_where_the_clock_says_so) {
  // 2026-03-29 in Berlin: 02:00 becomes 03:00; the day began at UTC+1.
  BOOST_TEST(day_of("2026-03-29 20:00:00.000", "Europe/Berlin") == "2026-03-28 23:00:00.000");
  // 2018-11-04 in Sao Paulo: there was no 00:00, the day began at 01:00 = 03:00 UTC.
  BOOST_TEST(day_of("2018-11-04 12:00:00.000", "America/Sao_Paulo") == "2018-11-04 03:00:00.000");
}

BOOST_AUTO_TEST_CASE(an_unknown_zone_is_named) {
  BOOST_CHECK_EXCEPTION(start_of_day(now(), "Mars/Olympus"), Error, [](const Error& error) {
    return std::string(error.what()).find("Mars/Olympus") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
