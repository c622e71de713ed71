#pragma once

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "connectors/connector.h"

namespace idm::test {

/// For BOOST_CHECK_EXCEPTION: a failure of this kind, its words with this in them.
inline auto failure(connectors::Failure::Kind kind, const std::string& words = "") {
  return [=](const connectors::Failure& failure) {
    const bool right =
        failure.kind() == kind && std::string(failure.what()).find(words) != std::string::npos;
    if (!right)
      BOOST_TEST_MESSAGE("it was of kind " << static_cast<int>(failure.kind()) << ": "
                                           << failure.what());
    return right;
  };
}

inline connectors::Call within(int milliseconds) {
  return {connectors::Clock::now() + std::chrono::milliseconds(milliseconds), "R-4711"};
}

inline std::vector<std::string> values_of(const connectors::Account& account,
                                          const std::string& name) {
  for (const connectors::Attribute& attribute : account.attributes)
    if (attribute.name == name) return attribute.values;
  return {};
}

}  // namespace idm::test
