#include "soap/refusal.h"

namespace idm::soap {

std::string_view clipped(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::string element_at(std::string_view name, std::string_view uri, int line) {
  std::string text = "element '";
  text.append(clipped(name, 80)).append("' (");
  text.append(uri.empty() ? "no namespace" : clipped(uri, 120)).append(") at line ");
  return text.append(std::to_string(line));
}

}  // namespace idm::soap
