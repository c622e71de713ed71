#pragma once

#include <string>
#include <string_view>

#include "orm/types.h"

namespace idm {

/// True when the text is recorded and reads so.
inline bool is(const Text& text, std::string_view value) { return !text.null() && *text == value; }

/// What fits a column of that many characters, never half a character.
inline std::string first_characters(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (begins && count++ == characters) break;
  }
  return std::string(text.substr(0, end));
}

}  // namespace idm
