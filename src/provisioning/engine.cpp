#include "provisioning/engine.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>

#include "connectors/registry.h"
#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/log.h"
#include "orm/reference.h"
#include "orm/text.h"
#include "provisioning/task_results.h"

namespace idm::provisioning {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds look_every{1};
/// Errands of one system that are kept in memory beyond those announced.
constexpr std::size_t most_ready = 64;
constexpr std::chrono::minutes batches_are_kept{1};

/// Host and process, for operators; and a part that no other process has.
std::string name_of_this_process() {
  char host[64] = {};
  gethostname(host, sizeof host - 1);
  return std::string(host) + ":" + std::to_string(getpid()) + ":" + new_id().substr(16, 8);
}

bool same(const connectors::Target& a, const connectors::Target& b) {
  return a.kind == b.kind && a.url == b.url && a.login == b.login && a.options == b.options &&
         a.secrets == b.secrets;
}

Receipt::State state_of(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::Refused) return Receipt::State::Refused;
  return outcome.kind == Outcome::Kind::Retry ? Receipt::State::Waiting : Receipt::State::Done;
}

void log_outcome(const Task& task, const Outcome& outcome) {
  const std::string principal =
      outcome.account.empty() ? task.principal.null() ? "" : *task.principal : outcome.account;
  const auto write = state_of(outcome) == Receipt::State::Done ? &log::info : &log::warn;
  write("task_attempted", {
                              {"task",    task.id                                                                                     },
                              {"system",  task.managed_system_id                                                                      },
                              {"user",    task.user_id                                                                                },
                              {"verb",    task.verb                                                                                   },
                              {"account", principal                                                                                   },
                              {"attempt", task.attempts + 1                                                                           },
                              {"request", task.request_id.null() ? "" : *task.request_id                                              },
                              {"result",  state_of(outcome) == Receipt::State::Done ? "done"
                                         : outcome.kind == Outcome::Kind::Retry    ? "later"
                                                                                   : "refused"},
                              {"why",     outcome.why                                                                                 }
  });
}

}  // namespace

std::string refusals(Delivery* delivery, const std::string& user_id) {
  std::string text;
  if (!delivery) return text;
  for (const Receipt& receipt : delivery->wait(user_id)) {
    if (receipt.state != Receipt::State::Refused) continue;
    if (!text.empty()) text += "; ";
    text += "managed system '" + receipt.managed_system_id + "': " + receipt.why;
  }
  return text;
}

Engine::Engine(Services& services) : services_(services), owner_(name_of_this_process()) {}

Engine::~Engine() { stop(std::chrono::hours(1)); }

void Engine::start() {
  for (std::size_t i = 0; i < services_.config.provisioning.workers; ++i) {
    threads_.emplace_back([this] { work(); });
    pthread_setname_np(threads_.back().native_handle(), "targets");
  }
  threads_.emplace_back([this] { look_for_due(); });
  pthread_setname_np(threads_.back().native_handle(), "tasks");
}

bool Engine::stop(milliseconds patience) {
  std::vector<Task> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [system, queue] : queues_) empty_queue(queue, left);
    left.insert(left.end(), left_.begin(), left_.end());
    left_.clear();
    for (Batch* batch : waited_for_) batch->settled.notify_all();
  }
  work_there_.notify_all();
  look_again_.notify_all();
  hand_back(left, milliseconds(0));
  {
    std::unique_lock lock(mutex_);
    if (!all_idle_.wait_for(lock, patience, [this] { return under_way_ == 0; })) {
      log::warn("tasks_abandoned", {
                                       {"count", under_way_}
      });
      return false;
    }
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  return true;
}

bool Engine::takes_now(const std::string& managed_system_id) {
  const std::lock_guard lock(mutex_);
  const auto found = queues_.find(managed_system_id);
  if (stopping_ || found == queues_.end() || !found->second.desk) return false;
  const Queue& queue = found->second;
  return queue.ready.size() < most_ready && queue.desk->answers();
}

