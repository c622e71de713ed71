#include "rest/url_text.h"

#include <unicode/utf8.h>

#include <algorithm>

#include "core/percent.h"
#include "rest/refusal.h"

namespace idm::rest {
namespace {

bool is_utf8(const std::string& text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 point = 0;
    U8_NEXT(text.data(), i, size, point);
    if (point < 0) return false;
  }
  return true;
}

std::string form_text(std::string_view text) {
  std::string spaced(text);
  for (char& c : spaced)
    if (c == '+') c = ' ';
  std::optional<std::string> decoded = decoded_text(spaced);
  if (!decoded) throw Refusal(400, "invalidValue", "the query is not percent-encoded UTF-8");
  return std::move(*decoded);
}

}  // namespace

std::optional<std::string> decoded_text(std::string_view text) {
  std::optional<std::string> decoded = percent_decoded(text);
  if (decoded && !is_utf8(*decoded)) decoded.reset();
  return decoded;
}

std::vector<std::string> path_segments(std::string_view path, bool& broken) {
  std::vector<std::string> segments;
  while (path.ends_with('/')) path.remove_suffix(1);
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    std::optional<std::string> decoded = decoded_text(path.substr(0, end));
    broken = broken || !decoded;
    segments.push_back(decoded ? std::move(*decoded) : std::string(path.substr(0, end)));
    path.remove_prefix(end);
  }
  return segments;
}

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!text.empty()) {
    const std::string_view field = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(field.size() + 1, text.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    fields.emplace_back(form_text(field.substr(0, equals)),
                        equals < field.size() ? form_text(field.substr(equals + 1)) : "");
  }
  return fields;
}

}  // namespace idm::rest
