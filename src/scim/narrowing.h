#pragma once

#include "identity/statement_text.h"
#include "scim/attributes.h"
#include "scim/filter.h"

namespace idm::scim {

/// What a filter says in SQL of `USERS u` or `GRP g`.
struct Narrowing {
  users::Statement condition;  ///< every resource that the filter matches meets it; empty: all do
  bool exact = false;          ///< and only those; then it is never null
};

struct NarrowingRules {
  Dialect dialect;
  bool strange_members;  ///< members of groups may be nobody: of them no table knows
};

/// A comparison that no column answers narrows nothing; what is left is asked of documents
/// (filter_match.h, which also refuses what cannot be asked).
Narrowing narrow(const Filter& filter, const ResourceType& type, const NarrowingRules& rules);

}  // namespace idm::scim
