#include "provisioning/reconciliations.h"

#include <pthread.h>

#include <algorithm>

#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/log.h"
#include "core/text_table.h"
#include "orm/prepared.h"
#include "orm/reconciliation-odb.hxx"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm::provisioning {
namespace {

constexpr std::chrono::seconds look_every{20};
/// Longer than a page of accounts takes.
constexpr std::chrono::minutes lease{10};

/// The server is stopping.
struct Stopped {};

bool is_in_hands(const Reconciliation& row, Instant at) {
  return !row.lease_expires.null() && *row.lease_expires > at;
}

/// Stores what `change` makes of the row, which is made when there is none.
template <class Change>
void change_row(Services& services, const std::string& system, Change change) {
  services.store.transact([&](Db& db) {
    std::optional<Reconciliation> stored = db.find<Reconciliation>(system);
    const bool is_new = !stored;
    Reconciliation row = is_new ? Reconciliation() : std::move(*stored);
    row.managed_system_id = system;
    change(row);
    if (is_new)
      db.insert(row);
    else
      db.update(row);
  });
}

[[noreturn]] void refuse_second(const std::string& system) {
  throw Error(ErrorCode::Overloaded,
              "managed system '" + system + "' is being reconciled by another process");
}

void claim(Services& services, const std::string& system, const std::string& owner) {
  try {
    change_row(services, system, [&](Reconciliation& row) {
      const Instant at = now();
      if (is_in_hands(row, at)) refuse_second(system);
      const auto version = row.version;
      row = {};
      row.managed_system_id = system;
      row.version = version;
      row.started = at;
      row.owner = owner;
      row.lease_expires = at + lease;
    });
  } catch (const Error& error) {
    // Another was faster by a hair.
    if (error.code() == ErrorCode::StaleVersion) refuse_second(system);
    throw;
  }
}

/// Only what is still ours.
template <class Change>
void change_ours(Services& services, const std::string& system, const std::string& owner,
                 Change change) {
  services.store.transact([&](Db& db) {
    std::optional<Reconciliation> row = db.find<Reconciliation>(system);
    if (!row || !is(row->owner, owner.c_str())) return;
    change(*row);
    db.update(*row);
  });
}

int count(const ReconcileReport& report, Difference::Kind kind) {
  return static_cast<int>(
      std::ranges::count_if(report.differences, [=](const auto& one) { return one.kind == kind; }));
}

void write(const ReconcileReport& report, Reconciliation& row) {
  row.accounts_there = static_cast<int>(report.accounts_there);
  row.accounts_expected = static_cast<int>(report.accounts_expected);
  row.orphans = count(report, Difference::Kind::Orphan);
  row.missing = count(report, Difference::Kind::Missing);
  row.drifted = count(report, Difference::Kind::Drifted);
  row.corrected = static_cast<int>(report.corrected);
  row.removed = static_cast<int>(report.removed);
  if (!report.braked.empty())
    row.note = first_characters("nothing was removed: " + report.braked, 1000);
}

void end(Services& services, const std::string& system, const std::string& owner,
         const ReconcileReport& report, const std::string& failure) {
  change_ours(services, system, owner, [&](Reconciliation& row) {
    write(report, row);
    if (!failure.empty()) row.note = first_characters("failed: " + failure, 1000);
    row.finished = now();
    row.owner.reset();
    row.lease_expires.reset();
  });
}

void log_report(const std::string& system, const ReconcileReport& report) {
  const auto write_line = report.braked.empty() ? &log::info : &log::warn;
  write_line("reconciled", {
                               {"system",                    system                  },
                               {"there",                     report.accounts_there   },
                               {"expected",                  report.accounts_expected},
                               {"orphans",                   count(report,             Difference::Kind::Orphan)},
                               {"missing",                           count(report,                                           Difference::Kind::Missing)},
                               {"drifted", count(report,Difference::Kind::Drifted)},
                               {"corrected",               report.corrected                              },
                               {"removed",                 report.removed          },
                               {"braked",                   report.braked            }
  });
}

/// What a row's options ask for; `every` 0 = nothing.
struct Wanted {
  std::chrono::minutes every{0};
  ReconcileWish wish;
};

Wanted wanted_of(const ManagedSystem& row, const std::string& key) {
  const connectors::Target target = connectors::target_of(row, key);
  const auto whole = [&](const char* name) { return std::stol(target.option(name)); };
  return {
      std::chrono::minutes(whole("reconcile_every_minutes")),
      {row.id, target.flag("reconcile_correct"), target.flag("reconcile_remove_orphans"),
                                                           static_cast<int>(whole("reconcile_most_removed_percent"))}
  };
}

void known(const Services& services, const std::string& system) {
  if (!services.reference.get()->has_managed_system(system))
    throw Error(ErrorCode::ObjectIdInvalid, "there is no managed system '" + system + "'");
}

}  // namespace

