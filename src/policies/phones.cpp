#include "policies/phones.h"

#ifdef IDM_PHONENUMBER
#include <phonenumbers/phonenumberutil.h>
#endif

namespace idm::policies {

#ifdef IDM_PHONENUMBER

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

bool knows_phones() { return true; }

bool is_phone_region(const std::string& region) {
  return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region) != 0;
}

std::optional<std::string> e164(const std::string& number, const std::string& region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (util.Parse(number, region, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !util.IsValidNumber(parsed))
    return std::nullopt;
  std::string text;
  util.Format(parsed, PhoneNumberUtil::E164, &text);
  return text;
}

#else

bool knows_phones() { return false; }
bool is_phone_region(const std::string&) { return false; }
std::optional<std::string> e164(const std::string&, const std::string&) { return std::nullopt; }

#endif

}  // namespace idm::policies
