#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

struct sqlite3;

namespace idm {

/// Brings SQLite's write-ahead log back into the database beside the writer, so that nobody waits
/// while thousands of pages are written: a thread copies what there is (PASSIVE, which disturbs
/// neither readers nor the writer), and the writer only the few pages that came meanwhile, after
/// which the log starts anew.
class WalCheckpointer {
 public:
  /// The thread and its connection come with the first long log.
  WalCheckpointer(std::string path, std::chrono::milliseconds busy_timeout);
  ~WalCheckpointer();
  WalCheckpointer(const WalCheckpointer&) = delete;
  WalCheckpointer& operator=(const WalCheckpointer&) = delete;

  /// From now on this is told of each commit on that connection, the only one that writes. Outlives
  /// the connection.
  void watch(sqlite3* writer);

 private:
  enum class Stage {
    Idle,     ///< the log is short
    Copying,  ///< the thread is at work
    Copied,   ///< the rest is the writer's
  };

  static int committed(void* self, sqlite3* writer, const char* database, int pages);
  void serve();
  void copy(sqlite3* own);

  const std::string path_;
  const std::chrono::milliseconds busy_timeout_;
  std::atomic<int> pages_{0};  ///< in the log
  std::mutex mutex_;
  std::condition_variable wake_;
  Stage stage_ = Stage::Idle;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace idm
