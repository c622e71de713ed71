#pragma once

#include <string>

namespace idm::connectors {

/// A password as a column keeps it: "argon2id" (libsodium's encoded form), "sha512_crypt" or
/// "bcrypt" (crypt(5)), or "plain". Throws Failure(Busy) when memory is short.
std::string hashed_password(const std::string& clear, const std::string& how);

}  // namespace idm::connectors
