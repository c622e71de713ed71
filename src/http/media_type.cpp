#include "http/media_type.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"

namespace idm::http {
namespace {

std::string tidy(std::string_view text) {
  constexpr std::string_view blanks = " \t\"";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return ascii::lower(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

/// The next part up to a semicolon that is not within quotes; takes it off `text`.
std::string_view next_part(std::string_view& text) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != ';'); ++end)
    if (text[end] == '"') quoted = !quoted;
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

MediaType parse_media_type(std::string_view header) {
  MediaType type;
  type.name = tidy(next_part(header));
  while (!header.empty()) {
    const std::string_view part = next_part(header);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name = tidy(part.substr(0, equals)), value = tidy(part.substr(equals + 1));
    if (name == "charset") type.charset = value;
    if (name == "q") std::from_chars(value.data(), value.data() + value.size(), type.quality);
  }
  return type;
}

}  // namespace idm::http
