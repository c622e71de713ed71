#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/database.h"

namespace idm::test {

/// A connector as OpenIAM's (openiam_connector.py), on a loopback port; it ends with this.
class OpeniamConnector {
 public:
  /// With a certificate of its own, or none.
  explicit OpeniamConnector(bool tls = false);
  ~OpeniamConnector();
  OpeniamConnector(const OpeniamConnector&) = delete;
  OpeniamConnector& operator=(const OpeniamConnector&) = delete;

  /// The one that tests share, empty and well-behaved again.
  static OpeniamConnector& fresh();

  /// "host:port/local" or "…/remote", without scheme.
  std::string address(const std::string& protocol) const;
  const std::string& certificate() const { return certificate_; }

  /// What it holds and was asked: accounts, requests (operation, action, body), created.
  /// Away, and back at the same address with the same accounts.
  void stop();
  void start();
  /// Keeps its connections and says nothing more, until it may go on.
  void hang() const;
  void go_on() const;

  nlohmann::json state() const;
  void misbehave(const nlohmann::json& how) const;

 private:
  nlohmann::json ask(const char* method, const char* path, const std::string& body) const;

  TemporaryFolder folder_;
  std::string certificate_;
  std::string key_;
  std::string port_;
  pid_t process_ = -1;
};

}  // namespace idm::test
