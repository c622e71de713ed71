#include "core/instant.h"
#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

namespace {

struct Dates : TransformBench {
  std::string format(const std::string& input, const std::string& from, const std::string& to) {
    return apply("dateFormat", R"("inputFormat":")" + from + R"(","outputFormat":")" + to + "\"",
                 input);
  }
  std::string math(const std::string& expression, const std::string& input, bool round_up = false) {
    return apply("dateMath",
                 R"("expression":")" + expression + "\"" + (round_up ? R"(,"roundUp":"true")" : ""),
                 input);
  }
  std::string refusal(const std::string& type, const std::string& attributes,
                      const std::string& input) {
    return why_not(R"({"type":")" + type + R"(","attributes":{)" + attributes + "}}", input);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(date_transforms, Dates)

// transforms.md 4.3: "`3/1/2024`, in `M/d/yyyy`, out EPOCH_TIME_WIN32 → `133537248000000000`; out
// `yyyy-MM-dd` → `2024-03-01`. `144642632190` in EPOCH_TIME_JAVA → `1974-08-02T02:30:32.190Z`."
BOOST_AUTO_TEST_CASE(dates_change_their_format) {
  BOOST_TEST(format("3/1/2024", "M/d/yyyy", "EPOCH_TIME_WIN32") == "133537248000000000");
  BOOST_TEST(format("3/1/2024", "M/d/yyyy", "yyyy-MM-dd") == "2024-03-01");
  BOOST_TEST(format("3/1/2024", "PEOPLE_SOFT", "EPOCH_TIME_JAVA") == "1709251200000");
  BOOST_TEST(apply("dateFormat", R"("inputFormat":"EPOCH_TIME_JAVA")", "144642632190") ==
             "1974-08-02T02:30:32.190Z");
  BOOST_TEST(format("133537248000000000", "EPOCH_TIME_WIN32", "ISO8601") ==
             "2024-03-01T00:00:00.000Z");
}

// "DO write `Z`; read `Z`, `+00`, `+0000`, `+00:00`, with or without milliseconds"
BOOST_AUTO_TEST_CASE(iso8601_is_read_in_its_spellings) {
  for (const char* zone : {"Z", "+00", "+0000", "+00:00", ""})
    for (const char* fraction : {"", ".000"})
      BOOST_TEST(apply("dateFormat", "", std::string("2024-11-30T10:15:00") + fraction + zone) ==
                 "2024-11-30T10:15:00.000Z");
  BOOST_TEST(apply("dateFormat", "", "2024-11-30T10:15:00.5+02:30") == "2024-11-30T07:45:00.500Z");
  BOOST_TEST(apply("dateFormat", "", "2024-11-30T10:15:00-08") == "2024-11-30T18:15:00.000Z");
}

// "DO write `20240301000000.0Z` (what directories accept), read all three"
BOOST_AUTO_TEST_CASE(ldap_times_are_read_in_three_spellings) {
  for (const char* text : {"20240301000000.+0000", "20240301000000.0Z", "20240301000000Z"})
    BOOST_TEST(format(text, "LDAP", "LDAP") == "20240301000000.0Z");
}

// 7: "WIN32 before 1970"
BOOST_AUTO_TEST_CASE(windows_times_before_1970) {
  BOOST_TEST(format("1969-07-20T20:17:40.000Z", "ISO8601", "EPOCH_TIME_WIN32") ==
             "116302906600000000");
  BOOST_TEST(format("116302906600000000", "EPOCH_TIME_WIN32", "ISO8601") ==
             "1969-07-20T20:17:40.000Z");
}

// "DO read Y as y when the pattern has no w."
BOOST_AUTO_TEST_CASE(a_weeks_year_is_meant_as_the_year) {
  BOOST_TEST(format("2024-12-30", "YYYY-MM-dd", "dd.MM.YYYY") == "30.12.2024");
}

// "Pattern letters needed: y M d H h m s S a E Z X z, quotes."
BOOST_AUTO_TEST_CASE(patterns_have_the_letters_of_java) {
  BOOST_TEST(
      format("2024-03-01T15:04:05.678Z", "ISO8601", "EEE d MMM yy 'at' hh:mm:ss.SSS a Z X z") ==
      "Fri 1 Mar 24 at 03:04:05.678 PM +0000 Z UTC");
  BOOST_TEST(format("01 Mar 2024 03:04 PM +0100", "dd MMM yyyy hh:mm a Z", "ISO8601") ==
             "2024-03-01T14:04:00.000Z");
}

// "DO reject rather than guess when text does not match."; ""now" is not accepted as input"
BOOST_AUTO_TEST_CASE(dates_that_do_not_match_are_refused) {
  for (const char* text :
       {"now", "2024-02-30T00:00:00Z", "2024-03-01", "2024-03-01T00:00:00ZZ", ""})
    BOOST_TEST(has(refusal("dateFormat", "", text), "dateFormat: "), text);
  for (const char* text : {"2/30/2024", "3/1/2024 ", "x"})
    BOOST_TEST(has(refusal("dateFormat", R"("inputFormat":"M/d/yyyy")", text), "does not match"),
               text);
  BOOST_TEST(has(refusal("dateFormat", R"("inputFormat":"EPOCH_TIME_JAVA")", "9999999999999999"),
                 "years"));
  BOOST_TEST(has(why_not(R"({"type":"dateFormat","attributes":{"inputFormat":"yyyy-bb"}})"),
                 "inputFormat: the date format"));
}

// "input `2024-11-30T10:15:00.000Z`: `+3M` → `2025-02-28T10:15`; `+3M/d` → `2025-02-28T00:00`; the
// same with roundUp → `2025-03-01T00:00`; `-1w+2h` → `2024-11-23T12:15`"
BOOST_AUTO_TEST_CASE(date_math_moves_and_rounds) {
  const std::string at = "2024-11-30T10:15:00.000Z";
  BOOST_TEST(math("+3M", at) == "2025-02-28T10:15");
  BOOST_TEST(math("+3M/d", at) == "2025-02-28T00:00");
  BOOST_TEST(math("+3M/d", at, true) == "2025-03-01T00:00");
  BOOST_TEST(math("-1w+2h", at) == "2024-11-23T12:15");
  BOOST_TEST(math("/y", at) == "2024-01-01T00:00");
  BOOST_TEST(math("/M", at, true) == "2024-12-01T00:00");
  BOOST_TEST(math("-90m+30s/m", at) == "2024-11-30T08:45");
}

// 7: "dateMath at month ends, leap day and `/w`"; "roundUp true truncates and then adds one unit
// (literally: also on an exact boundary"
BOOST_AUTO_TEST_CASE(date_math_at_the_edges) {
  BOOST_TEST(math("+1M", "2024-01-31T00:00:00Z") == "2024-02-29T00:00");
  BOOST_TEST(math("+1y", "2024-02-29T00:00:00Z") == "2025-02-28T00:00");
  BOOST_TEST(math("/d", "2024-02-29T00:00:00Z", true) == "2024-03-01T00:00");
  BOOST_TEST(math("+1w", "2024-02-29T00:00:00Z") == "2024-03-07T00:00");
  for (const char* expression :
       {"/w", "+M", "+1", "+ 1d", "1d", "", "+1d ", "now+1x", "+99999999999d"})
    BOOST_TEST(has(why_not(std::string(R"({"type":"dateMath","attributes":{"expression":")") +
                           expression + "\"}}"),
                   "transform.attributes.expression: the expression"),
               expression);
}

// ""now" beats any input."
BOOST_AUTO_TEST_CASE(date_math_knows_now) {
  const std::string today = policies::iso8601(now()).substr(0, 10);
  const std::string made = math("now/d", "2000-01-01T00:00:00Z");
  BOOST_TEST((made == today + "T00:00" || policies::iso8601(now()).substr(0, 10) != today), made);
  BOOST_TEST(math("now+1s", "").size() == 16U);
}

// "Output `yyyy-MM-dd'T'HH:mm` … To feed dateCompare or another dateMath, put dateFormat with that
// inputFormat between."
BOOST_AUTO_TEST_CASE(what_date_math_writes_goes_through_date_format) {
  const std::string moved =
      R"({"type":"dateMath","attributes":{"expression":"+1d","input":"2024-01-01T00:00:00Z"}})";
  BOOST_TEST(
      apply(
          "dateMath",
          R"("expression":"+1d","input":{"type":"dateFormat","attributes":{"inputFormat":"yyyy-MM-dd'T'HH:mm","input":)" +
              moved + "}}") == "2024-01-03T00:00");
  BOOST_TEST(
      has(why_not(R"({"type":"dateMath","attributes":{"expression":"+1d","input":)" + moved + "}}"),
          "does not match"));
}

// "first `2024-01-01T00:00:00.000Z`, second now, `lt`, active/early → `active`"; "any case";
// "Non-ISO or null date: error"
BOOST_AUTO_TEST_CASE(dates_are_compared) {
  const std::string rest = R"(,"positiveCondition":"active","negativeCondition":"early")";
  const std::string first = R"("firstDate":"2024-01-01T00:00:00.000Z",)";
  BOOST_TEST(apply("dateCompare", first + R"("secondDate":"now","operator":"lt")" + rest) ==
             "active");
  BOOST_TEST(apply("dateCompare", first + R"("secondDate":"now","operator":"GTE")" + rest) ==
             "early");
  const std::string same = first + R"("secondDate":"2024-01-01T01:00:00+01:00","operator":)";
  BOOST_TEST(apply("dateCompare", same + "\"lte\"" + rest) == "active");
  BOOST_TEST(apply("dateCompare", same + "\"gte\"" + rest) == "active");
  BOOST_TEST(apply("dateCompare", same + "\"gt\"" + rest) == "early");
  BOOST_TEST(
      has(refusal("dateCompare", first + R"("secondDate":"tomorrow","operator":"lt")" + rest, ""),
          "does not match"));
  BOOST_TEST(has(
      refusal(
          "dateCompare",
          first +
              R"("secondDate":{"type":"identityAttribute","attributes":{"name":"x"}},"operator":"lt")" +
              rest,
          ""),
      "secondDate is null"));
  BOOST_TEST(has(refusal("dateCompare", first + R"("secondDate":"now","operator":"eq")" + rest, ""),
                 "lt, lte, gt or gte"));
}

BOOST_AUTO_TEST_SUITE_END()
