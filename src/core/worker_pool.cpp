#include "core/worker_pool.h"

#include <pthread.h>
#include <sys/resource.h>

#include <string>
#include <system_error>
#include <utility>

namespace idm {

WorkerPool::WorkerPool(const char* name, std::size_t threads, std::size_t queue_limit, int niceness)
    : name_(std::string(name).substr(0, 15)),
      most_threads_(threads),
      niceness_(niceness),
      queue_limit_(queue_limit) {}

WorkerPool::~WorkerPool() { finish(); }

bool WorkerPool::try_post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_) return false;
    if (idle_ <= queue_.size() && threads_.size() < most_threads_) begin_thread();
    queue_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::begin_thread() {
  try {
    threads_.emplace_back([this] {
      // On Linux the nice value belongs to the thread; 0 names the calling one.
      if (niceness_ != 0) setpriority(PRIO_PROCESS, 0, niceness_);
      run();
    });
  } catch (const std::system_error&) {
    // The machine has no more threads for us: those there do the work, if there are any.
    if (threads_.empty()) throw;
    return;
  }
  pthread_setname_np(threads_.back().native_handle(), name_.c_str());
}

void WorkerPool::finish() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::run() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      ++idle_;
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      --idle_;
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace idm
