#include "identity/notes.h"

#include <algorithm>
#include <tuple>

#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/needed.h"
#include "identity/new_rows.h"
#include "identity/user_rows.h"
#include "identity/users.h"

namespace idm::notes {
namespace {

Error no_such_note(const std::string& id, const char* element) {
  return {ErrorCode::ObjectNotFound, std::string("no note has the ") + element + " '" + id + "'"};
}

audit::AuditEvent event_of(const char* action, const UserNote& note, const Requestor& requestor) {
  audit::AuditEvent event;
  event.action = action;
  event.object_id = note.user_id;
  event.requestor = requestor;
  if (!note.id.empty()) event.custom[0] = {std::string("NOTE"), note.id};
  return event;
}

/// The note that `wanted` names; its user is locked and marked as changed.
UserNote claim(Db& db, const UserNote& wanted) {
  const std::string& id = needed(wanted.id, "userNoteId");
  std::optional<UserNote> stored = db.find<UserNote>(id);
  if (!stored) throw no_such_note(id, "userNoteId");
  if (given(wanted.user_id) && wanted.user_id != stored->user_id)
    throw Error(ErrorCode::ObjectNotFound, "the note with the userNoteId '" + id +
                                               "' is not of the user with the userId '" +
                                               *wanted.user_id + "'");
  if (!stored->user_id.null()) user_rows::mark_changed(db, *stored->user_id);
  return std::move(*stored);
}

}  // namespace

UserNote add(Services& services, UserNote note, const Requestor& requestor) {
  note.id.clear();
  if (note.create_date.null()) note.create_date = now();
  audit::attempt(services, event_of("ADD NOTE", note, requestor), [&](Db& db) {
    const std::string& user_id = needed(note.user_id, "userId");
    if (!user_rows::mark_changed(db, user_id)) throw users::no_such_user(user_id);
    new_rows::belongs_to(note, user_id);
    db.insert(note);
    audit::record(db, event_of("ADD NOTE", note, requestor));
  });
  return note;
}

void update(Services& services, UserNote note, const Requestor& requestor) {
  audit::AuditEvent event = event_of("MODIFY NOTE", note, requestor);
  audit::attempt(services, event, [&](Db& db) {
    note.user_id = event.object_id = claim(db, note).user_id;
    db.update(note);
    audit::record(db, event);
  });
}

void remove(Services& services, const UserNote& note, const Requestor& requestor) {
  audit::AuditEvent event = event_of("REMOVE NOTE", note, requestor);
  audit::attempt(services, event, [&](Db& db) {
    event.object_id = claim(db, note).user_id;
    db.erase<UserNote>(note.id);
    audit::record(db, event);
  });
}

std::size_t remove_all(Services& services, const Text& user_id, const Requestor& requestor) {
  UserNote all;
  all.user_id = user_id;
  const audit::AuditEvent event = event_of("REMOVE NOTE", all, requestor);
  std::size_t removed = 0;
  audit::attempt(services, event, [&](Db& db) {
    const std::string& id = needed(user_id, "userId");
    removed = 0;
    if (user_rows::locked(db, id).empty()) return;
    const std::vector<UserNote> stored = user_rows::of_user<UserNote>(db, id);
    if (stored.empty()) return;
    user_rows::mark_changed(db, id);
    for (const UserNote& note : stored) {
      db.erase<UserNote>(note.id);
      audit::record(db, event_of("REMOVE NOTE", note, requestor));
      ++removed;
    }
  });
  return removed;
}

UserNote get(Services& services, const Text& note_id) {
  const std::string& id = needed(note_id, "noteId");
  return services.store.read([&](Db& db) {
    std::optional<UserNote> note = db.find<UserNote>(id);
    if (!note) throw no_such_note(id, "noteId");
    return std::move(*note);
  });
}

std::vector<UserNote> of_user(Services& services, const Text& user_id) {
  const std::string& id = needed(user_id, "userId");
  std::vector<UserNote> notes = services.store.read([&](Db& db) {
    std::vector<UserNote> stored = user_rows::of_user<UserNote>(db, id);
    if (stored.empty() && !db.find<User>(id)) throw users::no_such_user(id);
    return stored;
  });
  if (notes.empty())
    throw Error(ErrorCode::ObjectNotFound, "the user with the userId '" + id + "' has no notes");
  std::sort(notes.begin(), notes.end(), [](const UserNote& a, const UserNote& b) {
    const auto made = [](const UserNote& note) {
      return note.create_date.null() ? Instant::min() : *note.create_date;
    };
    return std::make_tuple(made(a), std::cref(a.id)) < std::make_tuple(made(b), std::cref(b.id));
  });
  return notes;
}

}  // namespace idm::notes
