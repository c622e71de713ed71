#pragma once

#include <string>
#include <string_view>

namespace idm::soap {

/// At most `limit` bytes of UTF-8 text, whole characters.
std::string_view clipped(std::string_view text, std::size_t limit);

/// element 'firstName' (urn:idm.openiam.org/srvc/user/dto) at line 12
std::string element_at(std::string_view name, std::string_view uri, int line);

}  // namespace idm::soap
