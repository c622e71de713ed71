#include "support/process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>

namespace idm::test {

std::string program(const std::string& name, const std::string& package) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/bin/", "/usr/local/sbin/"})
    if (access((folder + name).c_str(), X_OK) == 0) return folder + name;
  BOOST_FAIL(name << " is missing: install " << package);
  return {};
}

pid_t spawn(std::vector<std::string> words, const std::string& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  fflush(nullptr);  // or the child would print what we have not printed yet
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  // Only calls that are safe after a fork in a program with threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  if (FILE* out = freopen(log.c_str(), "a", stdout)) dup2(fileno(out), 2);
  execv(arguments[0], arguments.data());
  _exit(127);
}

void end_process(pid_t child, bool kill) {
  ::kill(child, kill ? SIGKILL : SIGTERM);
  waitpid(child, nullptr, 0);
}

void hang_process(pid_t child) {
  BOOST_REQUIRE(::kill(child, SIGSTOP) == 0);
  // Its threads run on for a moment.
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, WUNTRACED) == child);
  BOOST_REQUIRE(WIFSTOPPED(status));
}

void let_process_go_on(pid_t child) { BOOST_REQUIRE(::kill(child, SIGCONT) == 0); }

}  // namespace idm::test
