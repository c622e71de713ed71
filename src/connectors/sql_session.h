#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "connectors/connector.h"
#include "connectors/sql_table.h"
#include "connectors/target.h"
#include "core/config.h"

namespace idm::connectors {

/// A value of a statement; none: NULL.
struct SqlValue {
  std::optional<std::string> text;
  bool secret = false;  ///< not repeated when the database complains about it
};
using SqlRow = std::vector<std::optional<std::string>>;

/// The database refused a statement, with its own number for that.
class SqlRefusal : public Failure {
 public:
  SqlRefusal(Kind kind, int code, const std::string& why) : Failure(kind, why), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

class SqlLine;
class SqlJob;

/// One verb's statements, all of them prepared. Throws SqlRefusal.
class SqlTalk {
 public:
  SqlTalk(SqlLine& line, SqlJob& job) : line_(line), job_(job) {}

  std::vector<SqlRow> ask(const std::string& statement, const std::vector<SqlValue>& values = {});
  /// Answers how many rows were found for it, changed or not. Takes effect at once, or by commit().
  std::uint64_t change(const std::string& statement, const std::vector<SqlValue>& values = {});
  void begin();
  void commit();

  /// As the database describes it; from memory unless `again`. Throws Failure(Refused) when there
  /// is no such table.
  const SqlTable& table(const std::string& name, bool again = false);

  /// Opens the connection, or finds out whether the kept one still works.
  void open();
  /// Takes back what was not committed.
  void end();

 private:
  bool in_transaction_ = false;
  SqlLine& line_;
  SqlJob& job_;
};

/// A connection, opened when it is needed and again when it broke. The client library counts time
/// limits in seconds; so each verb runs on a thread of its own, and a caller whose deadline is over
/// leaves it behind: it ends by itself, mostly within the read timeout, and changes nothing any
/// more.
class SqlSession {
 public:
  SqlSession(const Target& target, const DatabaseConfig& place);
  /// Threads that were left behind go on alone.
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  /// `work` takes a SqlTalk&. It may outlive the call, and this, so it holds copies. Throws what it
  /// throws, and Failure when there was no answer in time.
  template <class Work>
  auto run(const Call& call, Work work) {
    using Result = std::invoke_result_t<Work, SqlTalk&>;
    if constexpr (std::is_void_v<Result>) {
      perform(call, std::move(work));
    } else {
      const auto result = std::make_shared<std::optional<Result>>();
      perform(call, [result, work = std::move(work)](SqlTalk& talk) { *result = work(talk); });
      return std::move(**result);
    }
  }

 private:
  struct LeftBehind {
    std::thread thread;
    std::shared_ptr<SqlJob> job;
  };

  void perform(const Call& call, std::function<void(SqlTalk&)> work);

  const Target& target_;
  const DatabaseConfig place_;
  std::shared_ptr<SqlLine> line_;
  std::list<LeftBehind> left_behind_;
};

/// What an error number of MariaDB or MySQL means. `in_doubt`: it came when the change may have
/// been made.
Failure::Kind sql_failure_kind(int code, bool in_doubt);

}  // namespace idm::connectors
