#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "connectors/connector.h"

namespace idm::provisioning {

/// What one attempt at a task came to.
struct Outcome {
  enum class Kind {
    Confirmed,  ///< done, and read back
    Sent,       ///< done, as the system says
    Skipped,    ///< nothing is left to do
    Retry,      ///< may succeed later
    Refused,    ///< will not succeed until somebody changes something
  };
  Kind kind = Kind::Sent;
  std::string why;  ///< for operators, without secrets; "" when all is well
  /// Of Retry: when the system said so; none: as the engine sees fit.
  std::optional<std::chrono::seconds> retry_after;
  bool called = false;         ///< the system was asked anything at all
  std::optional<bool> active;  ///< whether the account may be used there; none: nobody said
  bool at_fault = false;       ///< the system did not answer as it should: its breaker counts that
  std::string account;   ///< the name by which the system knows the account now; "" = not at all
  bool created = false;  ///< the account was not there before
  std::string rendered;  ///< JSON: what was sent, without secrets; "" = nothing was
};

/// Of an attempt that threw. Texts may be anything that a system said.
Outcome outcome_of(const connectors::Failure& failure);
Outcome failed_attempt(Outcome::Kind kind, const std::string& why);

}  // namespace idm::provisioning
