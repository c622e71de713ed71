#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "orm/store.h"

namespace odb::sqlite {
class database;
class connection;
}  // namespace odb::sqlite

namespace idm {

/// Writes to SQLite for everybody: one thread runs the waiting works in one immediate transaction
/// and answers all after one fsync. When one throws, all are undone and run again, each in a
/// savepoint of its own (which costs: SQLite copies each page that is touched), so that it undoes
/// only itself; a commit that fails fails them all. Safe from any thread.
class GatheringWriter {
 public:
  using Job = std::function<void(Db&)>;

  GatheringWriter(odb::sqlite::database& database, std::size_t most_at_once);
  /// Runs what is queued and joins.
  ~GatheringWriter();
  GatheringWriter(const GatheringWriter&) = delete;
  GatheringWriter& operator=(const GatheringWriter&) = delete;

  /// Returns when `job` is on disk; throws what it threw, or why it could not be written. It may
  /// run twice, of which only the second counts.
  void run(const Job& job);

  /// Transactions so far.
  std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }

 private:
  struct Request {
    const Job* job;
    std::promise<void> done;
    std::exception_ptr refused;
    std::vector<std::function<void()>> news;  ///< Db::after_commit
  };

  void serve();
  void write(const std::vector<Request*>& batch);
  /// False when one of several works threw; then nothing was written.
  bool run_plainly(odb::sqlite::connection& connection, const std::vector<Request*>& batch);
  void run_in_savepoints(odb::sqlite::connection& connection, const std::vector<Request*>& batch);
  void run_in_savepoint(odb::sqlite::connection& connection, Request& request);
  void run_work(Request& request);

  odb::sqlite::database& database_;
  const std::size_t most_at_once_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request*> waiting_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> commits_{0};
  std::thread thread_;
};

}  // namespace idm
