#include "core/xml_date.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "core/error.h"

using namespace idm;

namespace {

const TimeZone utc("UTC"), new_york("America/New_York"), berlin("Europe/Berlin");

/// As SQL writes it, or "refused".
std::string read(const char* text, const TimeZone& zone = utc) {
  const auto at = parse_xml_date(text, zone);
  return at ? to_sql(*at) : "refused";
}

std::string rewritten(const char* text, const TimeZone& zone) {
  return format_xml_date(parse_xml_date(text, utc).value(), zone);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xml_date_rules)

BOOST_AUTO_TEST_CASE(offsets_and_z_are_applied) {
  BOOST_TEST(read("2013-06-01T12:34:56Z") == "2013-06-01 12:34:56.000");
  BOOST_TEST(read("2013-06-01T12:34:56-04:00") == "2013-06-01 16:34:56.000");
  BOOST_TEST(read("2013-06-01T00:00:00+05:30") == "2013-05-31 18:30:00.000");
  BOOST_TEST(read("2013-06-01T00:00:00+14:00") == "2013-05-31 10:00:00.000");
  BOOST_TEST(read(" \t2013-06-01T12:34:56Z\r\n") == "2013-06-01 12:34:56.000");
}

BOOST_AUTO_TEST_CASE(fractions_are_cut_to_milliseconds) {
  BOOST_TEST(read("2013-06-01T12:34:56.1Z") == "2013-06-01 12:34:56.100");
  BOOST_TEST(read("2013-06-01T12:34:56.123999999Z") == "2013-06-01 12:34:56.123");
  BOOST_TEST(read("2013-06-01T12:34:56.0000Z") == "2013-06-01 12:34:56.000");
  BOOST_TEST(read("1969-12-31T23:59:59.999Z") == "1969-12-31 23:59:59.999");
}

BOOST_AUTO_TEST_CASE(what_names_no_zone_is_in_the_servers) {
  BOOST_TEST(read("2013-06-01T12:00:00", new_york) == "2013-06-01 16:00:00.000");
  BOOST_TEST(read("2013-12-01T12:00:00", new_york) == "2013-12-01 17:00:00.000");
  BOOST_TEST(read("2013-06-01", new_york) == "2013-06-01 04:00:00.000");
  BOOST_TEST(read("2013-06-01") == "2013-06-01 00:00:00.000");
  BOOST_TEST(read("2013-06-01Z", new_york) == "2013-06-01 00:00:00.000");
  BOOST_TEST(read("2013-06-01+02:00") == "2013-05-31 22:00:00.000");
}

BOOST_AUTO_TEST_CASE(hour_24_is_the_end_of_the_day) {
  BOOST_TEST(read("2013-12-31T24:00:00Z") == "2014-01-01 00:00:00.000");
  BOOST_TEST(read("2013-12-31T24:00:00.000Z") == "2014-01-01 00:00:00.000");
  BOOST_TEST(read("2013-12-31T24:00:00", new_york) == "2014-01-01 05:00:00.000");
  BOOST_TEST(read("2013-12-31T24:00:01Z") == "refused");
  BOOST_TEST(read("2013-12-31T24:00:00.0001Z") == "refused");
}

BOOST_AUTO_TEST_CASE(days_that_are_not_in_the_calendar_are_refused) {
  BOOST_TEST(read("2012-02-29") == "2012-02-29 00:00:00.000");
  BOOST_TEST(read("2000-02-29") == "2000-02-29 00:00:00.000");
  for (const char* text :
       {"2013-02-29", "1900-02-29", "2013-04-31", "2013-00-01", "2013-13-01", "2013-01-00"})
    BOOST_TEST(read(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(years_are_0001_to_9999) {
  BOOST_TEST(read("0001-01-01T00:00:00Z") == "0001-01-01 00:00:00.000");
  BOOST_TEST(read("9999-12-31T23:59:59.999Z") == "9999-12-31 23:59:59.999");
  for (const char* text : {"0000-01-01", "-0001-01-01", "10000-01-01"})
    BOOST_TEST(read(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(never_and_always_stay_at_the_ends_of_time_in_every_zone) {
  const std::string first = "0001-01-01 00:00:00.000", last = "9999-12-31 23:59:59.999";
  BOOST_TEST(read("9999-12-31T23:59:59", new_york) == last);
  BOOST_TEST(read("9999-12-31T24:00:00Z") == last);
  BOOST_TEST(read("9999-12-31T23:59:59-01:00") == last);
  BOOST_TEST(read("9999-12-31T23:59:59", berlin) == "9999-12-31 22:59:59.000");
  BOOST_TEST(read("0001-01-01T00:00:00", berlin) == first);
  BOOST_TEST(read("0001-01-01T00:00:00+01:00") == first);
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
  for (const char* text : {"",
                           " ",
                           "2013",
                           "2013-6-1",
                           "2013-06-01T",
                           "2013-06-01T12",
                           "2013-06-01T12:34",
                           "2013-06-01T25:00:00",
                           "2013-06-01T12:60:00",
                           "2013-06-01T12:00:60",
                           "2013-06-01T12:00:00.",
                           "2013-06-01T12:00:00.Z",
                           "2013-06-01T12:00:00+14:01",
                           "2013-06-01T12:00:00+1:00",
                           "2013-06-01T12:00:00+0100",
                           "2013-06-01T12:00:00z",
                           "2013-06-01t12:00:00Z",
                           "2013-06-01 12:00:00",
                           "2013-06-01T12:00:00ZZ",
                           "2013-06-01T12:00:00Z x",
                           "2013-06-01T-1:00:00",
                           "20130601",
                           "x013-06-01"})
    BOOST_TEST(read(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(times_shown_twice_are_the_first_and_skipped_ones_count_on) {
  BOOST_TEST(read("2013-10-27T02:30:00", berlin) == "2013-10-27 00:30:00.000");
  BOOST_TEST(read("2013-03-31T02:30:00", berlin) == "2013-03-31 01:30:00.000");
}

BOOST_AUTO_TEST_CASE(output_carries_the_zones_offset) {
  BOOST_TEST(rewritten("2013-06-01T16:34:56Z", new_york) == "2013-06-01T12:34:56-04:00");
  BOOST_TEST(rewritten("2013-12-01T16:34:56.12Z", new_york) == "2013-12-01T11:34:56.120-05:00");
  BOOST_TEST(rewritten("2013-06-01T16:34:56Z", utc) == "2013-06-01T16:34:56Z");
  BOOST_TEST(rewritten("2013-06-01T16:34:56.007Z", utc) == "2013-06-01T16:34:56.007Z");
  BOOST_TEST(rewritten("2013-06-01T16:34:56Z", TimeZone("Asia/Kolkata")) ==
             "2013-06-01T22:04:56+05:30");
  BOOST_TEST(rewritten("2013-12-01T16:34:56Z", TimeZone("Europe/London")) ==
             "2013-12-01T16:34:56Z");
}

BOOST_AUTO_TEST_CASE(output_reads_back_as_the_same_instant_at_the_ends_of_time_and_before_zones) {
  for (const char* text :
       {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "1850-07-01T00:00:00Z"})
    for (const TimeZone* zone : {&utc, &new_york, &berlin}) {
      const Instant at = parse_xml_date(text, utc).value();
      BOOST_TEST((parse_xml_date(format_xml_date(at, *zone), utc) == at),
                 text << format_xml_date(at, *zone));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(time_zone_rules)

BOOST_AUTO_TEST_CASE(only_known_names_are_taken) {
  BOOST_CHECK_THROW(TimeZone("Mars/Olympus"), Error);
  BOOST_CHECK_THROW(TimeZone("GMT+1"), Error);
  BOOST_CHECK_THROW(TimeZone(""), Error);
  BOOST_TEST(TimeZone("Etc/UTC").is_utc());
  BOOST_TEST(!TimeZone("Europe/London").is_utc());
}

BOOST_AUTO_TEST_CASE(a_day_begins_at_its_first_instant) {
  const auto start = [](const char* text, const TimeZone& zone) {
    return to_sql(zone.start_of_day(parse_xml_date(text, utc).value()));
  };
  BOOST_TEST(start("2013-06-01T02:00:00Z", new_york) == "2013-05-31 04:00:00.000");
  BOOST_TEST(start("2013-06-01T02:00:00.5Z", utc) == "2013-06-01 00:00:00.000");
  // Clocks there skipped midnight: the day began at 01:00.
  BOOST_TEST(start("2013-10-20T12:00:00Z", TimeZone("America/Sao_Paulo")) ==
             "2013-10-20 03:00:00.000");
}

BOOST_AUTO_TEST_CASE(a_zone_serves_many_threads) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int day = 0; day < 20000; ++day) {
        const Instant at = instant_from_fields({1990, 1, 1, 12, 0, 0, 0}) + std::chrono::days(day);
        if (parse_xml_date(format_xml_date(at, berlin), utc) != at) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
