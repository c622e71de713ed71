#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace idm::http {

/// IPv4 as such, even when it came through an IPv6 socket as ::ffff:10.0.0.1.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

/// A list of networks such as "10.0.0.0/8", "fd00::/8" or a lone address. Safe from any thread once
/// made.
class NetworkList {
 public:
  NetworkList() = default;
  /// Throws Error(InvalidArgument) that names the entry it cannot read.
  explicit NetworkList(const std::vector<std::string>& networks);

  /// False for text that is no address. IPv4 within IPv6 counts as IPv4.
  bool contains(const std::string& address) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace idm::http
