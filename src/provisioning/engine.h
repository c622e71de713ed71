#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "provisioning/carry_out.h"
#include "provisioning/delivery.h"
#include "provisioning/target_desk.h"
#include "services.h"

namespace idm::provisioning {

/// Carries tasks to target systems: those announced at once, and those that the store has due
/// (design.md section 6). Of one user and one system one task at a time, in order; across users in
/// parallel; each system has its own limit of calls and its own breaker, so that one that hangs
/// delays only itself. Threads: `provisioning.workers` that call systems, one or a few that store
/// what came of it, one that looks for what is due. Safe from any thread.
class Engine : public Delivery {
 public:
  /// `services` outlives it; its reference cache says which systems there are.
  explicit Engine(Services& services);
  ~Engine() override;

  void start();
  /// Hands back what has not begun, lets the attempts that run end, joins. False when some did not
  /// end in time: then only the end of the process ends them, and whoever finds their leases
  /// expired does them again. May be called twice.
  bool stop(std::chrono::milliseconds patience);

  const std::string& owner() const override { return owner_; }
  bool takes_now(const std::string& managed_system_id) override;
  void announce(std::vector<Task> tasks, const std::string& call) noexcept override;
  std::vector<Receipt> wait(const std::string& call) override;

 private:
  /// Those who wait for the tasks of one change.
  struct Batch {
    std::vector<Receipt> receipts;  ///< one a task
    std::size_t open = 0;
    std::condition_variable settled;
    std::chrono::steady_clock::time_point made = std::chrono::steady_clock::now();
  };
  struct Errand {
    Task task;
    std::shared_ptr<Batch> batch;  ///< null: nobody waits
    std::size_t place = 0;         ///< among its receipts
    std::shared_ptr<SharedUser> user = std::make_shared<SharedUser>();
  };
  /// An attempt that is over, and not stored yet.
  struct Finished {
    Errand errand;
    std::shared_ptr<TargetDesk> desk;
    std::optional<Outcome> outcome;  ///< none: the task was not ours any more
  };
  /// Errands of one system that are kept in memory beyond those announced.
  static constexpr std::size_t most_ready = 64;

  struct LaneKey {
    std::string user_id, system;
    bool operator<(const LaneKey& other) const {
      return std::tie(user_id, system) < std::tie(other.user_id, other.system);
    }
  };
  struct Lane {
    std::string head;            ///< the task that is ready or under way
    std::deque<Errand> waiting;  ///< those that come after it
    bool has(const std::string& task_id) const;
  };
  /// A system's errands that may begin.
  struct Queue {
    std::shared_ptr<TargetDesk> desk;
    std::deque<Errand> ready;
  };

  void work();
  bool take_errand(Errand& errand, std::shared_ptr<TargetDesk>& desk, TargetDesk::Loan& loan);
  std::optional<Outcome> attempt(const Errand& errand, TargetDesk& desk, TargetDesk::Loan loan);
  bool is_still_ours(const Task& task);

  static Receipt::State state_of(const Outcome& outcome);
  static void log_outcome(const Task& task, const Outcome& outcome);
  void keep_records();
  std::vector<bool> record(const std::vector<Finished>& batch);
  bool record_alone(const Finished& finished);
  bool record_plainly(const Finished& finished);
  void conclude(const std::vector<Finished>& batch, const std::vector<bool>& stored);

  void look_for_due();
  void take_due(const std::string& system);
  void refresh_desks();
  void forget_old_batches();

  // With mutex_ held.
  bool is_served(const std::string& system) const;
  void enqueue(Errand errand);
  void settle(const Errand& errand, Receipt::State state, const std::string& why);
  /// Ends the turn of the lane's head; what is to be handed back is appended to `left`. True when
  /// the next one is ready now.
  bool end_turn(const Errand& head, bool next_may_begin, std::vector<Task>& left);
  void empty_queue(Queue& queue, std::vector<Task>& left);

  void hand_back(const std::vector<Task>& tasks, std::chrono::milliseconds pause);

  Services& services_;
  const std::string owner_;
  std::mutex mutex_;
  std::condition_variable work_there_, look_again_, finished_there_, all_idle_;
  std::map<std::string, Queue> queues_;  ///< by system
  std::map<LaneKey, Lane> lanes_;
  std::multimap<std::string, std::shared_ptr<Batch>> batches_;  ///< by call
  std::set<Batch*> waited_for_;
  std::vector<Task> left_;   ///< announced, and not to be begun: to be handed back
  std::string last_served_;  ///< system; the next one's turn
  std::shared_ptr<const Reference> snapshot_;  ///< what the desks were made from
  std::vector<Finished> finished_;
  std::size_t calling_ = 0;     ///< workers that are at an attempt
  std::size_t unrecorded_ = 0;  ///< attempts that were begun and are not stored yet
  bool stopping_ = false, nudged_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace idm::provisioning
