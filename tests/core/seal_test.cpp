#include "core/seal.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"

using namespace idm;

namespace {

const std::string key(32, 'k');

}  // namespace

BOOST_AUTO_TEST_SUITE(seals)

BOOST_AUTO_TEST_CASE(what_was_sealed_is_hidden_and_comes_back) {
  const std::vector<char> sealed = seal(key, "Passing51");
  BOOST_TEST(std::string(sealed.begin(), sealed.end()).find("Passing51") == std::string::npos);
  BOOST_TEST(unseal(key, sealed).value() == "Passing51");
  BOOST_TEST(unseal(key, seal(key, "")).value() == "");
}

BOOST_AUTO_TEST_CASE(two_seals_of_one_text_differ) {
  BOOST_CHECK(seal(key, "Passing51") != seal(key, "Passing51"));
}

BOOST_AUTO_TEST_CASE(another_key_or_a_changed_seal_opens_nothing) {
  std::vector<char> sealed = seal(key, "Passing51");
  BOOST_CHECK(!unseal(std::string(32, 'x'), sealed));
  sealed.back() ^= 1;
  BOOST_CHECK(!unseal(key, sealed));
  BOOST_CHECK(!unseal(key, {'s', 'h', 'o', 'r', 't'}));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_length_is_refused) {
  BOOST_CHECK_THROW(seal("short", "text"), Error);
}

BOOST_AUTO_TEST_SUITE_END()
