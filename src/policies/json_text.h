#pragma once

#include <string>
#include <string_view>

#include "policies/operation.h"

namespace idm::policies {

/// Parses a policy, fields or a transform. Throws Error(InvalidArgument), beginning with `what`,
/// for text that is no JSON, larger than 400 KB or nested too deeply, and for a member given twice.
///
/// Numbers keep the digits with which they were written: a whole number of 64 bits is one, every
/// other number is a binary value that holds its text. Only the functions below know of that.
Json parse_json(const std::string& text, const std::string& what);

/// The same, however large.
Json parse_large_json(std::string_view text, const std::string& what);

/// The text of a value from parse_json(), its numbers as they were written.
std::string json_text(const Json& json);

bool is_number(const Json& json);

/// Whether two values mean the same (RFC 6902 section 4.6): numbers by value, whatever their
/// digits, and objects whatever the order of their members.
bool same_json(const Json& a, const Json& b);

}  // namespace idm::policies
