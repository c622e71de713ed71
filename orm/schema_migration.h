#pragma once

#include "orm/types.h"

namespace idm {

/// A migration of sql/ that this database has had. Ours.
struct SchemaMigration {
  std::string name;
  Instant applied_at;
  std::string checksum;  ///< SHA-256 hex of the file as applied
};
#pragma db object(SchemaMigration) table("SCHEMA_MIGRATION")
#pragma db member(SchemaMigration::name) id column("NAME") type("VARCHAR(100)")
#pragma db member(SchemaMigration::applied_at) column("APPLIED_AT")
#pragma db member(SchemaMigration::checksum) column("CHECKSUM") type("VARCHAR(64)")

}  // namespace idm
