#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/config.h"
#include "orm/store.h"

namespace idm {

/// What the two databases do differently behind Store. Safe from any thread.
class StoreBackend {
 public:
  using Job = std::function<void(Db&)>;

  virtual ~StoreBackend() = default;
  virtual Dialect dialect() const = 0;

  /// Runs `job` in a transaction that only reads.
  virtual void read(const Job& job) = 0;
  /// Runs `job` in a transaction and commits, however often that takes.
  virtual void write(const Job& job) = 0;
  /// Runs the migrations that are missing; see migrations.h.
  virtual std::vector<std::string> migrate(const std::string& sql_dir) = 0;
};

std::unique_ptr<StoreBackend> make_sqlite_backend(const DatabaseConfig& config);
std::unique_ptr<StoreBackend> make_mysql_backend(const DatabaseConfig& config);

/// Throws Error(Internal) when this thread already has a transaction: it would wait for itself.
void refuse_nesting();

}  // namespace idm
