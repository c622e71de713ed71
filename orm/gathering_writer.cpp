#include "orm/gathering_writer.h"

#include <pthread.h>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>

#include "core/error.h"
#include "orm/store_errors.h"

namespace idm {
namespace {

std::exception_ptr as_error() {
  try {
    rethrow_as_error();
  } catch (...) {
    return std::current_exception();
  }
}

bool is_away(const std::exception_ptr& failed) {
  try {
    if (failed) std::rethrow_exception(failed);
  } catch (const Error& error) {
    return error.code() == ErrorCode::StoreUnavailable;
  } catch (...) {
  }
  return false;
}

}  // namespace

GatheringWriter::GatheringWriter(odb::sqlite::database& database, std::size_t most_at_once)
    : database_(database), most_at_once_(most_at_once), thread_([this] { serve(); }) {
  pthread_setname_np(thread_.native_handle(), "writer");
}

GatheringWriter::~GatheringWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void GatheringWriter::run(const Job& job) {
  Request request{&job, {}, nullptr, {}};
  std::future<void> done = request.done.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) throw Error(ErrorCode::StoreUnavailable, "the server is stopping");
    waiting_.push_back(&request);
  }
  changed_.notify_one();
  done.get();
}

void GatheringWriter::serve() {
  std::vector<Request*> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      while (!waiting_.empty() && batch.size() < most_at_once_) {
        batch.push_back(waiting_.front());
        waiting_.pop_front();
      }
    }
    std::exception_ptr failed;
    try {
      write(batch);
    } catch (...) {
      failed = as_error();
    }
    if (is_away(failed)) {
      // Another process holds the file. Whoever waits behind would learn that, too, a time-out
      // later.
      const std::lock_guard lock(mutex_);
      batch.insert(batch.end(), waiting_.begin(), waiting_.end());
      waiting_.clear();
    }
    for (Request* request : batch) {
      // The request lies on its caller's stack and is gone once it is answered; the promise's own
      // shared state must outlive that, so it moves here first.
      std::promise<void> done = std::move(request->done);
      const std::exception_ptr refused = request->refused ? request->refused : failed;
      if (refused) {
        done.set_exception(refused);
        continue;
      }
      for (const auto& tell : request->news) tell();
      done.set_value();
    }
    batch.clear();
  }
}

void GatheringWriter::write(const std::vector<Request*>& batch) {
  const odb::sqlite::connection_ptr connection = database_.connection();
  if (!run_plainly(*connection, batch)) run_in_savepoints(*connection, batch);
  commits_.fetch_add(1, std::memory_order_relaxed);
}

bool GatheringWriter::run_plainly(odb::sqlite::connection& connection,
                                  const std::vector<Request*>& batch) {
  // Immediate: a transaction that begins by reading cannot always be raised to a writing one.
  odb::sqlite::transaction transaction(connection.begin_immediate());
  for (Request* request : batch) {
    try {
      run_work(*request);
    } catch (...) {
      // Alone, it has nothing to be kept apart from.
      if (batch.size() == 1) throw;
      // Statements that a query left open would keep the transaction from being undone.
      connection.clear();
      transaction.rollback();
      return false;
    }
  }
  transaction.commit();
  return true;
}

void GatheringWriter::run_in_savepoints(odb::sqlite::connection& connection,
                                        const std::vector<Request*>& batch) {
  odb::sqlite::transaction transaction(connection.begin_immediate());
  for (Request* request : batch) run_in_savepoint(connection, *request);
  transaction.commit();
}

void GatheringWriter::run_in_savepoint(odb::sqlite::connection& connection, Request& request) {
  connection.execute("SAVEPOINT work");
  try {
    run_work(request);
    connection.execute("RELEASE work");
  } catch (...) {
    request.refused = as_error();
    connection.clear();
    // After a full disk SQLite may have undone the whole transaction: then this throws, and all
    // fail.
    connection.execute("ROLLBACK TO work");
    connection.execute("RELEASE work");
  }
}

void GatheringWriter::run_work(Request& request) {
  Db db(database_, Dialect::Sqlite);
  (*request.job)(db);
  db.finish();
  request.news = db.take_news();
}

}  // namespace idm
