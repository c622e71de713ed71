#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orm/store.h"

namespace idm {

/// The statements of an SQL script, without comments around them and without their semicolons.
/// Strings, quoted names and comments may hold semicolons. Triggers and other blocks are not
/// understood. Throws Error(Internal) when a string or comment does not end.
std::vector<std::string> split_statements(std::string_view script, Dialect dialect);

}  // namespace idm