void Engine::announce(std::vector<Task> tasks) noexcept {
  const auto batch = std::make_shared<Batch>();
  const std::size_t count = tasks.size();
  {
    const std::lock_guard lock(mutex_);
    batch->open = count;
    for (const Task& task : tasks)
      batch->receipts.push_back({task.managed_system_id, Receipt::State::Waiting, ""});
    // Without a request nobody waits.
    if (!tasks.front().request_id.null()) batches_.emplace(tasks.front().user_id, batch);
    for (std::size_t i = 0; i < count; ++i) {
      Errand errand{std::move(tasks[i]), batch, i};
      if (stopping_ || !is_served(errand.task.managed_system_id)) {
        settle(errand, Receipt::State::Waiting, "");
        left_.push_back(std::move(errand.task));
      } else {
        enqueue(std::move(errand));
      }
    }
    if (!left_.empty()) nudged_ = true;
  }
  look_again_.notify_one();
  for (std::size_t i = 0; i < count; ++i) work_there_.notify_one();
}

std::vector<Receipt> Engine::wait(const std::string& user_id) {
  const auto deadline = Clock::now() + services_.config.provisioning.wait;
  std::vector<Receipt> receipts;
  std::unique_lock lock(mutex_);
  std::vector<std::shared_ptr<Batch>> mine;
  const auto [first, last] = batches_.equal_range(user_id);
  for (auto at = first; at != last; ++at) mine.push_back(at->second);
  batches_.erase(first, last);
  for (const std::shared_ptr<Batch>& batch : mine) {
    waited_for_.insert(batch.get());
    batch->settled.wait_until(lock, deadline, [&] { return stopping_ || batch->open == 0; });
    waited_for_.erase(batch.get());
    receipts.insert(receipts.end(), batch->receipts.begin(), batch->receipts.end());
  }
  return receipts;
}

bool Engine::Lane::has(const std::string& task_id) const {
  return head == task_id ||
         std::ranges::any_of(waiting, [&](const Errand& one) { return one.task.id == task_id; });
}

bool Engine::is_served(const std::string& system) const {
  const auto queue = queues_.find(system);
  return queue != queues_.end() && queue->second.desk &&
         queue->second.desk->left_alone() == milliseconds(0);
}

void Engine::enqueue(Errand errand) {
  const LaneKey key{errand.task.user_id, errand.task.managed_system_id};
  const auto lane = lanes_.find(key);
  if (lane != lanes_.end()) {
    lane->second.waiting.push_back(std::move(errand));
    return;
  }
  lanes_.emplace(key, Lane{errand.task.id, {}});
  queues_[key.system].ready.push_back(std::move(errand));
}

void Engine::settle(const Errand& errand, Receipt::State state, const std::string& why) {
  if (!errand.batch) return;
  Receipt& receipt = errand.batch->receipts[errand.place];
  receipt.state = state;
  receipt.why = why;
  if (--errand.batch->open == 0) errand.batch->settled.notify_all();
}

void Engine::end_turn(const Errand& head, bool next_may_begin, std::vector<Task>& left) {
  const auto lane = lanes_.find({head.task.user_id, head.task.managed_system_id});
  std::deque<Errand> followers = std::move(lane->second.waiting);
  if (next_may_begin && !followers.empty()) {
    Errand next = std::move(followers.front());
    followers.pop_front();
    lane->second = {next.task.id, std::move(followers)};
    queues_[next.task.managed_system_id].ready.push_back(std::move(next));
    return;
  }
  lanes_.erase(lane);
  for (Errand& follower : followers) {
    settle(follower, Receipt::State::Waiting, "");
    left.push_back(std::move(follower.task));
  }
}

void Engine::empty_queue(Queue& queue, std::vector<Task>& left) {
  std::deque<Errand> ready = std::exchange(queue.ready, {});
  for (Errand& errand : ready) {
    settle(errand, Receipt::State::Waiting, "");
    left.push_back(errand.task);
    end_turn(errand, false, left);
  }
}

