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

std::string refusals(Delivery* delivery, const std::string& call) {
  std::string text;
  if (!delivery) return text;
  for (const Receipt& receipt : delivery->wait(call)) {
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
  return queue.ready.size() < most_ready_ && queue.desk->answers();
}

void Engine::announce(std::vector<Task> tasks, const std::string& call) noexcept {
  const auto batch = std::make_shared<Batch>();
  const std::size_t count = tasks.size();
  {
    const std::lock_guard lock(mutex_);
    batch->open = count;
    for (const Task& task : tasks)
      batch->receipts.push_back({task.managed_system_id, Receipt::State::Waiting, ""});
    if (!call.empty()) batches_.emplace(call, batch);
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

/// Systems that hang must not have all workers: one is kept for each system that has no call under
/// way, of up to half of them.
bool Engine::may_take_a_worker(const TargetDesk& desk) const {
  if (desk.is_idle() && desk.answers()) return true;
  const std::size_t workers = services_.config.provisioning.workers;
  const auto idle = static_cast<std::size_t>(std::ranges::count_if(queues_, [&](const auto& one) {
    return one.second.desk && one.second.desk.get() != &desk && one.second.desk->is_idle();
  }));
  return workers - under_way_ > std::min(idle, workers / 2);
}

bool Engine::take_errand(Errand& errand, std::shared_ptr<TargetDesk>& desk,
                         TargetDesk::Loan& loan) {
  // Each system in turn, so that none starves behind a busy one.
  auto at = queues_.upper_bound(last_served_);
  for (std::size_t tried = 0; tried < queues_.size(); ++tried, ++at) {
    if (at == queues_.end()) at = queues_.begin();
    Queue& queue = at->second;
    if (queue.ready.empty() || !queue.desk || !may_take_a_worker(*queue.desk)) continue;
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
  if (ours) outcome = carry_out(services_, errand.task, desk.target(), loan.connector.get());
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

}  // namespace idm::provisioning
