#include "scim/etag.h"

#include <sodium.h>

#include "scim/error.h"

namespace idm::scim {
namespace {

/// A tag without W/ and blanks around it.
std::string_view bare(std::string_view tag) {
  while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
  while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string weak_tag(std::string_view text) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  char hex[2 * sizeof hash + 1];
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  return "W/\"" + std::string(hex) + "\"";
}

bool matches(std::string_view header, std::string_view version) {
  // Ours hold no commas, so that one in a foreign tag parts nothing of ours.
  for (std::size_t from = 0; from <= header.size();) {
    const std::size_t end = std::min(header.find(',', from), header.size());
    const std::string_view tag = bare(header.substr(from, end - from));
    if (tag == "*" || (!tag.empty() && tag == bare(version))) return true;
    from = end + 1;
  }
  return false;
}

void require_match(const std::optional<std::string>& if_match, std::string_view version) {
  if (if_match && !matches(*if_match, version))
    throw precondition_failed("the resource has another version than If-Match names");
}

}  // namespace idm::scim
