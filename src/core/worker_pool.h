#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace idm {

/// Threads with a bounded queue; each begins when there is work that none of those there is free
/// for, and stays. Safe from any thread.
class WorkerPool {
 public:
  /// At most so many threads. `niceness` is added to each thread's nice value (Linux: per thread).
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
  void begin_thread();
  void run();

  const std::string name_;
  const std::size_t most_threads_;
  const int niceness_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  const std::size_t queue_limit_;
  bool stopping_ = false;
  std::size_t idle_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace idm
