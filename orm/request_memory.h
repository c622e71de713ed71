#pragma once

#include "orm/types.h"

namespace idm {

/// A request that succeeded, so that its retry gets the same answer (design.md section 3). Ours, 24
/// hours.
struct RequestMemory {
  std::string id;  ///< a keyed hash of operation, requestId and the request, hex
  std::string user_id;
  Text note;
  Instant create_date;
};
#pragma db object(RequestMemory) table("REQUEST_MEMORY")
#pragma db member(RequestMemory::id) id column("REQUEST_KEY") type("VARCHAR(64)")
#pragma db member(RequestMemory::user_id) column("USER_ID") type("VARCHAR(32)")
#pragma db member(RequestMemory::note) column("NOTE") type("VARCHAR(1000)")
#pragma db member(RequestMemory::create_date) column("CREATE_DATE")

}  // namespace idm
