#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "orm/types.h"

namespace idm {

/// False for null and for an empty text.
inline bool given(const Text& text) { return !text.null() && !text->empty(); }

/// True for null, and for a text of blanks.
inline bool is_blank(const Text& text) {
  return text.null() || text->find_first_not_of(" \t\r\n") == std::string::npos;
}

/// The text, which must be there and not empty. Throws Error(MissingRequiredAttribute) naming it.
/// `where` is put after that, if it is not plain.
inline const std::string& needed(const std::string& text, const char* name,
                                 std::string_view where = {}) {
  if (text.empty())
    throw Error(ErrorCode::MissingRequiredAttribute,
                std::string(name) + " is missing" + std::string(where));
  return text;
}
inline const std::string& needed(const Text& text, const char* name) {
  static const std::string none;
  return needed(text.null() ? none : *text, name);
}

}  // namespace idm
