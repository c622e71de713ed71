#pragma once

#include "orm/types.h"

namespace idm {

/// Counts the changes to reference rows (domains, roles, policies …), so that every process that
/// keeps them in memory notices. Ours; one row.
struct ReferenceGeneration {
  std::string id;
  std::int64_t generation = 0;
};
#pragma db object(ReferenceGeneration) table("REFERENCE_GENERATION")
#pragma db member(ReferenceGeneration::id) id column("ID") type("VARCHAR(20)")
#pragma db member(ReferenceGeneration::generation) column("GENERATION") type("BIGINT")

}  // namespace idm
