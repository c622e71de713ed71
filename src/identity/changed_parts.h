#pragma once

#include <string>
#include <vector>

#include "core/config.h"
#include "identity/user_graph.h"

namespace idm::users {

/// What a modification changed that target systems and auditors may want to know: members of User
/// by name, "attribute:NAME", "email:NAME", "phone:NAME", "address:NAME", "role:DOMAIN/ID",
/// "group:ID", "affiliation:ID", "supervisor", "principal" (the primary one's name),
/// "principal_attribute:NAME". Names only: the values are read when the task is carried out, so
/// that what travels is what is true then.
std::vector<std::string> changed_parts(const Config& config, const UserGraph& before,
                                       const UserGraph& after);

}  // namespace idm::users
