#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/config.h"
#include "orm/types.h"

namespace odb {
class database;
}

namespace idm {

class SearchChanges;
class StoreBackend;
class WriteBatch;

enum class Dialect { Sqlite, MySql };

/// One open transaction. Use it only inside the work given to Store, on that thread. Classes are
/// those of orm/all_rows.h.
class Db {
 public:
  Db(odb::database& odb, Dialect dialect);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  /// For queries. Flushes.
  odb::database& odb() {
    flush();
    return odb_;
  }
  Dialect dialect() const { return dialect_; }

  /// Adds a row; its version, where it has one, is stored as 1. On MariaDB what insert() and
  /// update() are given is collected and sent in one round trip by the next query or at commit, and
  /// what is refused is refused there. Folded columns are filled here. A taken key throws
  /// Error(DuplicatePrincipal) for LOGIN and Error(StaleVersion) for other tables, a missing row
  /// that it refers to Error(ObjectIdInvalid), too long a value Error(InvalidArgument). After any
  /// of these the transaction can only be given up: commit is refused.
  template <class Row>
  void insert(Row row);

  /// Sends what insert() and update() collected. Queries do so by themselves.
  void flush();

  /// Loads by key; nothing when there is no such row. Flushes.
  template <class Row, class Key>
  std::optional<Row> find(const Key& key) {
    if constexpr (std::is_convertible_v<const Key&, std::string>)
      return find_row<Row, std::string>(key);
    else
      return find_row<Row, Key>(key);
  }

  /// Saves a loaded row; raises its version where it has one (then a stale copy throws
  /// Error(StaleVersion)). Folded columns are filled here. A row that is gone: Error(StaleVersion).
  /// Collected as by insert(). Who still has the row as it was loaded gives it as `before`: MariaDB
  /// then is sent what differs only.
  template <class Row>
  void update(Row& row, const Row* before = nullptr);

  /// Deletes by key. Flushes. Throws Error(ObjectNotFound) when there is no such row, and
  /// Error(ObjectIdInvalid) when others still refer to it.
  template <class Row, class Key>
  void erase(const Key& key) {
    if constexpr (std::is_convertible_v<const Key&, std::string>)
      erase_row<Row, std::string>(key);
    else
      erase_row<Row, Key>(key);
  }

  /// Has `news` run once the transaction is committed, before Store::transact returns; never when
  /// it is not. On whatever thread commits: it must be quick and must not throw.
  void after_commit(std::function<void()> news) { after_commit_.push_back(std::move(news)); }

  /// For Store: notes whose searched texts changed, flushes, and throws when an insert was refused
  /// but the work went on.
  void finish();
  /// For Store: what after_commit() collected.
  std::vector<std::function<void()>> take_news() { return std::move(after_commit_); }

 private:
  template <class Row>
  void write_new(const Row& row);
  template <class Row, class Key>
  std::optional<Row> find_row(const Key& key);
  template <class Row, class Key>
  void erase_row(const Key& key);

  odb::database& odb_;
  Dialect dialect_;
  bool refused_ = false;
  std::vector<std::function<void()>> after_commit_;
  std::unique_ptr<SearchChanges> search_changes_;
  std::unique_ptr<WriteBatch> batch_;  // none on SQLite, where a statement costs no round trip
};

/// The repository. Safe from any thread.
///
/// Work given to read() and transact() may run more than once (a deadlock, a lost connection before
/// commit): load inside it, and keep effects on anything else out of it. On SQLite writers are
/// gathered: one thread runs the waiting works in one immediate transaction, a savepoint each, and
/// answers after its fsync; a refused work undoes only itself. Throws Error(StoreUnavailable) when
/// the database is away or too slow, OutcomeUnknown when it went away while a change was committed,
/// and whatever work threw. A read() or transact() inside work
/// throws Error(Internal).
class Store {
 public:
  /// Opens pools; connects lazily, so that a database that is away does not keep us from starting.
  explicit Store(const DatabaseConfig& config);
  ~Store();

  /// Applies the migrations that are missing. Throws Error(StoreUnavailable) or Error(Internal)
  /// naming the file and the statement. Returns the names of those applied.
  std::vector<std::string> migrate(const std::string& sql_dir);

  /// Adds the demonstration people of sample_people.sql; those already there stay as they are.
  void load_sample_people(const std::string& sql_dir);

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

  std::unique_ptr<StoreBackend> backend_;
};

}  // namespace idm
