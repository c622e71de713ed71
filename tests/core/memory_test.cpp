#include "core/memory.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

namespace {

/// Of the files that are mapped, what is in memory, in KiB.
long resident_file_pages() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "RssFile:") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  return -1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(pages_that_only_the_start_needed_are_let_go_and_come_back) {
  const long before = resident_file_pages();
  idm::memory::let_go_of_start_up();
  const long after = resident_file_pages();
  BOOST_CHECK_GT(after, 0);
  BOOST_CHECK_LT(after, before * 3 / 4);
}

BOOST_AUTO_TEST_SUITE_END()
