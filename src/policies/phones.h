#pragma once

#include <optional>
#include <string>

namespace idm::policies {

/// False when this program was built without libphonenumber.
bool knows_phones();
/// Is it an ISO 3166 alpha-2 code that the library knows?
bool is_phone_region(const std::string& region);
/// +4798765432; nothing for what is no valid number.
std::optional<std::string> e164(const std::string& number, const std::string& region);

}  // namespace idm::policies