ReconcileReport reconcile_and_keep(Services& services, const ReconcileWish& wish,
                                   const std::string& owner,
                                   const std::function<void(std::size_t)>& progress) {
  const std::string& system = wish.managed_system_id;
  known(services, system);
  claim(services, system, owner);
  Instant renewed = now();
  try {
    ReconcileReport report = reconcile(services, wish, [&](std::size_t read) {
      progress(read);
      if (now() - renewed < lease / 4) return;
      renewed = now();
      change_ours(services, system, owner,
                  [&](Reconciliation& row) { row.lease_expires = renewed + lease; });
    });
    end(services, system, owner, report, "");
    return report;
  } catch (const std::exception& error) {
    end(services, system, owner, {}, error.what());
    throw;
  } catch (const Stopped&) {
    end(services, system, owner, {}, "the server stopped");
    throw;
  }
}

std::vector<std::string> latest_reconciliations(const Services& services,
                                                const std::string& managed_system_id) {
  using Query = odb::query<Reconciliation>;
  if (!managed_system_id.empty()) known(services, managed_system_id);
  const auto rows = services.store.read([&](Db& db) {
    const Query which =
        managed_system_id.empty() ? Query(true) : Query::managed_system_id == managed_system_id;
    return rows_where<Reconciliation>(db, which + "ORDER BY" + Query::managed_system_id);
  });
  if (rows.empty()) return {"no reconciliations yet"};
  std::vector<std::vector<std::string>> table{
      {"SYSTEM", "STARTED (UTC)", "FINISHED", "THERE", "EXPECTED", "ORPHANS", "MISSING", "DRIFTED",
       "CORRECTED", "REMOVED", "NOTE"}
  };
  for (const Reconciliation& row : rows)
    table.push_back({row.managed_system_id, to_sql(row.started),
                     row.finished.null() ? "-" : to_sql(*row.finished),
                     std::to_string(row.accounts_there), std::to_string(row.accounts_expected),
                     std::to_string(row.orphans), std::to_string(row.missing),
                     std::to_string(row.drifted), std::to_string(row.corrected),
                     std::to_string(row.removed), row.note.null() ? "-" : *row.note});
  return text_table(table);
}

ReconciliationSchedule::ReconciliationSchedule(Services& services, std::string owner)
    : services_(services), owner_(std::move(owner)) {}

ReconciliationSchedule::~ReconciliationSchedule() { stop(std::chrono::hours(1)); }

void ReconciliationSchedule::start() {
  ended_ = false;
  thread_ = std::thread([this] { serve(); });
  pthread_setname_np(thread_.native_handle(), "reconcile");
}

bool ReconciliationSchedule::stop(std::chrono::milliseconds patience) {
  stopping_ = true;
  {
    std::unique_lock lock(mutex_);
    changed_.notify_all();
    if (!changed_.wait_for(lock, patience, [this] { return ended_; })) return false;
  }
  if (thread_.joinable()) thread_.join();
  return true;
}

void ReconciliationSchedule::serve() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, look_every, [this] { return stopping_.load(); })) {
    lock.unlock();
    run_due(now());
    lock.lock();
  }
  ended_ = true;
  changed_.notify_all();
}

std::size_t ReconciliationSchedule::run_due(Instant at) {
  std::size_t done = 0;
  std::shared_ptr<const Reference> reference;
  try {
    reference = services_.reference.get();
  } catch (const Error&) {
    return done;  // the store is away
  }
  for (const auto& [id, row] : reference->managed_systems()) {
    if (stopping_) break;
    if (row.kind.null() || (!row.status.null() && !is(row.status, "ACTIVE"))) continue;
    try {
      const Wanted wanted = wanted_of(row, services_.secret_key);
      if (wanted.every.count() > 0 && is_due(id, wanted.every, at) && run(wanted.wish)) ++done;
    } catch (const std::exception& error) {
      // Misconfigured, which the engine tells aloud; or the store is away.
      log::debug("reconciliation_not_begun", {
                                                 {"system", id          },
                                                 {"reason", error.what()}
      });
    }
  }
  return done;
}

bool ReconciliationSchedule::is_due(const std::string& managed_system_id,
                                    std::chrono::minutes every, Instant at) {
  const auto row =
      services_.store.read([&](Db& db) { return db.find<Reconciliation>(managed_system_id); });
  return !row || (!is_in_hands(*row, at) && row->started + every <= at);
}

bool ReconciliationSchedule::run(const ReconcileWish& wish) {
  try {
    const ReconcileReport report = reconcile_and_keep(services_, wish, owner_, [&](std::size_t) {
      if (stopping_) throw Stopped();
    });
    log_report(wish.managed_system_id, report);
    return true;
  } catch (const Stopped&) {
  } catch (const std::exception& error) {
    log::warn("reconciliation_failed",
              {
                  {"system", wish.managed_system_id},
                  {"reason", error.what()          }
    });
  }
  return false;
}

}  // namespace idm::provisioning
