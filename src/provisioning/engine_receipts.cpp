// What came of the engine's attempts: stored many at a time, then told to those who wait.
#include <algorithm>

#include "core/error.h"
#include "core/log.h"
#include "provisioning/engine.h"
#include "provisioning/task_results.h"

namespace idm::provisioning {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_at_once = 64;

/// The repository itself: asking it for each task alone would only take longer. The leases expire,
/// and whoever takes the tasks over does the same once more, which is harmless.
bool is_away(const Error& error) {
  return error.code() == ErrorCode::StoreUnavailable || error.code() == ErrorCode::OutcomeUnknown;
}

int attempts_of(const TargetDesk& desk) { return std::stoi(desk.target().option("attempts")); }

void log_unrecorded(const Task& task, const std::exception& error) {
  log::warn("task_not_recorded", {
                                     {"task",   task.id     },
                                     {"reason", error.what()}
  });
}

}  // namespace

Receipt::State Engine::state_of(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::Refused) return Receipt::State::Refused;
  return outcome.kind == Outcome::Kind::Retry ? Receipt::State::Waiting : Receipt::State::Done;
}

void Engine::log_outcome(const Task& task, const Outcome& outcome) {
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

void Engine::keep_records() {
  for (;;) {
    std::vector<Finished> batch;
    {
      std::unique_lock lock(mutex_);
      finished_there_.wait(
          lock, [this] { return !finished_.empty() || (stopping_ && unrecorded_ == 0); });
      if (finished_.empty()) return;
      const auto end =
          finished_.begin() + static_cast<std::ptrdiff_t>(std::min(finished_.size(), most_at_once));
      std::move(finished_.begin(), end, std::back_inserter(batch));
      finished_.erase(finished_.begin(), end);
    }
    // Users are locked in one order, whoever locks several.
    std::ranges::stable_sort(batch, {},
                             [](const Finished& one) { return one.errand.task.user_id; });
    conclude(batch, record(batch));
  }
}

std::vector<bool> Engine::record(const std::vector<Finished>& batch) {
  std::vector<task_results::Attempted> attempted;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!batch[i].outcome) continue;
    attempted.push_back({batch[i].errand.task, *batch[i].outcome, attempts_of(*batch[i].desk)});
    places.push_back(i);
  }
  std::vector<bool> stored(batch.size(), false);
  if (attempted.empty()) return stored;
  try {
    const std::vector<bool> ours = task_results::record(services_, attempted, owner_);
    for (std::size_t i = 0; i < places.size(); ++i) stored[places[i]] = ours[i];
  } catch (const Error& error) {
    if (is_away(error))
      for (const auto& one : attempted) log_unrecorded(one.task, error);
    else
      for (const std::size_t i : places) stored[i] = record_alone(batch[i]);
  } catch (const std::exception&) {
    // One of them cannot be stored; the others shall not suffer from that.
    for (const std::size_t i : places) stored[i] = record_alone(batch[i]);
  }
  return stored;
}

bool Engine::record_alone(const Finished& finished) {
  const Task& task = finished.errand.task;
  try {
    return task_results::record(services_,
                                {
                                    {task, *finished.outcome, attempts_of(*finished.desk)}
    },
                                owner_)
        .front();
  } catch (const Error& error) {
    // What the system said does not fit into our store: without it, then, or it is done for ever.
    if (error.code() == ErrorCode::InvalidArgument) return record_plainly(finished);
    log_unrecorded(task, error);
    return false;
  } catch (const std::exception& error) {
    log_unrecorded(task, error);
    return false;
  }
}

bool Engine::record_plainly(const Finished& finished) {
  const Task& task = finished.errand.task;
  Outcome plain = *finished.outcome;
  plain.rendered.clear();
  if (!plain.why.empty()) plain.why = "its reason cannot be stored; the log has it";
  try {
    return task_results::record(services_,
                                {
                                    {task, plain, attempts_of(*finished.desk)}
    },
                                owner_)
        .front();
  } catch (const std::exception& error) {
    log_unrecorded(task, error);
    return false;
  }
}

void Engine::conclude(const std::vector<Finished>& batch, const std::vector<bool>& stored) {
  std::vector<std::pair<std::vector<Task>, milliseconds>> left;
  std::size_t begun = 0;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& [errand, desk, outcome] = batch[i];
      const bool ours = stored[i];
      left.emplace_back(std::vector<Task>(), desk->left_alone());
      auto& [tasks, pause] = left.back();
      settle(errand, ours ? state_of(*outcome) : Receipt::State::Waiting, ours ? outcome->why : "");
      if (end_turn(errand, ours && outcome->kind != Outcome::Kind::Retry && !stopping_, tasks))
        ++begun;
      if (pause > milliseconds(0)) empty_queue(queues_[errand.task.managed_system_id], tasks);
      // What the store has of this user comes next.
      if (!errand.batch) nudged_ = true;
    }
  }
  look_again_.notify_one();
  for (; begun > 0; --begun) work_there_.notify_one();
  for (const auto& [tasks, pause] : left) hand_back(tasks, pause);
  const std::lock_guard lock(mutex_);
  unrecorded_ -= batch.size();
  if (unrecorded_ == 0) all_idle_.notify_all();
}

}  // namespace idm::provisioning
