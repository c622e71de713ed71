#include <boost/test/unit_test.hpp>

#include "core/error.h"
#include "http/network.h"

namespace idm::http {

BOOST_AUTO_TEST_SUITE(networks)

BOOST_AUTO_TEST_CASE(an_address_is_in_the_networks_that_cover_it) {
  const NetworkList list({"10.1.0.0/16", "192.168.7.9", "172.16.5.4/12", "fd00:1::/33", "::1",
                          "::ffff:198.51.100.0/120"});
  for (const char* inside : {"10.1.0.0", "10.1.255.255", "192.168.7.9", "172.31.255.255",
                             "fd00:1:7fff::1", "::1", "198.51.100.200", "::ffff:10.1.2.3"})
    BOOST_TEST(list.contains(inside), inside);
  for (const char* outside :
       {"10.2.0.0", "10.0.255.255", "192.168.7.8", "172.32.0.0", "fd00:1:8000::", "::2",
        "198.51.101.0", "::ffff:10.2.2.3", "", "nonsense", "10.1.0.0/16"})
    BOOST_TEST(!list.contains(outside), outside);
}

BOOST_AUTO_TEST_CASE(a_prefix_of_zero_covers_its_whole_family) {
  BOOST_TEST(NetworkList({"0.0.0.0/0"}).contains("255.255.255.255"));
  BOOST_TEST(!NetworkList({"0.0.0.0/0"}).contains("::2"));
  BOOST_TEST(NetworkList({"::/0"}).contains("ffff::"));
  BOOST_TEST(!NetworkList({"::/0"}).contains("1.2.3.4"));
  BOOST_TEST(!NetworkList().contains("127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_no_network_is_named) {
  for (const std::string bad : {"", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/",
                                "10.0.0.0/8x", "/8", "host", "10.0.0.0/-1"})
    BOOST_CHECK_EXCEPTION(NetworkList({"127.0.0.1", bad}), Error, [&](const Error& error) {
      return error.code() == ErrorCode::InvalidArgument &&
             std::string(error.what()).find("'" + bad + "'") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::http
