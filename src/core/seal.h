#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idm {

/// `clear` in a form that may be stored: encrypted and authenticated (libsodium secretbox) under a
/// key derived from `key`, which must be the 32 bytes of secret_key() (key_file.h). Two seals of
/// one text differ. Throws Error(Internal) for another key.
std::vector<char> seal(const std::string& key, std::string_view clear);

/// What was sealed; nothing when it was sealed under another key or has changed since. Wipe it when
/// it has reached its receiver.
std::optional<std::string> unseal(const std::string& key, const std::vector<char>& sealed);

/// Overwrites a secret that is no longer needed, and empties it.
void wipe(std::string& secret);

}  // namespace idm
