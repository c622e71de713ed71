#include "policies/phones.h"
#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

BOOST_FIXTURE_TEST_SUITE(standards, TransformBench)

// transforms.md 4.6: "`98 76 54 32`, NO → `+4798765432`"; "Invalid number: null"; "(opt, US)"
BOOST_AUTO_TEST_CASE(telephone_numbers_become_e164) {
  if (!policies::knows_phones()) {
    BOOST_TEST(has(why_not(R"({"type":"e164phone"})", "1"), "built without libphonenumber"));
    return;
  }
  BOOST_TEST(apply("e164phone", R"("defaultRegion":"NO")", "98 76 54 32") == "+4798765432");
  BOOST_TEST(apply("e164phone", "", "(212) 555-2368") == "+12125552368");
  BOOST_TEST(apply("e164phone", "", "+47 98 76 54 32") == "+4798765432");
  BOOST_TEST(apply("e164phone", "", "12") == "(null)");
  BOOST_TEST(apply("e164phone", "", "") == "(null)");
  BOOST_TEST(
      has(why_not(R"({"type":"e164phone","attributes":{"defaultRegion":"XX"}})", "1"), "alpha-2"));
}

// "Input: alpha-2, alpha-3, numeric, English name or native name. Unknown: null. Numeric has three
// digits. `Norge`, alpha3 → `NOR`"
BOOST_AUTO_TEST_CASE(countries_have_codes) {
  BOOST_TEST(apply("iso3166", R"("format":"alpha3")", "Norge") == "NOR");
  for (const char* name : {"NO", "no", "NOR", "578", "Norway"})
    BOOST_TEST(apply("iso3166", "", name) == "NO", name);
  BOOST_TEST(apply("iso3166", R"("format":"numeric")", "Brasil") == "076");
  BOOST_TEST(apply("iso3166", "", "Deutschland") == "DE");
  BOOST_TEST(apply("iso3166", "", "Atlantis") == "(null)");
  BOOST_TEST(
      has(why_not(R"({"type":"iso3166","attributes":{"format":"alpha4"}})"), "alpha2, alpha3"));
}

// "`SPA` → `es`; `Danish` → `da`"; "optionally with country in parentheses"; "old codes (Hebrew →
// `iw`, Indonesian → `in`, YID → `ji`)"; "Unknown: null"
BOOST_AUTO_TEST_CASE(languages_have_codes) {
  BOOST_TEST(apply("rfc5646", "", "SPA") == "es");
  BOOST_TEST(apply("rfc5646", "", "Danish") == "da");
  BOOST_TEST(apply("rfc5646", "", "English (United Kingdom)") == "en_GB");
  BOOST_TEST(apply("rfc5646", "", "Hebrew") == "iw");
  BOOST_TEST(apply("rfc5646", "", "Indonesian") == "in");
  BOOST_TEST(apply("rfc5646", "", "YID") == "ji");
  BOOST_TEST(apply("rfc5646", "", "Klingon (Norway") == "(null)");
}

BOOST_AUTO_TEST_SUITE_END()
