// Transforms to what standards say: telephone numbers, countries, languages. Names of countries and
// languages come from ICU's locale data.
#include <unicode/locid.h>
#include <unicode/region.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <cstring>
#include <map>

#include "core/ascii.h"
#include "core/folding.h"
#include "policies/phones.h"
#include "policies/transforms.h"

namespace idm::policies::standards {
namespace {

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

struct Country {
  std::string alpha2, alpha3, numeric;
};

using Countries = std::map<std::string, Country>;

/// Three digits; empty for a country that is no more.
std::string numeric_code(const char* alpha2) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Region* region = icu::Region::getInstance(alpha2, status);
  if (U_FAILURE(status) || region->getNumericCode() <= 0 ||
      std::strcmp(region->getRegionCode(), alpha2) != 0)
    return "";
  char text[16];
  std::snprintf(text, sizeof text, "%03d", region->getNumericCode());
  return text;
}

void add_native_names(Countries& names, const std::map<std::string, Country>& by_alpha2) {
  int count = 0;
  const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
  for (int i = 0; i < count; ++i) {
    const auto country = by_alpha2.find(locales[i].getCountry());
    if (country == by_alpha2.end()) continue;
    icu::UnicodeString name;
    locales[i].getDisplayCountry(locales[i], name);
    names.emplace(fold(utf8(name)), country->second);
  }
}

Countries make_countries() {
  std::map<std::string, Country> by_alpha2;
  for (const char* const* code = icu::Locale::getISOCountries(); *code; ++code) {
    const icu::Locale locale("", *code);
    const std::string numeric = numeric_code(*code);
    if (!numeric.empty()) by_alpha2[*code] = {*code, locale.getISO3Country(), numeric};
  }
  Countries names;
  for (const auto& [alpha2, country] : by_alpha2) {
    names.emplace(fold(alpha2), country);
    names.emplace(fold(country.alpha3), country);
    names.emplace(country.numeric, country);
    icu::UnicodeString name;
    icu::Locale("", alpha2.c_str()).getDisplayCountry(icu::Locale::getEnglish(), name);
    names.emplace(fold(utf8(name)), country);
  }
  add_native_names(names, by_alpha2);
  return names;
}

/// By every name that a country has, folded.
const Countries& countries() {
  static const Countries all = make_countries();
  return all;
}

/// The codes that Java's locales kept when the standard changed them.
std::string java_code(const std::string& code) {
  static const std::map<std::string, std::string> old{
      {"he", "iw"},
      {"id", "in"},
      {"yi", "ji"}
  };
  const auto found = old.find(code);
  return found == old.end() ? code : found->second;
}

std::map<std::string, std::string> make_languages() {
  std::map<std::string, std::string> names;
  for (const char* const* code = uloc_getISOLanguages(); *code; ++code) {
    const icu::Locale locale(*code);
    icu::UnicodeString name;
    locale.getDisplayLanguage(icu::Locale::getEnglish(), name);
    names.emplace(fold(utf8(name)), java_code(*code));
    // Upper case as it is written, which no folded name is.
    const std::string three = ascii::upper(locale.getISO3Language());
    if (!three.empty()) names.emplace(three, java_code(*code));
  }
  return names;
}

/// By folded English name, and by three-letter code in upper case.
const std::map<std::string, std::string>& languages() {
  static const std::map<std::string, std::string> all = make_languages();
  return all;
}

Value language_code(const std::string& text) {
  const auto by_code = languages().find(text);
  if (by_code != languages().end()) return by_code->second;
  const auto by_name = languages().find(fold(text));
  return by_name == languages().end() ? Value() : Value(by_name->second);
}

}  // namespace

Operation e164_phone(Settings& settings) {
  if (!knows_phones())
    refuse(settings.place(),
           "this program was built without libphonenumber, which e164phone needs");
  const std::string region = settings.text("defaultRegion", "US");
  if (!is_phone_region(region))
    refuse(settings.place("defaultRegion"), "\"" + region + "\" is no ISO 3166 alpha-2 code");
  return on_input(settings,
                  [region](const std::string& text) -> Value { return e164(text, region); });
}

Operation iso3166(Settings& settings) {
  const std::string format = settings.text("format", "alpha2");
  if (format != "alpha2" && format != "alpha3" && format != "numeric")
    refuse(settings.place("format"), "must be alpha2, alpha3 or numeric");
  return on_input(settings, [format](const std::string& text) -> Value {
    const auto found = countries().find(fold(text));
    if (found == countries().end()) return std::nullopt;
    if (format == "alpha3") return found->second.alpha3;
    return format == "numeric" ? found->second.numeric : found->second.alpha2;
  });
}

Operation rfc5646(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    const std::size_t open = text.find(" (");
    if (open == std::string::npos || !text.ends_with(")")) return language_code(text);
    const Value language = language_code(text.substr(0, open));
    const std::string country = text.substr(open + 2, text.size() - open - 3);
    const auto found = countries().find(fold(country));
    if (!language || found == countries().end()) return std::nullopt;
    return *language + "_" + found->second.alpha2;
  });
}

}  // namespace idm::policies::standards
