#include "core/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/error.h"

namespace idm {
namespace {

using Bytes16 = std::array<std::uint8_t, 16>;
constexpr unsigned mapped_bits = 96;  // ::ffff:0:0/96 holds IPv4

std::optional<Bytes16> address_bytes(const std::string& text) {
  Bytes16 bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xff;
  return bytes;
}

std::optional<unsigned> whole_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > most)
    return std::nullopt;
  return value;
}

}  // namespace

Network::Network(std::string_view cidr) {
  const std::size_t slash = cidr.find('/');
  const std::string address(cidr.substr(0, slash));
  const auto prefix = address_bytes(address);
  if (!prefix)
    throw Error(ErrorCode::InvalidArgument,
                "\"" + std::string(cidr) + "\" is not a network such as 10.1.0.0/16 or fd00::/8");
  const unsigned width = address.find(':') == std::string::npos ? 32 : 128;
  bits_ = 128;
  if (slash != std::string_view::npos) {
    const auto length = whole_number(cidr.substr(slash + 1), width);
    if (!length)
      throw Error(
          ErrorCode::InvalidArgument,
          "\"" + std::string(cidr) + "\": the prefix length is 0 to " + std::to_string(width));
    bits_ = *length + (width == 32 ? mapped_bits : 0);
  }
  prefix_ = *prefix;
}

bool Network::contains(const std::string& address) const {
  const auto bytes = address_bytes(address);
  if (!bytes) return false;
  const auto whole = bits_ / 8;
  if (!std::equal(bytes->begin(), bytes->begin() + whole, prefix_.begin())) return false;
  if (bits_ % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits_ % 8));
  return (((*bytes)[whole] ^ prefix_[whole]) & mask) == 0;
}

bool is_loopback(const std::string& address) {
  static const Network four("127.0.0.0/8"), six("::1");
  return four.contains(address) || six.contains(address);
}

Listen parse_listen(std::string_view text) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::InvalidArgument, "\"" + std::string(text) + "\": " + why);
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) refuse("expected ADDRESS:PORT, e.g. 127.0.0.1:8080");
  const auto port = whole_number(text.substr(colon + 1), 65535);
  if (!port) refuse("the port is a number from 0 to 65535 (0 takes any free one)");
  std::string address(text.substr(0, colon));
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (!address_bytes(address) || bracketed != (address.find(':') != std::string::npos))
    refuse(
        "expected an IP address before the port, e.g. 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080");
  return {address, static_cast<std::uint16_t>(*port)};
}

std::string to_string(const Listen& listen) {
  const bool six = listen.address.find(':') != std::string::npos;
  return (six ? "[" + listen.address + "]" : listen.address) + ":" + std::to_string(listen.port);
}

}  // namespace idm
