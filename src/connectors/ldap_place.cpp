#include "connectors/ldap_place.h"

#include <sodium.h>

#include <charconv>

#include "connectors/connector.h"

namespace idm::connectors {

std::string to_text(const LdapPlace& place) {
  std::string hex(place.cookie.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(),
                 reinterpret_cast<const unsigned char*>(place.cookie.data()), place.cookie.size());
  hex.pop_back();
  return std::to_string(place.session) + ":" + hex + ":" + place.last;
}

LdapPlace place_of(const std::string& text) {
  LdapPlace place;
  const std::size_t first = text.find(':'), second = text.find(':', first + 1);
  if (first == text.npos || second == text.npos)
    throw Failure(Failure::Kind::Refused, "\"" + text + "\" is no page of a listing");
  std::from_chars(text.data(), text.data() + first, place.session);
  place.cookie.resize((second - first) / 2);
  std::size_t size = 0;
  sodium_hex2bin(reinterpret_cast<unsigned char*>(place.cookie.data()), place.cookie.size(),
                 text.data() + first + 1, second - first - 1, nullptr, &size, nullptr);
  place.cookie.resize(size);
  place.last = text.substr(second + 1);
  return place;
}

}  // namespace idm::connectors
