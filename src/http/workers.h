#pragma once

#include "core/config.h"
#include "core/worker_pool.h"

namespace idm::http {

/// The threads that requests of every kind are worked on: one pool for what only reads, one for
/// what waits for the disk or for a password hash.
struct Workers {
  explicit Workers(const HttpConfig& config)
      : readers("reads", config.read_workers, config.queue_limit),
        writers("writes", config.write_workers, config.queue_limit) {}

  /// Runs what is queued and joins; the readers first, for they hand work to the writers.
  void finish() {
    readers.finish();
    writers.finish();
  }

  WorkerPool readers, writers;
};

}  // namespace idm::http
