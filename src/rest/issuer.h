#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "core/config.h"
#include "identity/tokens.h"

namespace idm::rest {

/// Somebody else who issues tokens for us: signed JWTs (RFC 7519), RS256 or ES256, whose keys come
/// from a JWKS file or address. Safe from any thread.
class Issuer {
 public:
  /// Reads a file at once and throws Error(InvalidArgument) when it is no JWKS; an address is asked
  /// when the first token comes.
  explicit Issuer(const RestConfig& config);

  /// Whom the token speaks for. Throws Refusal 401 "invalid_token" or "expired".
  tokens::Bearer bearer_of(const std::string& token);

 private:
  using Clock = std::chrono::steady_clock;

  /// The keys; read again when they are old, or when `unknown_key` and not just now.
  std::string keys(bool unknown_key);
  std::string fetch() const;

  const RestConfig& config_;
  const bool by_address_;
  std::mutex mutex_;
  std::string keys_;
  Clock::time_point fetched_{}, tried_{};
};

}  // namespace idm::rest
