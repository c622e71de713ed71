#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/config.h"

namespace idm {

/// A range of IP addresses, as 10.0.0.0/8, fd00::/8 or a single address. IPv4 and its form mapped
/// into IPv6 are the same.
class Network {
 public:
  /// Throws Error(InvalidArgument).
  explicit Network(std::string_view cidr);

  /// False for what is not an address.
  bool contains(const std::string& address) const;

 private:
  std::array<std::uint8_t, 16> prefix_;
  unsigned bits_;
};

/// 127.0.0.0/8 or ::1.
bool is_loopback(const std::string& address);

/// ADDRESS:PORT, an IPv6 address in brackets. Throws Error(InvalidArgument).
Listen parse_listen(std::string_view text);
std::string to_string(const Listen& listen);

}  // namespace idm
