#pragma once

#include <string>
#include <string_view>

#include "core/config.h"

namespace idm {

/// Reads `sqlite:PATH`, `mysql://user:password@host:port/name` or
/// `mysql://user:password@/name?socket=PATH`; parameters: connections=N, and for mysql tls_ca=FILE.
/// Everything may be percent-encoded. Sets all of `database` but the timeout. Throws
/// Error(InvalidArgument) that never repeats the password.
void set_database_url(DatabaseConfig& database, std::string_view url);

enum class Passwords { Shown, Blanked };
/// The URL of this database; empty for SQLite without a path.
std::string database_url(const DatabaseConfig& database, Passwords passwords);

}  // namespace idm
