#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "connectors/connector.h"
#include "connectors/registry.h"
#include "connectors/target.h"

namespace idm::test {

/// A real system of one kind, as the contract test needs it. Each kind's is in a file of its own.
class TargetSystem {
 public:
  virtual ~TargetSystem() = default;

  /// How to reach a place there that has no accounts yet.
  virtual connectors::Target target() = 0;

  /// What a new account must have.
  std::vector<connectors::Attribute> required;
  /// An attribute that takes any text, also a long one, and may be cleared.
  std::string text;
  /// One that takes several values; "" = there is none.
  std::string many;

  // The rest only where there is a server.

  /// The same system, were it at this port of 127.0.0.1.
  virtual connectors::Target at(int) { return target(); }
  virtual void stop() {}
  virtual void start() {}
  /// Keeps its connections and says nothing more, until it may go on.
  virtual void hang() {}
  virtual void go_on() {}
};

/// Completed by the kind's defaults. Options and secrets that differ from them are in `target`.
connectors::Target completed(connectors::Target target);

std::unique_ptr<connectors::Connector> connect(const connectors::Target& target);

/// As the engine calls: with 10 seconds to go.
connectors::Call call(std::chrono::milliseconds time = std::chrono::seconds(10));

/// What an account has in an attribute; none when it has not.
std::vector<std::string> values(const connectors::Account& account, const std::string& name);

/// For BOOST_CHECK_EXCEPTION: this kind of failure, with these words in its text?
std::function<bool(const connectors::Failure&)> fails(connectors::Failure::Kind kind,
                                                      std::vector<std::string> words = {});

/// A port of 127.0.0.1 where nobody listens.
int free_port();

/// A server that takes connections at its port and knows no protocol.
class BadServer {
 public:
  enum class Manner {
    Silent,      ///< never says anything
    Garbage,     ///< says something, and stays
    Drips,       ///< says a byte of something, from time to time
    HalfCloses,  ///< says that it will say nothing, and stays
    Closes,      ///< hangs up at once
  };
  explicit BadServer(Manner manner = Manner::Silent);
  ~BadServer();
  BadServer(const BadServer&) = delete;
  BadServer& operator=(const BadServer&) = delete;

  int port = 0;

 private:
  void serve();

  const Manner manner_;
  int socket_ = -1;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

std::unique_ptr<TargetSystem> make_sim_system();
std::unique_ptr<TargetSystem> make_ldap_system();
std::unique_ptr<TargetSystem> make_soap_local_system();
std::unique_ptr<TargetSystem> make_soap_remote_system();
std::unique_ptr<TargetSystem> make_sql_system();
std::unique_ptr<TargetSystem> make_exec_system();
std::unique_ptr<TargetSystem> make_scim_system();

}  // namespace idm::test
