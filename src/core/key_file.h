#pragma once

#include <string>

namespace idm {

/// 32 secret bytes kept in a file that only its owner may read, made on first use. Processes that
/// share a repository share the file. Throws Error(InvalidArgument) naming the path.
std::string secret_key(const std::string& path);

}  // namespace idm
