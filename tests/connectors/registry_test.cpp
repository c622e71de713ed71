// What a kind says about itself.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/error.h"

namespace idm::test {
namespace {

using namespace connectors;

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(kinds_are_in_order_and_found_by_name) {
  BOOST_TEST(
      std::is_sorted(kinds().begin(), kinds().end(), [](const Kind* left, const Kind* right) {
        return std::strcmp(left->name, right->name) < 0;
      }));
  for (const Kind* kind : kinds()) BOOST_TEST(find_kind(kind->name) == kind);
  BOOST_TEST(find_kind("smoke signals") == nullptr);
}

// "JSON object: usage type -> array of fields"
BOOST_AUTO_TEST_CASE(default_policies_are_fields_with_names) {
  for (const Kind* kind : kinds()) {
    const auto policies = nlohmann::json::parse(kind->default_policies);
    BOOST_TEST(policies.contains("CREATE"), kind->name << " lacks CREATE");
    for (const auto& [usage, fields] : policies.items())
      for (const auto& field : fields) BOOST_TEST(field.at("name").is_string(), usage);
  }
}

BOOST_AUTO_TEST_CASE(a_simulated_system_has_no_mode_of_that_name) {
  Target target;
  target.id = "110";
  target.kind = "sim";
  target.options["mode"] = "sleepy";
  complete(*find_kind("sim"), target);
  BOOST_CHECK_EXCEPTION(make_connector(target), Error, [](const Error& error) {
    return error.code() == ErrorCode::InvalidArgument &&
           std::string(error.what()).find("mode") != std::string::npos;
  });
  target.options["mode"] = "hang";
  BOOST_CHECK_NO_THROW(make_connector(target));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