bool Engine::take_errand(Errand& errand, std::shared_ptr<TargetDesk>& desk,
                         TargetDesk::Loan& loan) {
  // Each system in turn, so that none starves behind a busy one.
  auto at = queues_.upper_bound(last_served_);
  for (std::size_t tried = 0; tried < queues_.size(); ++tried, ++at) {
    if (at == queues_.end()) at = queues_.begin();
    Queue& queue = at->second;
    if (queue.ready.empty() || !queue.desk) continue;
    loan = queue.desk->begin();
    if (!loan.connector) continue;
    desk = queue.desk;
    errand = std::move(queue.ready.front());
    queue.ready.pop_front();
    last_served_ = at->first;
    return true;
  }
  return false;
}

void Engine::work() {
  for (;;) {
    Errand errand;
    std::shared_ptr<TargetDesk> desk;
    TargetDesk::Loan loan;
    {
      std::unique_lock lock(mutex_);
      work_there_.wait(lock, [&] { return stopping_ || take_errand(errand, desk, loan); });
      if (stopping_) return;
      ++under_way_;
    }
    attempt(errand, *desk, std::move(loan));
    const std::lock_guard lock(mutex_);
    if (--under_way_ == 0) all_idle_.notify_all();
  }
}

void Engine::attempt(const Errand& errand, TargetDesk& desk, TargetDesk::Loan loan) {
  Outcome outcome;
  bool ours = is_still_ours(errand.task);
  if (ours) outcome = carry_out(services_, errand.task, desk.target(), *loan.connector);
  desk.end(std::move(loan),
           ours && outcome.called ? std::optional(outcome.at_fault) : std::nullopt);
  ours = ours && record(errand, desk, outcome);
  std::vector<Task> left;
  {
    const std::lock_guard lock(mutex_);
    settle(errand, ours ? state_of(outcome) : Receipt::State::Waiting, outcome.why);
    end_turn(errand, ours && outcome.kind != Outcome::Kind::Retry && !stopping_, left);
    if (desk.left_alone() > milliseconds(0))
      empty_queue(queues_[errand.task.managed_system_id], left);
    // What the store has of this user comes next.
    if (!errand.batch) nudged_ = true;
  }
  if (!errand.batch) look_again_.notify_one();
  work_there_.notify_one();
  hand_back(left, desk.left_alone());
}

bool Engine::is_still_ours(const Task& task) {
  const auto lease = services_.config.provisioning.lease;
  if (!task.lease_expires.null() && *task.lease_expires - now() > lease * 5 / 6) return true;
  try {
    return task_results::renew(services_, task, owner_);
  } catch (const std::exception&) {
    // The store is away: whoever takes the task over will do the same once more, which is harmless.
    return false;
  }
}

bool Engine::record(const Errand& errand, const TargetDesk& desk, const Outcome& outcome) {
  log_outcome(errand.task, outcome);
  const int attempts = std::stoi(desk.target().option("attempts"));
  try {
    return task_results::record(services_, errand.task, owner_, outcome, attempts);
  } catch (const Error& error) {
    // What the system said does not fit into our store: without it, then, or it is done for ever.
    if (error.code() == ErrorCode::InvalidArgument)
      return record_plainly(errand, outcome, attempts);
    log::warn("task_not_recorded", {
                                       {"task",   errand.task.id},
                                       {"reason", error.what()  }
    });
    return false;
  } catch (const std::exception& error) {
    log::warn("task_not_recorded", {
                                       {"task",   errand.task.id},
                                       {"reason", error.what()  }
    });
    return false;
  }
}

bool Engine::record_plainly(const Errand& errand, Outcome outcome, int attempts) {
  outcome.rendered.clear();
  if (!outcome.why.empty()) outcome.why = "its reason cannot be stored; the log has it";
  try {
    return task_results::record(services_, errand.task, owner_, outcome, attempts);
  } catch (const std::exception& error) {
    log::error("task_not_recorded", {
                                        {"task",   errand.task.id},
                                        {"reason", error.what()  }
    });
    return false;
  }
}

