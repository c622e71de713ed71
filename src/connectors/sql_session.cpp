#include "connectors/sql_session.h"

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <condition_variable>
#include <map>
#include <mutex>

namespace idm::connectors {

using std::chrono::milliseconds;

/// How far a verb has come, told to the one who waits for it.
class SqlJob {
 public:
  /// From here on, nobody knows what became of it when no answer comes. Throws when nobody waits
  /// any more: what has not been changed by now shall not be.
  void about_to_change() {
    const std::lock_guard lock(mutex_);
    stop_if_given_up();
    in_doubt_ = true;
  }
  void go_on() {
    const std::lock_guard lock(mutex_);
    stop_if_given_up();
  }
  bool in_doubt() {
    const std::lock_guard lock(mutex_);
    return in_doubt_;
  }
  void finish(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    finished_ = true;
    changed_.notify_all();
  }
  bool is_finished() {
    const std::lock_guard lock(mutex_);
    return finished_;
  }
  /// True when it ended in time, by an error or not; else it is given up.
  bool wait(Clock::time_point until) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_until(lock, until, [&] { return finished_; })) return true;
    given_up_ = true;
    return false;
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void stop_if_given_up() const {
    if (given_up_) throw Failure(Failure::Kind::Unreachable, "nobody waits for it any more");
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::exception_ptr error_;
  bool in_doubt_ = false, given_up_ = false, finished_ = false;
};

namespace {

constexpr milliseconds idle_before_ping{100};
constexpr std::size_t max_statements = 100;
constexpr std::size_t most_left_behind = 8;

int seconds(milliseconds time) { return static_cast<int>((time.count() + 999) / 1000); }

bool is_connection_lost(int code) { return (code >= 2000 && code < 2062) || code == 1927; }

std::string without_secrets(std::string text, const std::vector<SqlValue>& values) {
  for (const SqlValue& value : values) {
    if (!value.secret || !value.text || value.text->empty()) continue;
    for (std::size_t at = 0; (at = text.find(*value.text, at)) != text.npos;)
      text.replace(at, value.text->size(), "***");
  }
  return text;
}

}  // namespace

/// The connection, and what was learned by it.
class SqlLine {
 public:
  SqlLine(const Target& target, const DatabaseConfig& place) : target_(target), place_(place) {}

  void open() {
    // One that a server closed would leave us in doubt about the first statement.
    if (connection_ && Clock::now() - used_ > idle_before_ping && !connection_->isValid()) close();
    if (!connection_) connect();
    used_ = Clock::now();
  }

  void close() {
    statements_.clear();
    tables.clear();
    connection_.reset();
  }

  sql::PreparedStatement& prepared(const std::string& statement) {
    // Few differ, but who lists pages of odd sizes makes many.
    if (statements_.size() >= max_statements && !statements_.count(statement)) statements_.clear();
    auto& known = statements_[statement];
    if (!known) known.reset(connection_->prepareStatement(statement));
    return *known;
  }

  /// Without values, and not of those that every server prepares.
  void run(const std::string& statement) {
    std::unique_ptr<sql::Statement>(connection_->createStatement())->execute(statement);
  }
  void touch() { used_ = Clock::now(); }
  const std::string& login() const { return target_.login; }
  bool is_open() const { return connection_ != nullptr; }

  std::map<std::string, SqlTable> tables;

 private:
  void connect() {
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString(place_.socket.empty() ? "tcp://" + place_.host + ":" +
                                                                     std::to_string(place_.port)
                                                               : "unix://" + place_.socket);
    options["userName"] = sql::SQLString(target_.login);
    options["password"] = sql::SQLString(target_.secret("password"));
    options["schema"] = sql::SQLString(place_.name);
    options["OPT_CONNECT_TIMEOUT"] = seconds(target_.connect_timeout);
    options["OPT_READ_TIMEOUT"] = seconds(target_.read_timeout);
    options["OPT_WRITE_TIMEOUT"] = seconds(target_.read_timeout);
    options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
    options["OPT_LOCAL_INFILE"] = 0;
    options["CLIENT_FOUND_ROWS"] = true;
    const std::string& ca = target_.option("tls_ca");
    if (!ca.empty()) {
      options["sslEnforce"] = true;
      options["sslVerify"] = true;
      options["sslCA"] = sql::SQLString(ca);
    }
    static sql::Driver* const driver = sql::mysql::get_mysql_driver_instance();
    connection_.reset(driver->connect(options));
    // Values that do not fit are refused, not cut; who waits for a lock is told before the
    // connection runs out of patience.
    run("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), "
        "innodb_lock_wait_timeout = " +
        std::to_string(std::max(1, seconds(target_.read_timeout) - 1)));
  }

  const Target target_;
  const DatabaseConfig place_;
  std::unique_ptr<sql::Connection> connection_;
  std::map<std::string, std::unique_ptr<sql::PreparedStatement>> statements_;
  Clock::time_point used_;
};

namespace {

/// Runs what talks to the database; its complaints become ours.
template <class Work>
auto guarded(SqlLine& line, SqlJob& job, const std::vector<SqlValue>& values, Work work) {
  job.go_on();
  try {
    return work();
  } catch (const sql::SQLException& error) {
    const int code = error.getErrorCode();
    if (is_connection_lost(code)) line.close();
    throw SqlRefusal(sql_failure_kind(code, job.in_doubt()), code,
                     without_secrets(error.what(), values));
  }
}

void bind(sql::PreparedStatement& statement, const std::vector<SqlValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = static_cast<unsigned>(i + 1);
    if (values[i].text)
      statement.setString(at, *values[i].text);
    else
      statement.setNull(at, sql::DataType::VARCHAR);
  }
}

}  // namespace

