#pragma once

#include <string>
#include <string_view>

namespace idm::soap {

/// A request body as UTF-8 text.
struct Decoded {
  std::string_view text;  ///< of the body or of `own`; no byte order mark, no leading blanks
  std::string own;        ///< what was transcoded
  std::string reason;     ///< not empty: why it could not be read
};

/// Transcodes the body. A byte order mark wins, then the charset of the HTTP header, then the XML
/// declaration; else UTF-8. Known: UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15, windows-1252, UTF-16.
/// Whether UTF-8 is well formed is left to the XML parser. Never throws, any thread.
void decode(std::string_view body, std::string_view charset, Decoded& into);

}  // namespace idm::soap
