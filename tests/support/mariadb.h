#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "core/config.h"

struct st_mysql;

namespace idm::test {

class TemporaryFolder;

/// A real MariaDB server of our own, reached by a socket; it dies with this process, however that
/// ends.
class MariaDb {
 public:
  /// `flush_log_at_commit` as innodb_flush_log_at_trx_commit: 0 is fastest, 1 survives a power cut.
  /// `more`: further arguments of mariadbd.
  explicit MariaDb(int flush_log_at_commit = 0, std::vector<std::string> more = {});
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

  /// The one that tests share, started when first asked for.
  static MariaDb& shared();

  /// A new, empty database.
  DatabaseConfig make_database();
  void drop_database(const std::string& name);

  /// Runs statements that return nothing, as root. Fails the test when one is refused.
  void execute(const std::string& statement);
  /// The first column of the first row.
  std::string ask(const std::string& question);

  void start();
  /// As an administrator does; with `kill` as a crash does. The data stays.
  void stop(bool kill = false);
  /// Keeps its connections and says nothing more, until it may go on.
  void hang();
  void go_on();

 private:
  void connect();

  std::unique_ptr<TemporaryFolder> folder_;
  int flush_log_at_commit_;
  std::vector<std::string> more_;
  std::string socket_;
  pid_t pid_ = 0;
  st_mysql* connection_ = nullptr;
};

}  // namespace idm::test
