#include "core/data_folder.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "core/error.h"
#include "support/database.h"

using namespace idm;

namespace {

/// Can another process have the folder?
bool is_free(const std::string& path) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      const DataFolder folder(path);
    } catch (const Error&) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(data_folders, test::TemporaryFolder)

BOOST_AUTO_TEST_CASE(a_folder_serves_one_process_at_a_time) {
  {
    const DataFolder held(path());
    BOOST_TEST(!is_free(path()));
    BOOST_CHECK_EXCEPTION(DataFolder again(path()), Error, [](const Error& error) {
      return std::string(error.what()).find("process " + std::to_string(getpid())) !=
             std::string::npos;
    });
  }
  BOOST_TEST(is_free(path()));
}

BOOST_AUTO_TEST_CASE(a_killed_process_leaves_no_lock_behind) {
  const pid_t child = fork();
  if (child == 0) {
    const DataFolder held(path());
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  BOOST_TEST(is_free(path()));
}

BOOST_AUTO_TEST_SUITE_END()
