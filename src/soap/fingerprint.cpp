#include "soap/fingerprint.h"

#include <openssl/sha.h>

#include <string_view>

namespace idm::soap {
namespace {

std::string hash_hex(std::string_view text, std::size_t bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < bytes; ++i) {
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 15];
  }
  return hex;
}

}  // namespace

std::string fingerprint_of(const std::string& envelope) {
  constexpr std::string_view open = "<password>", close = "</password>";
  std::string rest, passwords;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = envelope.find(open, at);
    if (begin == std::string::npos) break;
    const std::size_t end = envelope.find(close, begin);
    if (end == std::string::npos) break;
    rest.append(envelope, at, begin + open.size() - at);
    passwords.append(envelope, begin + open.size(), end - begin - open.size()).push_back('\0');
    at = end;
  }
  rest.append(envelope, at);
  return hash_hex(rest, SHA256_DIGEST_LENGTH - 1) + hash_hex(passwords, 1);
}

}  // namespace idm::soap
