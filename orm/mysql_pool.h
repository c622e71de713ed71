#pragma once

#include <odb/mysql/connection-factory.hxx>
#include <odb/mysql/database.hxx>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/config.h"

namespace idm {

/// Connections to MariaDB or MySQL, opened when first needed and kept. Unlike ODB's own pool it
/// never waits longer than the time-out for a free one, does not ping at each hand-out (a dead
/// connection shows itself at the first statement, and Store runs the work again), and speaks TLS.
/// Safe from any thread.
class MySqlPool : public odb::mysql::connection_factory {
 public:
  explicit MySqlPool(const DatabaseConfig& config);
  ~MySqlPool() override;

  /// Throws Error(StoreUnavailable) when there is no server, or no free connection in time.
  odb::mysql::connection_ptr connect() override;
  void database(odb::mysql::database& database) override { database_ = &database; }

  /// Closes the connections that nobody uses just now.
  void drop_idle();

 private:
  class Connection;
  using ConnectionPtr = odb::details::shared_ptr<Connection>;

  ConnectionPtr open();
  /// Takes a connection back that nobody holds any more; false when it is to be closed.
  bool take_back(Connection* connection);

  const DatabaseConfig config_;
  odb::mysql::database* database_ = nullptr;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<ConnectionPtr> idle_;
  std::size_t open_ = 0;  ///< idle or handed out
};

/// ODB's database and the pool that it owns.
class MySqlConnections {
 public:
  explicit MySqlConnections(const DatabaseConfig& config);
  odb::mysql::database& database() { return *database_; }
  void drop_idle() { pool_->drop_idle(); }

 private:
  MySqlPool* pool_;
  std::unique_ptr<odb::mysql::database> database_;
};

}  // namespace idm
