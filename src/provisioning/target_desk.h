#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/target.h"

namespace idm::provisioning {

/// One target system as the engine deals with it: how many calls at once, connectors kept open
/// between calls, and a circuit breaker. Safe from any thread.
class TargetDesk {
 public:
  using Clock = std::chrono::steady_clock;

  /// Makes what calls are made with.
  using Make = std::unique_ptr<connectors::Connector> (*)(const connectors::Target&);

  /// Throws Error(InvalidArgument) when the kind cannot make sense of an option. Where `make` is
  /// null, calls need no connector.
  explicit TargetDesk(connectors::Target target, Make make);

  const connectors::Target& target() const { return target_; }

  /// Leave for one call, with the connector to make it with, to be given back by end().
  struct Loan {
    std::unique_ptr<connectors::Connector> connector;
    Clock::time_point since;
    bool granted = false;
  };
  /// None while as many calls are made as may be, or while the system is left alone. Once that time
  /// is over a single one is granted, as a probe.
  Loan begin();
  /// `at_fault`: the system did not answer as it should; none: it was not asked.
  void end(Loan loan, std::optional<bool> at_fault);

  /// Is no call under way?
  bool is_idle() const;
  /// For how long the system is still left alone; 0 = it is not.
  std::chrono::milliseconds left_alone() const;
  /// Is it worth a caller's time to wait for the next call? Not when the last one failed, or one
  /// has been waiting for its answer for long.
  bool answers() const;

 private:
  const connectors::Target target_;
  const Make make_;
  const std::size_t most_at_once_;
  const int failures_allowed_;
  const std::chrono::milliseconds pause_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<connectors::Connector>> idle_;
  std::multiset<Clock::time_point> running_;  ///< since when
  int failures_in_a_row_ = 0;
  Clock::time_point alone_until_{};
};

}  // namespace idm::provisioning
