#pragma once

#include <odb/sqlite/connection-factory.hxx>
#include <odb/sqlite/database.hxx>

#include <chrono>
#include <memory>
#include <string>

namespace idm {

/// How one kind of SQLite connection is set up.
struct SqlitePoolOptions {
  std::size_t connections = 1;
  std::size_t cache_kib = 2048;
  bool read_only = false;
  std::chrono::milliseconds busy_timeout{5000};
};

/// A pool of connections to the file, opened when first needed: WAL, fsync at every commit, foreign
/// keys.
std::unique_ptr<odb::sqlite::database> open_sqlite_pool(const std::string& path,
                                                        const SqlitePoolOptions& options);

}  // namespace idm
