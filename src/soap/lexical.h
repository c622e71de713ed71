#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace idm::soap {

/// The lexical forms of XML Schema's simple types, as lenient as the contract (behaviour.md 1.12,
/// toolchain.md 4.8).

/// Without blanks, tabs and line ends on either side.
std::string_view trimmed(std::string_view text);

/// true, false, 1, 0 in any letter case.
std::optional<bool> boolean_of(std::string_view text);

/// An optional sign and digits, within 32 bits.
bool is_int(std::string_view text);

/// What core/xml_date.h can read, in whichever zone.
bool is_date_time(std::string_view text);

/// Unicode characters in UTF-8 text.
std::size_t characters(std::string_view text);

}  // namespace idm::soap
