#include "core/base64.h"

#include <sodium.h>

namespace idm {

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), 0);
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its end of string
  return text;
}

std::optional<std::vector<char>> from_base64(const std::string& text) {
  std::vector<char> bytes(text.size());
  std::size_t length = 0;
  const char* end = nullptr;
  const bool good = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                      text.data(), text.size(), " \t\r\n", &length, &end,
                                      sodium_base64_VARIANT_ORIGINAL) == 0 &&
                    end == text.data() + text.size();
  if (!good) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace idm
