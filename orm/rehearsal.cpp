#include "orm/rehearsal.h"

#include "core/error.h"

namespace idm {
namespace {

thread_local Rehearsal* rehearsal = nullptr;
thread_local Rehearsal::Traces* traces_here = nullptr;

/// Thrown to have the transaction undone.
struct Undo {};

/// Works run on the thread that writes, which is not always the one that asks.
struct TracesHere {
  explicit TracesHere(Rehearsal::Traces& traces) { traces_here = &traces; }
  ~TracesHere() { traces_here = nullptr; }
};

void append(Rehearsal::Traces more, Rehearsal::Traces& all) {
  for (Rehearsal::Change& change : more.changes) all.changes.push_back(std::move(change));
  for (Task& task : more.tasks) all.tasks.push_back(std::move(task));
  all.users.merge(more.users);
}

}  // namespace

Rehearsal::Rehearsal(Look look) : look_(std::move(look)) {
  if (rehearsal) throw Error(ErrorCode::Internal, "a rehearsal was begun inside another one");
  rehearsal = this;
}

Rehearsal::~Rehearsal() { rehearsal = nullptr; }

Rehearsal* Rehearsal::of_thread() { return rehearsal; }

Rehearsal::Traces* Rehearsal::traces_of_work() { return traces_here; }

void Rehearsal::run(const std::function<void(Db&)>& job,
                    const std::function<void(const std::function<void(Db&)>&)>& write) {
  Traces left;
  try {
    write([&](Db& db) {
      Traces traces;
      {
        const TracesHere here(traces);
        job(db);
      }
      db.finish();
      if (looks_ && look_) look_(db, traces);
      left = std::move(traces);
      throw Undo();
    });
  } catch (const Undo&) {
    if (looks_) append(std::move(left), traces_);
  }
}

}  // namespace idm
