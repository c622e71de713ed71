#include "connectors/sql_password.h"

#include <crypt.h>
#include <sodium.h>

#include <memory>

#include "connectors/connector.h"

namespace idm::connectors {
namespace {

/// As our own passwords are by default: 19 MiB, two passes.
std::string argon2id(const std::string& clear) {
  char encoded[crypto_pwhash_STRBYTES] = "";
  if (crypto_pwhash_str_alg(encoded, clear.data(), clear.size(), 2, 19456 * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure(Failure::Kind::Busy, "not enough memory to hash a password");
  return encoded;
}

std::string crypted(const std::string& clear, const char* method) {
  char random[16];
  randombytes_buf(random, sizeof(random));
  char setting[CRYPT_GENSALT_OUTPUT_SIZE] = "";
  const auto work = std::make_unique<crypt_data>();
  if (crypt_gensalt_rn(method, 0, random, sizeof(random), setting, sizeof(setting))) {
    const char* hash = crypt_rn(clear.c_str(), setting, work.get(), sizeof(crypt_data));
    const std::string encoded = hash ? hash : "";
    sodium_memzero(work.get(), sizeof(crypt_data));
    if (!encoded.empty()) return encoded;
  }
  throw Failure(Failure::Kind::Refused,
                std::string("this machine's libcrypt cannot make a hash of kind ") + method);
}

}  // namespace

std::string hashed_password(const std::string& clear, const std::string& how) {
  if (how == "argon2id") return argon2id(clear);
  if (how == "sha512_crypt") return crypted(clear, "$6$");
  if (how == "bcrypt") return crypted(clear, "$2b$");
  return clear;
}

}  // namespace idm::connectors
