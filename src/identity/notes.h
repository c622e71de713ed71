#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "identity/user_request.h"
#include "services.h"

/// Notes about users (behaviour.md 9.3). Every change is audited with it and moves
/// its user's lastUpdate and version.
/// Empty ids count as missing; what is missing throws MissingRequiredAttribute naming it.
namespace idm::notes {

/// Stores a note under an id of its own; made now unless it says when. Returns it as stored. Throws
/// UserNotFound.
UserNote add(Services& services, UserNote note, const Requestor& requestor);

/// Overwrites every field of the note with that id; what is absent becomes null. A note stays with
/// its user: of a userId that names another it is not found. Throws ObjectNotFound.
void update(Services& services, UserNote note, const Requestor& requestor);

/// Removes the note with that id. Throws as update().
void remove(Services& services, const UserNote& note, const Requestor& requestor);

/// Removes all notes of a user; returns how many there were. An unknown user has none.
std::size_t remove_all(Services& services, const Text& user_id, const Requestor& requestor);

/// Throws ObjectNotFound.
UserNote get(Services& services, const Text& note_id);

/// By createDate, those without one first; then in the order in which they were made. Throws
/// UserNotFound, and ObjectNotFound when there are none.
std::vector<UserNote> of_user(Services& services, const Text& user_id);

}  // namespace idm::notes
