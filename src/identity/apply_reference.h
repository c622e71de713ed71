#pragma once

#include <string>
#include <vector>

#include "identity/reference_file.h"
#include "orm/store.h"

namespace idm {

/// What became of an entry of the file.
struct Applied {
  bool created = false;
  std::vector<std::string> changes = {};  ///< "name: "a" -> "b"", no secrets
};

/// A kind of table that belongs to a layer above; applied after ours, in the same transaction.
struct AppliedKind {
  ReferenceKind kind;
  /// `folder`: the file's. Throws Error(InvalidArgument) with file and line.
  Applied (*apply)(Db& db, const ReferenceEntry& entry, const std::string& folder);
};

struct ApplyOptions {
  std::string default_domain;   ///< of roles that name none
  bool dry_run = false;         ///< check and show, store nothing
  std::string secret_key = {};  ///< seals what managed systems keep secret (core/key_file.h)
  std::vector<AppliedKind> further_kinds = {};
};

/// Makes the reference rows that a TOML file describes (conf/reference-example.toml shows every
/// kind): policies, security domains, connectors, managed systems, resources, roles, groups. Rows
/// and keys that the file does not mention stay; applying twice changes nothing. Everything is one
/// transaction.
///
/// Returns a line a row: `role USR_SEC_DOMAIN/HR changed (description: "a" -> "b")`, without
/// secrets. Throws Error(InvalidArgument) with file and line for what cannot be read, an unknown
/// key, a value that does not fit its column, or a reference to nothing; then nothing is stored.
std::vector<std::string> apply_reference(Store& store, const std::string& file,
                                         const ApplyOptions& options);

}  // namespace idm
