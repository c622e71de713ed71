#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace idm::test {

/// A server of tests/support written in Python, which prints its port first. Ends with this, and
/// with this process however that ends.
class ServerProcess {
 public:
  /// `script` beside this file, e.g. "scim_server.py".
  explicit ServerProcess(const std::string& script, std::vector<std::string> arguments = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }

 private:
  pid_t pid_ = 0;
  int port_ = 0;
};

}  // namespace idm::test
