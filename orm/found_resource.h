#pragma once

#include "orm/types.h"

namespace idm {

/// The id of a user or a group that a list has, and when it was made: what its order goes by.
struct FoundResource {
  std::string id;
  Moment created;
};
#pragma db view(FoundResource) query()
#pragma db member(FoundResource::id) type("VARCHAR(32)")

/// How many rows there are.
struct CountedRows {
  std::int64_t count = 0;
};
#pragma db view(CountedRows) query()

}  // namespace idm
