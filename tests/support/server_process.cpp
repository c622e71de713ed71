#include "support/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>

namespace idm::test {

ServerProcess::ServerProcess(const std::string& script, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"python3", std::string(IDM_SOURCE_DIR) + "/tests/support/" + script});
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  int output[2];
  BOOST_REQUIRE(::pipe2(output, O_CLOEXEC) == 0);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    // Only calls that are safe after a fork in a program with threads.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::dup2(output[1], STDOUT_FILENO);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  ::close(output[1]);
  std::string line;
  for (char c = 0; ::read(output[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(output[0]);
  port_ = std::atoi(line.c_str());
  BOOST_REQUIRE_MESSAGE(port_ > 0, script << " did not start");
}

ServerProcess::~ServerProcess() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace idm::test
