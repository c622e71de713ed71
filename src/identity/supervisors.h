#pragma once

#include <map>
#include <string>
#include <vector>

#include "identity/user_request.h"
#include "services.h"

/// Who supervises whom (behaviour.md 9.4). Every change is audited with it and moves the
/// employee's lastUpdate and version. Nobody checks against cycles, or against users who supervise
/// themselves. Empty ids count as missing; what is missing throws MissingRequiredAttribute naming
/// it.
namespace idm::supervisors {

/// Rows of ORG_STRUCTURE, in the order in which they were made, and the users on both sides, with
/// their dependents.
struct Supervisions {
  std::vector<Supervision> rows;
  std::map<std::string, UserGraph> users;
};

/// Stores a supervision under an id of its own. Throws UserNotFound, SupervisorNotFound.
Supervisions add(Services& services, Supervision wanted, const Requestor& requestor);

/// Overwrites every field of the row with that id, both users included; what else is absent becomes
/// null. Throws ObjectNotFound, and as add().
void update(Services& services, Supervision wanted, const Requestor& requestor);

/// By id only. Throws ObjectNotFound.
void remove(Services& services, const std::string& id, const Requestor& requestor);

/// Throws ObjectNotFound.
Supervisions get(Services& services, const Text& id);

/// Throws UserNotFound, and SupervisorNotFound when there is none.
Supervisions of_employee(Services& services, const Text& employee_id);

/// The one marked as primary, of several the one made first. Throws as of_employee().
Supervisions primary_of(Services& services, const Text& employee_id);

/// Throws UserNotFound, and ObjectNotFound when there is none.
Supervisions employees_of(Services& services, const Text& supervisor_id);

}  // namespace idm::supervisors
