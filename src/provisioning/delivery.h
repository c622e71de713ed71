#pragma once

#include <string>
#include <vector>

#include "orm/task.h"

namespace idm::provisioning {

/// What became of one task while its caller waited.
struct Receipt {
  enum class State { Done, Waiting, Refused };
  std::string managed_system_id;
  State state = State::Waiting;
  std::string why;
};

/// How tasks get to target systems, as those see it who make them. Safe from any thread.
class Delivery {
 public:
  virtual ~Delivery() = default;

  /// In whose name tasks are leased: this process.
  virtual const std::string& owner() const = 0;

  /// Should a new task for that system be tried at once? Not without a connector, and not while the
  /// system is being left alone.
  virtual bool takes_now(const std::string& managed_system_id) = 0;

  /// Tasks of one user, just committed and leased by owner(), in order. `call` is the request that
  /// may wait() for them; "" = none will. Quick; does not throw.
  virtual void announce(std::vector<Task> tasks, const std::string& call) noexcept = 0;

  /// Waits for the first attempts at what was announced for that call, as long as it is worth it
  /// and at most provisioning.wait_ms.
  virtual std::vector<Receipt> wait(const std::string& call) = 0;
};

/// What a system refused for good, for errorText.
std::string refusal_of(const std::string& managed_system_id, const std::string& why);

/// Waits, and says which systems refused for good and why, for errorText; "" when none did.
std::string refusals(Delivery* delivery, const std::string& call);

}  // namespace idm::provisioning
