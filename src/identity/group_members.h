#pragma once

#include <set>
#include <string>

#include "orm/store.h"

namespace idm::group_members {

/// Counts a change of these groups, their members included, so that whoever has an older version
/// can tell. To be called in the transaction that changes them, late: on MariaDB others who change
/// the same group wait from here on.
void mark_changed(Db& db, const std::set<std::string>& group_ids);

}  // namespace idm::group_members
