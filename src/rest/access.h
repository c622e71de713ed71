#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "identity/tokens.h"
#include "rest/request.h"
#include "rest/route.h"
#include "services.h"

namespace idm::rest {

class Issuer;

/// Who calls (contract rest.md section 0). Safe from any thread.
class Access {
 public:
  /// Throws Error(InvalidArgument) when a file that the settings name cannot be used.
  explicit Access(Services& services);
  ~Access();

  /// Throws Refusal 401 with WWW-Authenticate when nobody can be told; of type "missing",
  /// "invalid_token" or "expired".
  tokens::Bearer identify(const http::Request& request, const Surface& surface);

 private:
  using Clock = std::chrono::steady_clock;
  struct Known {
    tokens::Bearer bearer;
    Clock::time_point until;
  };

  tokens::Bearer bearer_of(const std::string& token);
  tokens::Bearer look_up(const std::string& token);
  tokens::Bearer client_of(const std::string& credentials);

  Services& services_;
  std::unique_ptr<Issuer> issuer_;  // null: no external one is configured
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace idm::rest
