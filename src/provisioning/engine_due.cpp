// The engine's look into the store: what is due, which systems there are, what is handed back.
#include "connectors/registry.h"
#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/log.h"
#include "orm/reference.h"
#include "orm/text.h"
#include "provisioning/engine.h"
#include "provisioning/mail_tasks.h"
#include "provisioning/task_results.h"

namespace idm::provisioning {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds look_every{1};
constexpr std::chrono::minutes batches_are_kept{1};

bool same(const connectors::Target& a, const connectors::Target& b) {
  return a.kind == b.kind && a.url == b.url && a.login == b.login && a.options == b.options &&
         a.secrets == b.secrets;
}

/// How the mail server is dealt with: as a system that says nothing of it.
connectors::Target mail_desk() {
  connectors::Target target;
  target.id = mail::system_id;
  target.kind = "mail";
  connectors::complete({"mail", "", {}, {}, "{}", nullptr}, target);
  return target;
}

}  // namespace

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
    if (!stopping_) {
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
      desks[id] = std::make_shared<TargetDesk>(connectors::target_of(row, services_.secret_key),
                                               connectors::make_connector);
    } catch (const std::exception& error) {
      log::error("target_misconfigured", {
                                             {"system", id          },
                                             {"reason", error.what()}
      });
    }
  }
  if (mail::is_configured(services_.config))
    desks[mail::system_id] = std::make_shared<TargetDesk>(mail_desk(), nullptr);
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

}  // namespace idm::provisioning
