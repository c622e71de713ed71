#pragma once

// Which keys of `provisiond apply` set which columns: one line a column.
#include <variant>
#include <vector>

#include "identity/reference_file.h"
#include "orm/group.h"
#include "orm/managed_system.h"
#include "orm/policy.h"
#include "orm/resource.h"
#include "orm/role.h"
#include "orm/security_domain.h"

namespace idm {

/// A key and the member it sets.
template <class Row>
struct ReferenceColumn {
  ReferenceKey key;
  std::variant<Text Row::*, Number Row::*> member;
};

/// The columns that a file may set, by row class.
template <class Row>
const std::vector<ReferenceColumn<Row>>& reference_columns();

/// Every kind of table, in the order in which rows must be stored.
const std::vector<ReferenceKind>& reference_kinds();

}  // namespace idm
