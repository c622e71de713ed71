#include "core/network.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"

using namespace idm;

BOOST_AUTO_TEST_SUITE(network_rules)

BOOST_AUTO_TEST_CASE(a_network_holds_its_addresses_only) {
  BOOST_TEST(Network("10.1.0.0/16").contains("10.1.255.255"));
  BOOST_TEST(!Network("10.1.0.0/16").contains("10.2.0.0"));
  BOOST_TEST(Network("10.1.2.128/25").contains("10.1.2.200"));
  BOOST_TEST(!Network("10.1.2.128/25").contains("10.1.2.100"));
  BOOST_TEST(Network("192.0.2.1").contains("192.0.2.1"));
  BOOST_TEST(!Network("192.0.2.1").contains("192.0.2.2"));
  BOOST_TEST(Network("fd00::/8").contains("fd12::1"));
  BOOST_TEST(!Network("fd00::/8").contains("fe80::1"));
}

BOOST_AUTO_TEST_CASE(ipv4_is_the_same_when_mapped_into_ipv6) {
  BOOST_TEST(Network("10.0.0.0/8").contains("::ffff:10.9.9.9"));
  BOOST_TEST(!Network("0.0.0.0/0").contains("2001:db8::1"));
  BOOST_TEST(Network("::/0").contains("10.0.0.1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_network_is_refused_and_holds_nothing) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", "localhost"})
    BOOST_CHECK_THROW(Network{text}, Error);
  BOOST_TEST(!Network("0.0.0.0/0").contains("nonsense"));
}

BOOST_AUTO_TEST_CASE(listeners_are_read_and_written) {
  BOOST_TEST(parse_listen("127.0.0.1:8080").address == "127.0.0.1");
  BOOST_TEST(parse_listen("[::1]:0").address == "::1");
  for (const char* text : {"127.0.0.1:8080", "[::1]:0"})
    BOOST_TEST(to_string(parse_listen(text)) == text);
  for (const char* text : {"", "127.0.0.1", ":80", "::1:80", "[127.0.0.1]:80", "localhost:80",
                           "127.0.0.1:65536", "127.0.0.1:x", "127.0.0.1:", "[]:1"})
    BOOST_CHECK_THROW(parse_listen(text), Error);
}

BOOST_AUTO_TEST_CASE(loopback_is_127_and_1) {
  BOOST_TEST(is_loopback("127.0.0.1"));
  BOOST_TEST(is_loopback("::1"));
  BOOST_TEST(is_loopback("::ffff:127.0.0.1"));
  BOOST_TEST(!is_loopback("0.0.0.0"));
  BOOST_TEST(!is_loopback("::"));
}

BOOST_AUTO_TEST_SUITE_END()