void SqlTalk::open() {
  try {
    guarded(line_, job_, {}, [&] { line_.open(); });
  } catch (const SqlRefusal& refusal) {
    line_.close();
    const bool login = refusal.code() == 1045 || refusal.code() == 1698;
    throw SqlRefusal(refusal.kind(), refusal.code(),
                     (login ? "login '" + line_.login() + "' with its password is not accepted: "
                            : "no connection: ") +
                         std::string(refusal.what()));
  }
}

void SqlTalk::end() {
  if (!in_transaction_ || !line_.is_open()) return;
  try {
    line_.run("ROLLBACK");
  } catch (const sql::SQLException&) {
    line_.close();  // which rolls back as well
  }
}

void SqlTalk::begin() {
  guarded(line_, job_, {}, [&] { line_.run("START TRANSACTION"); });
  in_transaction_ = true;
}

void SqlTalk::commit() {
  job_.about_to_change();
  guarded(line_, job_, {}, [&] { line_.run("COMMIT"); });
  in_transaction_ = false;
}

std::vector<SqlRow> SqlTalk::ask(const std::string& statement,
                                 const std::vector<SqlValue>& values) {
  return guarded(line_, job_, values, [&] {
    sql::PreparedStatement& prepared = line_.prepared(statement);
    bind(prepared, values);
    const std::unique_ptr<sql::ResultSet> result(prepared.executeQuery());
    const unsigned width = result->getMetaData()->getColumnCount();
    std::vector<SqlRow> rows;
    while (result->next()) {
      SqlRow& row = rows.emplace_back();
      for (unsigned i = 1; i <= width; ++i) {
        const sql::SQLString value = result->getString(i);
        row.push_back(result->wasNull() ? std::nullopt : std::optional(value.asStdString()));
      }
    }
    line_.touch();
    return rows;
  });
}

std::uint64_t SqlTalk::change(const std::string& statement, const std::vector<SqlValue>& values) {
  if (!in_transaction_) job_.about_to_change();
  return guarded(line_, job_, values, [&] {
    sql::PreparedStatement& prepared = line_.prepared(statement);
    bind(prepared, values);
    const int found = prepared.executeUpdate();
    line_.touch();
    return static_cast<std::uint64_t>(found);
  });
}

const SqlTable& SqlTalk::table(const std::string& name, bool again) {
  if (again) line_.tables.erase(name);
  const auto known = line_.tables.find(name);
  return known != line_.tables.end()
             ? known->second
             : line_.tables.emplace(name, SqlTable(*this, name)).first->second;
}

SqlSession::SqlSession(const Target& target, const DatabaseConfig& place)
    : target_(target), place_(place) {}

SqlSession::~SqlSession() {
  // One that gets a byte now and then may take for ever; what it uses is its own.
  for (LeftBehind& left : left_behind_) left.thread.detach();
}

void SqlSession::perform(const Call& call, std::function<void(SqlTalk&)> work) {
  left_behind_.remove_if([](LeftBehind& left) {
    if (!left.job->is_finished()) return false;
    left.thread.join();
    return true;
  });
  if (Clock::now() >= call.deadline)
    throw Failure(Failure::Kind::Unreachable, "no time was left to ask");
  if (left_behind_.size() >= most_left_behind)
    throw Failure(Failure::Kind::Unreachable, "earlier calls still wait for the end of an answer");
  if (!line_) line_ = std::make_shared<SqlLine>(target_, place_);
  const auto job = std::make_shared<SqlJob>();
  std::thread thread([line = line_, job, work = std::move(work)] {
    std::exception_ptr error;
    SqlTalk talk(*line, *job);
    try {
      talk.open();
      work(talk);
    } catch (...) {
      error = std::current_exception();
    }
    talk.end();
    job->finish(std::move(error));
  });
  if (job->wait(call.deadline)) {
    thread.join();
    return job->rethrow();
  }
  left_behind_.push_back({std::move(thread), job});
  line_.reset();
  throw Failure(job->in_doubt() ? Failure::Kind::Unknown : Failure::Kind::Unreachable,
                "no answer in time");
}

Failure::Kind sql_failure_kind(int code, bool in_doubt) {
  // The client says so when it could not send a statement, other than when no answer comes.
  if (code == 2006) return Failure::Kind::Unreachable;
  if (is_connection_lost(code))
    return in_doubt ? Failure::Kind::Unknown : Failure::Kind::Unreachable;
  switch (code) {
    case 1040:  // too many connections
    case 1203:  // too many of this login
    case 1205:  // waited too long for a lock
    case 1213:  // deadlock
    case 1226:  // a limit of this login
      return Failure::Kind::Busy;
    case 1053:  // the server shuts down
    case 1290:  // it is read-only for now
    case 1836:
      return Failure::Kind::Unreachable;
    case 1317:  // interrupted
    case 1969:  // max_statement_time
      return in_doubt ? Failure::Kind::Unknown : Failure::Kind::Unreachable;
    default:
      return Failure::Kind::Refused;
  }
}

}  // namespace idm::connectors
