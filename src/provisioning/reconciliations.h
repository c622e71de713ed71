#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/instant.h"
#include "orm/reconciliation.h"
#include "provisioning/reconcile.h"
#include "services.h"

/// Reconciliations one after the other: by an operator's command, or as a managed system's options
/// `reconcile_every_minutes`, `reconcile_correct`, `reconcile_remove_orphans` and
/// `reconcile_most_removed_percent` ask for.
namespace idm::provisioning {

/// Reconciles as reconcile() does and keeps what came of it, failures too. Of several processes
/// that share a store only one at a time does so with a system: Error(Overloaded) for the others.
ReconcileReport reconcile_and_keep(Services& services, const ReconcileWish& wish,
                                   const std::string& owner,
                                   const std::function<void(std::size_t)>& progress);

/// A table for operators: what the latest one of each system (""), or of that one, came to. Throws
/// Error(ObjectIdInvalid) when there is no such system.
std::vector<std::string> latest_reconciliations(const Services& services,
                                                const std::string& managed_system_id);

/// Runs what is due on a thread of its own, a system at a time.
class ReconciliationSchedule {
 public:
  /// `owner` names this process. `services` outlives it.
  ReconciliationSchedule(Services& services, std::string owner);
  ~ReconciliationSchedule();

  void start();
  /// False when a system that hangs keeps it from ending in time: then only the end of the process
  /// ends it. May be called twice.
  bool stop(std::chrono::milliseconds patience);

  /// Runs what is due at that time; how many. For start()'s thread, and for tests.
  std::size_t run_due(Instant at);

 private:
  void serve();
  bool is_due(const std::string& managed_system_id, std::chrono::minutes every, Instant at);
  bool run(const ReconcileWish& wish);

  Services& services_;
  const std::string owner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_{false};
  bool ended_ = true;
  std::thread thread_;
};

}  // namespace idm::provisioning
