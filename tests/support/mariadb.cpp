#include "support/mariadb.h"

#include <mysql.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "support/database.h"
#include "support/process.h"

namespace idm::test {
namespace {

using namespace std::chrono_literals;

/// mariadbd refuses to run as root, who lends it to the account that the package made.
bool we_are_root() { return geteuid() == 0; }

}  // namespace

MariaDb& MariaDb::shared() {
  static MariaDb server;
  return server;
}

MariaDb::MariaDb(int flush_log_at_commit, std::vector<std::string> more)
    : folder_(std::make_unique<TemporaryFolder>()),
      flush_log_at_commit_(flush_log_at_commit),
      more_(std::move(more)),
      socket_(folder_->path() + "/s") {
  std::vector<std::string> install = {program("mariadb-install-db", "mariadb-server-core"),
                                      "--no-defaults",
                                      "--datadir=" + folder_->path() + "/data",
                                      "--auth-root-authentication-method=normal",
                                      "--skip-test-db",
                                      "--tmpdir=" + folder_->path()};
  // The account mysql comes with the service, which a bare machine lacks.
  if (we_are_root()) install.push_back("--user=root");
  const pid_t installer = spawn(install, folder_->path() + "/install.log");
  int status = 0;
  waitpid(installer, &status, 0);
  BOOST_REQUIRE_MESSAGE(status == 0, "mariadb-install-db failed");
  start();
}

MariaDb::~MariaDb() { stop(true); }

void MariaDb::start() {
  std::vector<std::string> words = {
      program("mariadbd", "mariadb-server-core"), "--no-defaults",
      "--datadir=" + folder_->path() + "/data", "--socket=" + socket_, "--skip-networking",
      "--pid-file=" + folder_->path() + "/pid",
      // In a shared one a server that starts deletes the temporary tables of the others.
      "--tmpdir=" + folder_->path(), "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci", "--innodb-buffer-pool-size=128M",
      "--innodb-log-file-size=64M", "--max-connections=200",
      "--innodb-flush-log-at-trx-commit=" + std::to_string(flush_log_at_commit_),
      "--skip-name-resolve"};
  if (we_are_root()) words.push_back("--user=root");
  words.insert(words.end(), more_.begin(), more_.end());
  pid_ = spawn(words, folder_->path() + "/server.log");
  connect();
}

void MariaDb::connect() {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (std::chrono::steady_clock::now() < deadline) {
    connection_ = mysql_init(nullptr);
    if (mysql_real_connect(connection_, nullptr, "root", "", nullptr, 0, socket_.c_str(), 0))
      return;
    mysql_close(connection_);
    connection_ = nullptr;
    BOOST_REQUIRE_MESSAGE(waitpid(pid_, nullptr, WNOHANG) == 0, "mariadbd ended at once");
    std::this_thread::sleep_for(20ms);
  }
  BOOST_FAIL("mariadbd did not answer within 30 seconds");
}

void MariaDb::stop(bool kill) {
  if (connection_) mysql_close(connection_);
  connection_ = nullptr;
  if (pid_ <= 0) return;
  end_process(pid_, kill);
  pid_ = 0;
}

void MariaDb::hang() { hang_process(pid_); }

void MariaDb::go_on() { let_process_go_on(pid_); }

DatabaseConfig MariaDb::make_database() {
  static std::atomic<int> counter{0};
  DatabaseConfig config;
  config.kind = DatabaseConfig::Kind::MySql;
  config.name = "test_" + std::to_string(++counter);
  config.user = "root";
  config.socket = socket_;
  execute("CREATE DATABASE " + config.name);
  return config;
}

void MariaDb::drop_database(const std::string& name) {
  if (connection_) mysql_query(connection_, ("DROP DATABASE IF EXISTS " + name).c_str());
}

void MariaDb::execute(const std::string& statement) {
  BOOST_REQUIRE(connection_ != nullptr);
  BOOST_REQUIRE_MESSAGE(mysql_query(connection_, statement.c_str()) == 0,
                        statement << ": " << mysql_error(connection_));
}

std::string MariaDb::ask(const std::string& question) {
  execute(question);
  MYSQL_RES* result = mysql_store_result(connection_);
  BOOST_REQUIRE(result != nullptr);
  const MYSQL_ROW row = mysql_fetch_row(result);
  std::string answer = row && row[0] ? row[0] : "";
  mysql_free_result(result);
  return answer;
}

}  // namespace idm::test
