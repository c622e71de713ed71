#include "orm/mysql_pool.h"

#include <mysql.h>
#include <odb/mysql/connection.hxx>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "orm/read_batch.h"

namespace idm {
namespace {

using std::chrono::milliseconds;

/// The client library counts whole seconds; a rest counts as one.
unsigned int seconds(milliseconds time) {
  return static_cast<unsigned int>(std::max<std::int64_t>(1, (time.count() + 999) / 1000));
}

[[noreturn]] void throw_away(MYSQL* handle) {
  const std::string why = mysql_error(handle);
  mysql_close(handle);
  throw Error(ErrorCode::StoreUnavailable, "the database is not available: " + why);
}

void set_options(MYSQL* handle, const DatabaseConfig& config) {
  const unsigned int timeout = seconds(config.timeout);
  mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
  mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &timeout);
  mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &timeout);
  mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (!config.tls_ca.empty()) {
    const my_bool verify = 1;
    mysql_options(handle, MYSQL_OPT_SSL_CA, config.tls_ca.c_str());
    mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  }
}

/// What every session of ours needs. Lock waits are a fifth of the time-out: that many attempts fit
/// into it.
std::string session_setup(const DatabaseConfig& config) {
  return "SET SESSION time_zone='+00:00', sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', "
         "innodb_lock_wait_timeout=" +
         std::to_string(seconds(config.timeout / 5)) + ", autocommit=1";
}

}  // namespace

/// A connection that goes back to its pool when the last holder lets go, by libodb's own hook for
/// that.
class MySqlPool::Connection : public odb::mysql::connection, public KeptReads {
 public:
  Connection(odb::mysql::database& database, MYSQL* handle) : connection(database, handle) {
    hook_.arg = this;
    hook_.zero_counter = &let_go;
  }

  void hand_out(MySqlPool& pool) {
    pool_ = &pool;
    callback_ = &hook_;
  }

 private:
  /// True tells libodb to delete the connection.
  static bool let_go(void* connection) {
    auto* self = static_cast<Connection*>(connection);
    // The pool's own pointer must not call back.
    self->callback_ = nullptr;
    return !self->pool_->take_back(self);
  }

  MySqlPool* pool_ = nullptr;
  refcount_callback hook_;
};

MySqlPool::MySqlPool(const DatabaseConfig& config) : config_(config) {}

MySqlPool::~MySqlPool() = default;

odb::mysql::connection_ptr MySqlPool::connect() {
  std::unique_lock lock(mutex_);
  const bool free = freed_.wait_for(
      lock, config_.timeout, [this] { return !idle_.empty() || open_ < config_.connections; });
  if (!free) throw Error(ErrorCode::StoreUnavailable, "no free database connection");
  ConnectionPtr connection;
  if (!idle_.empty()) {
    connection = idle_.back();
    idle_.pop_back();
  } else {
    ++open_;
    lock.unlock();
    try {
      connection = open();
    } catch (...) {
      lock.lock();
      --open_;
      lock.unlock();
      freed_.notify_one();
      throw;
    }
  }
  connection->hand_out(*this);
  return connection;
}

bool MySqlPool::take_back(Connection* connection) {
  const bool keep = !connection->failed();
  {
    const std::lock_guard lock(mutex_);
    if (keep)
      idle_.push_back(ConnectionPtr(odb::details::inc_ref(connection)));
    else
      --open_;
  }
  freed_.notify_one();
  return keep;
}

void MySqlPool::drop_idle() {
  std::vector<ConnectionPtr> dropped;
  {
    const std::lock_guard lock(mutex_);
    dropped.swap(idle_);
    open_ -= dropped.size();
  }
  freed_.notify_all();
}

MySqlPool::ConnectionPtr MySqlPool::open() {
  MYSQL* handle = mysql_init(nullptr);
  if (!handle) throw std::bad_alloc();
  set_options(handle, config_);
  // FOUND_ROWS: ODB takes an UPDATE that changes nothing for a lost row otherwise.
  // MULTI_STATEMENTS: see write_batch.cpp.
  constexpr unsigned long flags = CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS;
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
  };
  if (!mysql_real_connect(handle, or_null(config_.host), config_.user.c_str(),
                          config_.password.c_str(), config_.name.c_str(), config_.port,
                          or_null(config_.socket), flags))
    throw_away(handle);
  if (mysql_query(handle, session_setup(config_).c_str()) != 0 ||
      mysql_query(handle, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED") != 0)
    throw_away(handle);
  return ConnectionPtr(new (odb::details::shared) Connection(*database_, handle));
}

MySqlConnections::MySqlConnections(const DatabaseConfig& config) {
  auto pool = std::make_unique<MySqlPool>(config);
  pool_ = pool.get();
  // The pool connects by itself; what ODB is told here is for its information only.
  database_ = std::make_unique<odb::mysql::database>(config.user, config.password, config.name,
                                                     config.host, config.port, &config.socket,
                                                     "utf8mb4", 0UL, std::move(pool));
}

}  // namespace idm
