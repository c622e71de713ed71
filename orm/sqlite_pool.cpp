#include "orm/sqlite_pool.h"

#include <sqlite3.h>
#include <odb/sqlite/exceptions.hxx>

#include <mutex>

namespace idm {
namespace {

void run(sqlite3* handle, const std::string& pragma) {
  if (sqlite3_exec(handle, pragma.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
  throw odb::sqlite::database_exception(sqlite3_errcode(handle), sqlite3_extended_errcode(handle),
                                        sqlite3_errmsg(handle));
}

class SqlitePool : public odb::sqlite::connection_pool_factory {
 public:
  explicit SqlitePool(const SqlitePoolOptions& options)
      // A minimum of 0 keeps all that were opened, and opens none before it is needed.
      : connection_pool_factory(options.connections, 0), options_(options) {}

 private:
  pooled_connection_ptr create() override {
    // Two connections that turn a new file to WAL at once get "busy" whatever the busy time-out is.
    static std::mutex opening;
    const std::lock_guard lock(opening);
    pooled_connection_ptr connection = connection_pool_factory::create();
    sqlite3* handle = connection->handle();
    run(handle, "PRAGMA busy_timeout=" + std::to_string(options_.busy_timeout.count()));
    run(handle, "PRAGMA journal_mode=WAL");
    run(handle, "PRAGMA synchronous=FULL");
    // Or every savepoint spills page images to a file.
    run(handle, "PRAGMA temp_store=MEMORY");
    run(handle, "PRAGMA cache_size=-" + std::to_string(options_.cache_kib));
    // Mapped, the file would count once per connection in our resident size.
    run(handle, "PRAGMA mmap_size=0");
    run(handle, "PRAGMA wal_autocheckpoint=4000");
    if (options_.read_only) run(handle, "PRAGMA query_only=ON");
    return connection;
  }

  const SqlitePoolOptions options_;
};

}  // namespace

std::unique_ptr<odb::sqlite::database> open_sqlite_pool(const std::string& path,
                                                        const SqlitePoolOptions& options) {
  // Without PRIVATECACHE ODB turns on the shared cache, where readers and the writer block each
  // other. NOMUTEX: the pool already gives a connection to one thread at a time.
  constexpr int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX;
  // ODB's transfer_ptr must not be named here: a copy of one frees the pool twice.
  return std::make_unique<odb::sqlite::database>(path, flags, true, "",
                                                 std::make_unique<SqlitePool>(options));
}

}  // namespace idm
