#pragma once

#include <cstdint>
#include <string>

namespace idm::connectors {

/// Where a listing goes on: the cookie holds on the connection that gave it; on another one the
/// listing is gone through again, past the last account.
struct LdapPlace {
  std::uint64_t session = 0;
  std::string cookie, last;
};

std::string to_text(const LdapPlace& place);
/// Throws Failure(Refused).
LdapPlace place_of(const std::string& text);

}  // namespace idm::connectors
