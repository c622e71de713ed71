#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "orm/store.h"
#include "orm/task.h"

namespace idm {

/// While it lives, what its thread asks the store to change is done, looked at and undone: nothing
/// is committed, and what was to follow the commit does not (Db::after_commit). For dry runs. One a
/// thread at a time.
class Rehearsal {
 public:
  /// A row that would have been written, by whatever goes through Db.
  struct Change {
    const char* kind;  ///< "insert", "update", "delete"
    std::string table;
    std::string key;  ///< of a key of several columns, with blanks between
  };
  /// What one work would have left.
  struct Traces {
    std::vector<Change> changes;
    std::vector<Task> tasks;      ///< recorded
    std::set<std::string> users;  ///< whose rows were changed, and those of tasks
  };
  /// Sees the store as it would be, at the end of each work. On whatever thread runs the work.
  using Look = std::function<void(Db&, const Traces&)>;

  explicit Rehearsal(Look look = nullptr);
  ~Rehearsal();
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  /// Null when this thread has none.
  static Rehearsal* of_thread();
  static bool is_on() { return of_thread() != nullptr; }

  /// Of all works that did not throw.
  const Traces& traces() const { return traces_; }

  /// What the one who asks should know beside; may be said by whoever leaves something out.
  void note(std::string text) { notes_.push_back(std::move(text)); }
  const std::vector<std::string>& notes() const { return notes_; }

  /// From now on works are undone as before, but leave no traces.
  void look_no_more() { looks_ = false; }

  /// For Store: runs `job` by `write`, which must undo what throws.
  void run(const std::function<void(Db&)>& job,
           const std::function<void(const std::function<void(Db&)>&)>& write);
  /// For Db: where the work that runs on this thread leaves its traces; null when it is no
  /// rehearsal.
  static Traces* traces_of_work();

 private:
  const Look look_;
  bool looks_ = true;
  Traces traces_;
  std::vector<std::string> notes_;
};

}  // namespace idm
