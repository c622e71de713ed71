#include "orm/wal_checkpointer.h"

#include <pthread.h>
#include <sqlite3.h>
#include <odb/sqlite/connection.hxx>

#include "core/log.h"
#include "orm/sqlite_pool.h"

namespace idm {
namespace {

constexpr int long_log = 4000;  ///< pages; fewer would be copied more often than they change
constexpr int short_rest = 200;
constexpr int most_passes = 5;

/// How many pages of the log are in the database now.
int checkpoint(sqlite3* connection) {
  int in_log = 0, copied = 0;
  const int result =
      sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
  if (result != SQLITE_OK && result != SQLITE_BUSY)
    log::warn("checkpoint_failed", {
                                       {"reason", sqlite3_errmsg(connection)}
    });
  return copied;
}

}  // namespace

WalCheckpointer::WalCheckpointer(std::string path, std::chrono::milliseconds busy_timeout)
    : path_(std::move(path)), busy_timeout_(busy_timeout) {}

WalCheckpointer::~WalCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void WalCheckpointer::watch(sqlite3* writer) { sqlite3_wal_hook(writer, committed, this); }

int WalCheckpointer::committed(void* self, sqlite3* writer, const char*, int pages) {
  auto& own = *static_cast<WalCheckpointer*>(self);
  own.pages_ = pages;
  {
    const std::lock_guard lock(own.mutex_);
    if (own.stage_ == Stage::Idle && pages >= long_log) {
      own.stage_ = Stage::Copying;
      if (!own.thread_.joinable()) own.thread_ = std::thread([&own] { own.serve(); });
      own.wake_.notify_one();
    }
    if (own.stage_ != Stage::Copied) return SQLITE_OK;
    own.stage_ = Stage::Idle;
  }
  checkpoint(writer);
  // The commit has happened, whatever became of this.
  return SQLITE_OK;
}

void WalCheckpointer::serve() {
  pthread_setname_np(pthread_self(), "checkpoints");
  std::unique_ptr<odb::sqlite::database> database;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || stage_ == Stage::Copying; });
      if (stopping_) return;
    }
    try {
      if (!database) database = open_sqlite_pool(path_, {1, 256, false, busy_timeout_});
      const odb::sqlite::connection_ptr connection = database->connection();
      copy(connection->handle());
    } catch (const std::exception& error) {
      log::warn("checkpoint_failed", {
                                         {"reason", error.what()}
      });
    }
    const std::lock_guard lock(mutex_);
    stage_ = Stage::Copied;
  }
}

void WalCheckpointer::copy(sqlite3* own) {
  // Each pass leaves what was written while it ran: less each time.
  for (int pass = 0; pass < most_passes; ++pass)
    if (pages_ - checkpoint(own) <= short_rest) return;
}

}  // namespace idm
