#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>

#include "orm/gathering_writer.h"
#include "orm/migrations.h"
#include "orm/sqlite_pool.h"
#include "orm/store_backend.h"
#include "orm/store_errors.h"

namespace idm {
namespace {

constexpr std::size_t reader_connections = 4;
constexpr std::size_t reader_cache_kib = 16384;
constexpr std::size_t writer_cache_kib = 8192;
constexpr std::size_t most_works_a_commit = 64;

class SqliteStore : public StoreBackend {
 public:
  explicit SqliteStore(const DatabaseConfig& config)
      : readers_(open_sqlite_pool(config.path,
                                  {reader_connections, reader_cache_kib, true, config.timeout})),
        writers_(open_sqlite_pool(config.path, {1, writer_cache_kib, false, config.timeout})),
        writer_(*writers_, most_works_a_commit) {}

  Dialect dialect() const override { return Dialect::Sqlite; }

  void read(const Job& job) override {
    try {
      odb::sqlite::transaction transaction(readers_->begin());
      Db db(*readers_, Dialect::Sqlite);
      job(db);
      transaction.commit();
    } catch (...) {
      rethrow_as_error();
    }
  }

  void write(const Job& job) override { writer_.run(job); }

  std::vector<std::string> migrate(const std::string& sql_dir) override {
    try {
      return migrate_sqlite(*writers_, sql_dir);
    } catch (...) {
      rethrow_as_error();
    }
  }

 private:
  std::unique_ptr<odb::sqlite::database> readers_, writers_;
  GatheringWriter writer_;
};

}  // namespace

std::unique_ptr<StoreBackend> make_sqlite_backend(const DatabaseConfig& config) {
  return std::make_unique<SqliteStore>(config);
}

}  // namespace idm
