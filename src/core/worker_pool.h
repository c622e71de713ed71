#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace idm {

/// A fixed set of threads with a bounded queue. Safe from any thread.
class WorkerPool {
 public:
  /// `niceness` is added to each thread's nice value (Linux: per thread).
  WorkerPool(const char* name, std::size_t threads, std::size_t queue_limit, int niceness = 0);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues `task`, which must not throw. False, at once, when the queue is full or the pool is
  /// stopping.
  bool try_post(std::function<void()> task);

  /// Runs what is queued, takes nothing more, and joins. May be called twice.
  void finish();

  std::size_t waiting() const;

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  const std::size_t queue_limit_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace idm
