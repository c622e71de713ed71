#include "core/seal.h"

#include <sodium.h>

#include <array>

#include "core/error.h"

namespace idm {
namespace {

/// A key of its own, so that what else the file's key is used for says nothing about the seals.
class SealKey {
 public:
  explicit SealKey(const std::string& key) {
    if (key.size() != crypto_kdf_KEYBYTES)
      throw Error(ErrorCode::Internal, "sealing needs the key of the data folder");
    crypto_kdf_derive_from_key(bytes_.data(), bytes_.size(), 1, "taskseal",
                               reinterpret_cast<const unsigned char*>(key.data()));
  }
  ~SealKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
  SealKey(const SealKey&) = delete;
  SealKey& operator=(const SealKey&) = delete;
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, crypto_secretbox_KEYBYTES> bytes_;
};

}  // namespace

std::vector<char> seal(const std::string& key, std::string_view clear) {
  const SealKey own(key);
  std::vector<char> sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + clear.size());
  auto* nonce = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(nonce, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES,
                        reinterpret_cast<const unsigned char*>(clear.data()), clear.size(), nonce,
                        own.data());
  return sealed;
}

std::optional<std::string> unseal(const std::string& key, const std::vector<char>& sealed) {
  constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < overhead) return std::nullopt;
  const SealKey own(key);
  std::string clear(sealed.size() - overhead, '\0');
  const auto* nonce = reinterpret_cast<const unsigned char*>(sealed.data());
  const auto* box = nonce + crypto_secretbox_NONCEBYTES;
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(clear.data()), box,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, nonce,
                                 own.data()) != 0)
    return std::nullopt;
  return clear;
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace idm
