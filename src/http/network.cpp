#include "http/network.h"

#include <charconv>
#include <string_view>

#include "core/error.h"

namespace idm::http {

namespace ip = boost::asio::ip;

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

namespace {

[[noreturn]] void refuse(const std::string& entry) {
  throw Error(ErrorCode::InvalidArgument,
              "'" + entry + "' is not a network such as 10.0.0.0/8 or fd00::/8");
}

unsigned prefix_length(std::string_view digits, unsigned most, const std::string& entry) {
  unsigned value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size() || value > most) refuse(entry);
  return value;
}

/// Whether the top `bits` of both agree. network_v6::hosts() misjudges the last address, so by
/// hand.
bool same_prefix(const ip::address_v6& a, const ip::address_v6& b, unsigned bits) {
  const auto left = a.to_bytes(), right = b.to_bytes();
  const unsigned whole = bits / 8, rest = bits % 8;
  for (unsigned i = 0; i < whole; ++i)
    if (left[i] != right[i]) return false;
  return rest == 0 || (left[whole] ^ right[whole]) >> (8 - rest) == 0;
}

}  // namespace

NetworkList::NetworkList(const std::vector<std::string>& networks) {
  for (const std::string& entry : networks) {
    const auto slash = entry.find('/');
    boost::system::error_code failed;
    const ip::address base = ip::make_address(entry.substr(0, slash), failed);
    if (failed) refuse(entry);
    unsigned bits = base.is_v4() ? 32 : 128;
    if (slash != std::string::npos)
      bits = prefix_length(std::string_view(entry).substr(slash + 1), bits, entry);
    if (base.is_v4()) {
      v4_.emplace_back(base.to_v4(), static_cast<unsigned short>(bits));
    } else if (base.to_v6().is_v4_mapped() && bits >= 96) {
      v4_.emplace_back(unmapped(base).to_v4(), static_cast<unsigned short>(bits - 96));
    } else {
      v6_.emplace_back(base.to_v6(), static_cast<unsigned short>(bits));
    }
  }
}

bool NetworkList::contains(const std::string& address) const {
  boost::system::error_code failed;
  const ip::address parsed = ip::make_address(address, failed);
  if (failed) return false;
  const ip::address caller = unmapped(parsed);
  if (caller.is_v4()) {
    const auto bits = caller.to_v4().to_uint();
    for (const auto& network : v4_) {
      const auto mask = network.netmask().to_uint();
      if ((bits & mask) == (network.address().to_uint() & mask)) return true;
    }
    return false;
  }
  for (const auto& network : v6_)
    if (same_prefix(caller.to_v6(), network.address(), network.prefix_length())) return true;
  return false;
}

}  // namespace idm::http
