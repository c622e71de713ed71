#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

/// Servers that tests start.
namespace idm::test {

/// Where a program is. Fails the test when the machine lacks it, naming the package to install.
std::string program(const std::string& name, const std::string& package);

/// Starts a program that dies with us, however we end. What it says is added to `log`.
pid_t spawn(std::vector<std::string> words, const std::string& log);

/// Ends it, as an administrator does or as a crash does, and waits until it is gone.
void end_process(pid_t child, bool kill);

/// It keeps its connections and says nothing more, until it may go on.
void hang_process(pid_t child);
void let_process_go_on(pid_t child);

}  // namespace idm::test
