#include <odb/mysql/connection.hxx>
#include <odb/mysql/database.hxx>
#include <odb/mysql/exceptions.hxx>
#include <odb/mysql/transaction-impl.hxx>
#include <odb/mysql/transaction.hxx>

#include <chrono>
#include <random>
#include <thread>

#include "core/error.h"
#include "orm/migrations.h"
#include "orm/mysql_pool.h"
#include "orm/store_backend.h"
#include "orm/store_errors.h"

namespace idm {
namespace {

constexpr int most_attempts = 6;  // a work runs again up to five times
constexpr std::chrono::milliseconds first_pause{5};

enum class Failure { Final, ConnectionLost, TryAgain };

/// To be called in a catch block.
Failure classify() {
  try {
    throw;
  } catch (const odb::connection_lost&) {
    return Failure::ConnectionLost;
  } catch (const odb::recoverable&) {  // deadlock, timeout
    return Failure::TryAgain;
  } catch (const odb::mysql::database_exception& error) {
    switch (classify_mysql(error.error())) {
      case MySqlFailure::ConnectionLost:
        return Failure::ConnectionLost;
      case MySqlFailure::TryAgain:
        return Failure::TryAgain;
      default:
        return Failure::Final;
    }
  } catch (...) {
    return Failure::Final;
  }
}

/// Doubles with each attempt, and no two callers wait alike: those that met once shall not meet
/// again.
void pause_before(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto longest = first_pause * (1 << attempt);
  std::this_thread::sleep_for(longest / 2 + longest * (random() % 1000) / 2000);
}

/// A transaction for reading: ODB wants one, but with READ COMMITTED each statement sees the newest
/// committed state anyway, so BEGIN and COMMIT would be two round trips for nothing.
class ReadOnly : public odb::mysql::transaction_impl {
 public:
  explicit ReadOnly(const odb::mysql::connection_ptr& connection) : transaction_impl(connection) {}
  void start() override {}
  void commit() override { end(); }
  void rollback() override { end(); }

 private:
  void end() { connection().clear(); }
};

class MySqlStore : public StoreBackend {
 public:
  explicit MySqlStore(const DatabaseConfig& config) : timeout_(config.timeout), pool_(config) {}

  Dialect dialect() const override { return Dialect::MySql; }

  void read(const Job& job) override {
    again_and_again([&](const odb::mysql::connection_ptr& connection) {
      odb::mysql::transaction transaction(new ReadOnly(connection));
      Db db(pool_.database(), Dialect::MySql);
      job(db);
      transaction.commit();
    });
  }

  void write(const Job& job) override {
    again_and_again([&](const odb::mysql::connection_ptr& connection) {
      odb::mysql::transaction transaction(connection->begin());
      std::vector<std::function<void()>> news;
      {
        Db db(pool_.database(), Dialect::MySql);
        job(db);
        db.finish();
        news = db.take_news();
      }
      commit(transaction, *connection);
      for (const auto& tell : news) tell();
    });
  }

  std::vector<std::string> migrate(const std::string& sql_dir) override {
    try {
      return migrate_mysql(pool_.database(), sql_dir);
    } catch (...) {
      rethrow_as_error();
    }
  }

 private:
  /// The server may have committed before the line went dead: running the work again could do it
  /// twice.
  static void commit(odb::mysql::transaction& transaction, odb::mysql::connection& connection) {
    try {
      transaction.commit();
    } catch (...) {
      if (classify() != Failure::ConnectionLost) throw;
      connection.mark_failed();
      throw Error(ErrorCode::OutcomeUnknown,
                  "the outcome of the last change is unknown: the database went away while it was "
                  "committed");
    }
  }

  /// Runs `attempt` until it ends otherwise than by a deadlock or a lost connection, as often as
  /// the time-out allows.
  template <class Attempt>
  void again_and_again(Attempt attempt) {
    const auto begin = std::chrono::steady_clock::now();
    for (int tried = 1;; ++tried) {
      odb::mysql::connection_ptr connection;
      try {
        connection = pool_.database().connection();
        attempt(connection);
        return;
      } catch (...) {
        const Failure failure = classify();
        if (failure == Failure::ConnectionLost) {
          if (connection) connection->mark_failed();
          // After a restart of the server all idle ones are dead; trying each would exhaust the
          // attempts.
          pool_.drop_idle();
        }
        // A line that went dead by silence has used up its time; another try would wait as long
        // again.
        const auto patience = failure == Failure::ConnectionLost ? timeout_ / 2 : timeout_;
        const bool late = std::chrono::steady_clock::now() - begin >= patience;
        if (failure == Failure::Final || tried == most_attempts || late) rethrow_as_error();
      }
      // The pause holds no connection: others may need it.
      connection.reset();
      pause_before(tried);
    }
  }

  const std::chrono::milliseconds timeout_;
  MySqlConnections pool_;
};

}  // namespace

std::unique_ptr<StoreBackend> make_mysql_backend(const DatabaseConfig& config) {
  return std::make_unique<MySqlStore>(config);
}

}  // namespace idm
