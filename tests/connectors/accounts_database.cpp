#include "accounts_database.h"

namespace idm::test {

AccountsDatabase::AccountsDatabase(Options options, MariaDb& where) : server(where) {
  const DatabaseConfig config = server.make_database();
  name_ = config.name;
  execute(
      "CREATE TABLE accounts (username VARCHAR(150) PRIMARY KEY, "
      "first_name VARCHAR(100) NOT NULL DEFAULT 'none', last_name VARCHAR(100) NOT NULL, "
      "email VARCHAR(100) UNIQUE, age INT, note MEDIUMTEXT, active TINYINT NOT NULL DEFAULT 1, "
      "deleted_at DATETIME, password_hash VARCHAR(255) NOT NULL DEFAULT '')");
  execute(
      "CREATE TABLE memberships (username VARCHAR(150) NOT NULL, group_name VARCHAR(20) NOT NULL, "
      "PRIMARY KEY (username, group_name))");
  execute("CREATE USER IF NOT EXISTS provisiond@localhost IDENTIFIED BY 'db-secret'");
  execute("GRANT ALL ON " + name_ + ".* TO provisiond@localhost");
  target.id = "payroll";
  target.kind = "sql";
  target.url = "mysql:///" + name_ + "?socket=" + config.socket;
  target.login = "provisiond";
  target.secrets["password"] = "db-secret";
  target.options = std::move(options);
  target.options.try_emplace("table", "accounts");
  target.options.try_emplace("active_column", "active");
  target.options.try_emplace("password_column", "password_hash");
  target = completed(target);
  connector = connect(target);
}

AccountsDatabase::~AccountsDatabase() {
  connector.reset();
  server.drop_database(name_);
}

void AccountsDatabase::execute(const std::string& statement) {
  server.execute("USE " + name_);
  server.execute(statement);
}

std::string AccountsDatabase::ask(const std::string& question) {
  server.execute("USE " + name_);
  return server.ask(question);
}

namespace {

class SqlSystem : public TargetSystem {
 public:
  SqlSystem() {
    required = {
        {"last_name", {"Lovelace"}}
    };
    text = "note";
  }
  Target target() override { return database_.target; }
  Target at(int port) override {
    Target elsewhere = database_.target;
    elsewhere.url = "mysql://127.0.0.1:" + std::to_string(port) + "/elsewhere";
    return elsewhere;
  }
  void stop() override { database_.server.stop(); }
  void start() override { database_.server.start(); }
  void hang() override { database_.server.hang(); }
  void go_on() override { database_.server.go_on(); }

 private:
  AccountsDatabase database_;
};

}  // namespace

std::unique_ptr<TargetSystem> make_sql_system() { return std::make_unique<SqlSystem>(); }

}  // namespace idm::test
