#include "provisioning/engine.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>

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

/// Host and process, for operators; and a part that no other process has.
std::string name_of_this_process() {
  char host[64] = {};
  gethostname(host, sizeof host - 1);
  return std::string(host) + ":" + std::to_string(getpid()) + ":" + new_id().substr(16, 8);
}

}  // namespace

std::string refusal_of(const std::string& managed_system_id, const std::string& why) {
  return "managed system '" + managed_system_id + "': " + why;
}

std::string refusals(Delivery* delivery, const std::string& call) {
  std::string text;
  if (!delivery) return text;
  for (const Receipt& receipt : delivery->wait(call)) {
    if (receipt.state != Receipt::State::Refused) continue;
    if (!text.empty()) text += "; ";
    text += refusal_of(receipt.managed_system_id, receipt.why);
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
  // SQLite gathers writers anyway; elsewhere one would spend its time waiting for answers.
  const std::size_t recorders = services_.store.dialect() == Dialect::Sqlite ? 1 : 4;
  for (std::size_t i = 0; i < recorders; ++i) {
    threads_.emplace_back([this] { keep_records(); });
    pthread_setname_np(threads_.back().native_handle(), "receipts");
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
  finished_there_.notify_all();
  hand_back(left, milliseconds(0));
  {
    std::unique_lock lock(mutex_);
    if (!all_idle_.wait_for(lock, patience, [this] { return unrecorded_ == 0; })) {
      log::warn("tasks_abandoned", {
                                       {"count", unrecorded_}
      });
      return false;
    }
  }
  finished_there_.notify_all();
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

void Engine::announce(std::vector<Task> tasks, const std::string& call) noexcept {
  const auto batch = std::make_shared<Batch>();
  const std::size_t count = tasks.size();
  {
    const std::lock_guard lock(mutex_);
    batch->open = count;
    const auto user = std::make_shared<SharedUser>();
    for (const Task& task : tasks)
      batch->receipts.push_back({task.managed_system_id, Receipt::State::Waiting, ""});
    if (!call.empty()) batches_.emplace(call, batch);
    for (std::size_t i = 0; i < count; ++i) {
      Errand errand{std::move(tasks[i]), batch, i, user};
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

std::vector<Receipt> Engine::wait(const std::string& call) {
  const auto deadline = Clock::now() + services_.config.provisioning.wait;
  std::vector<Receipt> receipts;
  std::unique_lock lock(mutex_);
  std::vector<std::shared_ptr<Batch>> mine;
  const auto [first, last] = batches_.equal_range(call);
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

bool Engine::end_turn(const Errand& head, bool next_may_begin, std::vector<Task>& left) {
  const auto lane = lanes_.find({head.task.user_id, head.task.managed_system_id});
  std::deque<Errand> followers = std::move(lane->second.waiting);
  if (next_may_begin && !followers.empty()) {
    Errand next = std::move(followers.front());
    followers.pop_front();
    // What comes after reads the user anew.
    next.user = std::make_shared<SharedUser>();
    lane->second = {next.task.id, std::move(followers)};
    queues_[next.task.managed_system_id].ready.push_back(std::move(next));
    return true;
  }
  lanes_.erase(lane);
  for (Errand& follower : followers) {
    settle(follower, Receipt::State::Waiting, "");
    left.push_back(std::move(follower.task));
  }
  return false;
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
  // Systems that hang must not have all workers: one is kept for each system that has no call under
  // way, of up to half of them.
  const std::size_t workers = services_.config.provisioning.workers;
  const std::size_t left = workers - std::min(workers, calling_);
  std::size_t kept = 0;
  if (left <= workers / 2)
    kept = static_cast<std::size_t>(std::ranges::count_if(
        queues_, [](const auto& one) { return one.second.desk && one.second.desk->is_idle(); }));
  // Each system in turn, so that none starves behind a busy one.
  auto at = queues_.upper_bound(last_served_);
  for (std::size_t tried = 0; tried < queues_.size(); ++tried, ++at) {
    if (at == queues_.end()) at = queues_.begin();
    Queue& queue = at->second;
    if (queue.ready.empty() || !queue.desk) continue;
    const bool its_own = queue.desk->is_idle() && queue.desk->answers();
    if (!its_own && left <= std::min(kept, workers / 2)) continue;
    loan = queue.desk->begin();
    if (!loan.granted) continue;
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
      ++calling_;
      ++unrecorded_;
    }
    std::optional<Outcome> outcome = attempt(errand, *desk, std::move(loan));
    {
      const std::lock_guard lock(mutex_);
      --calling_;
      finished_.push_back({std::move(errand), std::move(desk), std::move(outcome)});
    }
    finished_there_.notify_one();
  }
}

std::optional<Outcome> Engine::attempt(const Errand& errand, TargetDesk& desk,
                                       TargetDesk::Loan loan) {
  std::optional<Outcome> outcome;
  if (is_still_ours(errand.task)) {
    outcome = carry_out(services_, errand.task, desk.target(), loan.connector.get(), *errand.user);
    log_outcome(errand.task, *outcome);
  }
  desk.end(std::move(loan),
           outcome && outcome->called ? std::optional(outcome->at_fault) : std::nullopt);
  return outcome;
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

}  // namespace idm::provisioning
