#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "core/config.h"
#include "orm/types.h"

namespace odb {
class database;
}

namespace idm {

enum class Dialect { Sqlite, MySql };

/// One open transaction. Use it only inside the work given to Store, on that thread.
class Db {
 public:
  Db(odb::database& odb, Dialect dialect) : odb_(odb), dialect_(dialect) {}
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  odb::database& odb() { return odb_; }
  Dialect dialect() const { return dialect_; }

  /// Adds a row. On MariaDB rows are collected and sent in one round trip by flush() or at commit, so a
  /// later query of the same transaction does not see them before flush(). Folded columns are filled here.
  /// A taken key throws Error(DuplicatePrincipal) for LOGIN and Error(StaleVersion) for other tables.
  template <class Row>
  void insert(Row row);

  /// Sends what insert() collected.
  void flush();

  /// Loads by key; nothing when there is no such row.
  template <class Row, class Key>
  std::optional<Row> find(const Key& key);

  /// Saves a loaded row; raises its version where it has one (then a stale copy throws
  /// Error(StaleVersion)). Folded columns are filled here.
  template <class Row>
  void update(Row& row);

  template <class Row, class Key>
  void erase(const Key& key);

 private:
  class Batch;
  friend class Store;
  odb::database& odb_;
  Dialect dialect_;
  std::shared_ptr<Batch> batch_;
};

/// The repository. Safe from any thread.
///
/// Work given to read() and transact() may run more than once (a deadlock, a lost connection before
/// commit): load inside it, and keep effects on anything else out of it. On SQLite writers are gathered:
/// one thread runs the waiting works in one immediate transaction, a savepoint each, and answers after its
/// fsync. Throws Error(StoreUnavailable) when the database is away or too slow, and whatever work threw.
class Store {
 public:
  /// Opens pools; connects lazily, so that a database that is away does not keep us from starting.
  Store(const DatabaseConfig& config);
  ~Store();

  /// Applies the migrations that are missing. Throws Error(StoreUnavailable) or Error(Internal) naming
  /// the file and the statement. Returns the names of those applied.
  std::vector<std::string> migrate(const std::string& sql_dir);

  /// True when the database answers and its schema is the one this program expects.
  bool ready(std::string* why_not = nullptr);

  Dialect dialect() const;

  template <class Work>
  auto read(Work work) -> std::invoke_result_t<Work, Db&> {
    return run<std::invoke_result_t<Work, Db&>>(work, &Store::run_read);
  }

  template <class Work>
  auto transact(Work work) -> std::invoke_result_t<Work, Db&> {
    return run<std::invoke_result_t<Work, Db&>>(work, &Store::run_write);
  }

 private:
  using Job = std::function<void(Db&)>;

  template <class Result, class Work>
  Result run(Work& work, void (Store::*runner)(const Job&)) {
    if constexpr (std::is_void_v<Result>) {
      (this->*runner)([&](Db& db) { work(db); });
    } else {
      std::optional<Result> result;
      (this->*runner)([&](Db& db) { result.emplace(work(db)); });
      return std::move(*result);
    }
  }

  void run_read(const Job& job);
  void run_write(const Job& job);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace idm
