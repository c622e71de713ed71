#pragma once

#include <string_view>

#include "orm/types.h"

namespace idm {

/// True when the text is recorded and reads so.
inline bool is(const Text& text, std::string_view value) { return !text.null() && *text == value; }

}  // namespace idm
