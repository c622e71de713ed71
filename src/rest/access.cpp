#include "rest/access.h"

#include "core/ascii.h"
#include "core/base64.h"
#include "core/instant.h"
#include "rest/issuer.h"

namespace idm::rest {
namespace {

// A token that is revoked may be used for so long: look-ups in the database are dear.
constexpr std::chrono::seconds belief{1};
constexpr std::size_t most_known = 10000;

Refusal unknown(const std::string& type, const std::string& why) {
  Refusal refusal(401, type, why);
  refusal.headers.emplace_back("WWW-Authenticate",
                               type == "missing" ? "Bearer" : "Bearer error=\"invalid_token\"");
  return refusal;
}

/// Three parts with dots between: the shape of a signed JWT.
bool looks_signed(const std::string& token) {
  return std::count(token.begin(), token.end(), '.') == 2;
}

}  // namespace

Access::Access(Services& services) : services_(services) {
  if (!services.config.rest.jwks.empty()) issuer_ = std::make_unique<Issuer>(services.config.rest);
}

Access::~Access() = default;

tokens::Bearer Access::identify(const http::Request& request, const Surface& surface) {
  const std::string_view header = request.header("authorization");
  if (header.empty()) throw unknown("missing", "a token is needed: Authorization: Bearer …");
  const std::size_t blank = std::min(header.find(' '), header.size());
  const std::string_view scheme = header.substr(0, blank);
  const std::size_t begin = std::min(header.find_first_not_of(' ', blank), header.size());
  const std::string credentials(header.substr(begin, header.find_last_not_of(' ') + 1 - begin));
  if (credentials.empty()) throw unknown("invalid_token", "the Authorization header has no token");
  if (ascii::same(scheme, "bearer")) return bearer_of(credentials);
  if (surface.takes_api_token && ascii::same(scheme, "apitoken")) return bearer_of(credentials);
  if (surface.takes_basic && ascii::same(scheme, "basic")) return client_of(credentials);
  throw unknown("invalid_token", "the Authorization header's scheme is not taken here");
}

tokens::Bearer Access::bearer_of(const std::string& token) {
  const tokens::Bearer bearer = look_up(token);
  if (!bearer.expires.null() && *bearer.expires <= now())
    throw unknown("expired", "the token is expired");
  return bearer;
}

tokens::Bearer Access::look_up(const std::string& token) {
  if (issuer_ && looks_signed(token)) {
    try {
      return issuer_->bearer_of(token);
    } catch (const Refusal& refusal) {
      throw unknown(refusal.type, refusal.what());
    }
  }
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(token);
    if (found != known_.end() && Clock::now() < found->second.until) return found->second.bearer;
  }
  const auto bearer = tokens::find(services_.store, token);
  const std::lock_guard lock(mutex_);
  if (!bearer) {
    known_.erase(token);
    throw unknown("invalid_token", "the token is unknown or revoked");
  }
  if (known_.size() >= most_known) known_.clear();
  known_.insert_or_assign(token, Known{*bearer, Clock::now() + belief});
  return *bearer;
}

tokens::Bearer Access::client_of(const std::string& credentials) {
  const auto decoded = from_base64(credentials);
  if (decoded) {
    const std::string text(decoded->begin(), decoded->end());
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos) {
      const tokens::Bearer bearer = bearer_of(text.substr(colon + 1));
      if (bearer.token_id == text.substr(0, colon)) return bearer;
    }
  }
  throw unknown("invalid_token", "Basic takes a token's id as the name and the token as password");
}

}  // namespace idm::rest