void Engine::hand_back(const std::vector<Task>& tasks, milliseconds pause) {
  if (tasks.empty()) return;
  try {
    task_results::hand_back(services_, tasks, owner_, now() + pause);
  } catch (const std::exception& error) {
    // Their leases expire.
    log::warn("tasks_not_handed_back", {
                                           {"count",  tasks.size()},
                                           {"reason", error.what()}
    });
  }
}

void Engine::look_for_due() {
  bool first = true;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (!first) look_again_.wait_for(lock, look_every, [this] { return stopping_ || nudged_; });
      if (stopping_) return;
      nudged_ = false;
    }
    try {
      if (first && services_.store.dialect() == Dialect::Sqlite)
        task_results::release_others(services_, owner_);
      first = false;
      refresh_desks();
      std::vector<std::string> systems;
      std::vector<Task> left;
      {
        const std::lock_guard lock(mutex_);
        left.swap(left_);
        for (const auto& [system, queue] : queues_)
          if (queue.desk) systems.push_back(system);
        forget_old_batches();
      }
      hand_back(left, milliseconds(0));
      for (const std::string& system : systems) take_due(system);
      // A system may have been left alone until now.
      work_there_.notify_all();
    } catch (const std::exception& error) {
      log::debug("tasks_not_read", {
                                       {"reason", error.what()}
      });
      std::unique_lock lock(mutex_);
      look_again_.wait_for(lock, look_every, [this] { return stopping_; });
    }
  }
}

void Engine::take_due(const std::string& system) {
  std::size_t room = 0;
  {
    const std::lock_guard lock(mutex_);
    const Queue& queue = queues_[system];
    if (!queue.desk || queue.desk->left_alone() > milliseconds(0)) return;
    if (queue.ready.size() < most_ready / 2) room = most_ready - queue.ready.size();
  }
  if (room == 0) return;
  std::vector<Task> tasks = task_results::claim(services_, system, owner_, room);
  if (tasks.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      // stop() joins this thread before anything else is done.
    } else {
      for (Task& task : tasks) {
        // Ours already: its lease ran out while it waited for its turn.
        const auto lane = lanes_.find({task.user_id, task.managed_system_id});
        if (lane != lanes_.end() && lane->second.has(task.id)) continue;
        enqueue({std::move(task), nullptr, 0});
      }
      tasks.clear();
    }
  }
  hand_back(tasks, milliseconds(0));
  work_there_.notify_all();
}

void Engine::refresh_desks() {
  const std::shared_ptr<const Reference> reference = services_.reference.get();
  if (reference == snapshot_) return;
  std::map<std::string, std::shared_ptr<TargetDesk>> desks;
  for (const auto& [id, row] : reference->managed_systems()) {
    if (row.kind.null() || (!row.status.null() && !is(row.status, "ACTIVE"))) continue;
    try {
      desks[id] = std::make_shared<TargetDesk>(connectors::target_of(row, services_.secret_key));
    } catch (const std::exception& error) {
      log::error("target_misconfigured", {
                                             {"system", id          },
                                             {"reason", error.what()}
      });
    }
  }
  std::vector<Task> left;
  // Ends after the lock does: a connector's end may take a while.
  std::vector<std::shared_ptr<TargetDesk>> old;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [system, queue] : queues_) {
      const auto fresh = desks.find(system);
      const bool stays =
          queue.desk && fresh != desks.end() && same(queue.desk->target(), fresh->second->target());
      if (!stays) {
        old.push_back(std::move(queue.desk));
        queue.desk = fresh == desks.end() ? nullptr : fresh->second;
      }
      if (!queue.desk) empty_queue(queue, left);
      if (fresh != desks.end()) desks.erase(fresh);
    }
    for (auto& [system, desk] : desks) queues_[system].desk = std::move(desk);
    snapshot_ = reference;
  }
  hand_back(left, milliseconds(0));
}

void Engine::forget_old_batches() {
  const auto old = Clock::now() - batches_are_kept;
  std::erase_if(batches_, [&](const auto& entry) {
    return entry.second->open == 0 && entry.second->made < old;
  });
}

}  // namespace idm::provisioning
