#pragma once

#include <string>
#include <vector>

#include "identity/statement_text.h"

namespace idm::users {

/// The only column of what the statement finds, in its order: ids.
std::vector<std::string> found_ids(Db& db, const Statement& statement);

}  // namespace idm::users
