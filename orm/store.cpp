#include "orm/store.h"

#include <odb/database.hxx>
#include <odb/transaction.hxx>

#include "core/error.h"
#include "orm/migrations.h"
#include "orm/rehearsal.h"
#include "orm/store_backend.h"

namespace idm {

void refuse_nesting() {
  if (odb::transaction::has_current())
    throw Error(ErrorCode::Internal, "a transaction was opened inside another one");
}

Store::Store(const DatabaseConfig& config)
    : backend_(config.kind == DatabaseConfig::Kind::Sqlite ? make_sqlite_backend(config)
                                                           : make_mysql_backend(config)) {}

Store::~Store() = default;

Dialect Store::dialect() const { return backend_->dialect(); }

std::vector<std::string> Store::migrate(const std::string& sql_dir) {
  refuse_nesting();
  return backend_->migrate(sql_dir);
}

void Store::load_sample_people(const std::string& sql_dir) {
  const std::vector<std::string> statements =
      read_statements(sql_dir + "/sample_people.sql", dialect());
  transact([&](Db& db) {
    for (const std::string& statement : statements) db.odb().execute(statement);
  });
}

bool Store::ready(std::string* why_not) {
  const auto no = [&](const std::string& why) {
    if (why_not) *why_not = why;
    return false;
  };
  try {
    const std::string newest = read([](Db& db) { return newest_migration(db.odb()); });
    if (newest == expected_schema) return true;
    return no("the database is at migration '" + newest + "', this program expects '" +
              expected_schema + "'");
  } catch (const std::exception& error) {
    return no(error.what());
  }
}

void Store::run_read(const Job& job) {
  refuse_nesting();
  backend_->read(job);
}

void Store::run_write(const Job& job) {
  refuse_nesting();
  if (Rehearsal* rehearsal = Rehearsal::of_thread())
    return rehearsal->run(job, [this](const Job& undone) { backend_->write(undone); });
  backend_->write(job);
}

}  // namespace idm
