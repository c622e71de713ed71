#include "rest/issuer.h"

#include <rhonabwy.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "connectors/http_client.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/text_file.h"
#include "rest/refusal.h"

namespace idm::rest {
namespace {

using Json = nlohmann::json;
using Jwt = std::unique_ptr<jwt_t, decltype(&r_jwt_free)>;
using Jwk = std::unique_ptr<jwk_t, decltype(&r_jwk_free)>;
using Jwks = std::unique_ptr<jwks_t, decltype(&r_jwks_free)>;

constexpr std::chrono::minutes keys_serve{10};
constexpr std::chrono::seconds between_tries{10};

[[noreturn]] void refuse(const std::string& why) { throw Refusal(401, "invalid_token", why); }

/// Keys and certificates that the token brings along, or names an address for, are not looked at.
Jwt parse(const std::string& token) {
  jwt_t* made = nullptr;
  r_jwt_init(&made);
  Jwt jwt(made, &r_jwt_free);
  if (r_jwt_advanced_parsen(jwt.get(), token.data(), token.size(), R_PARSE_NONE,
                            R_FLAG_IGNORE_REMOTE) != RHN_OK)
    refuse("the token is no signed JWT");
  return jwt;
}

/// RFC 7515 section 4.1.11: who does not understand an extension that is critical refuses. We
/// understand none.
void refuse_extensions(jwt_t* jwt) {
  const std::unique_ptr<char, decltype(&r_free)> text(r_jwt_get_full_header_str(jwt), &r_free);
  const Json header = text ? Json::parse(text.get(), nullptr, false) : Json();
  if (!header.is_object() || header.contains("crit"))
    refuse("the token's header has critical extensions (crit), which are not understood here");
}

Json claims_of(jwt_t* jwt) {
  const std::unique_ptr<char, decltype(&r_free)> text(r_jwt_get_full_claims_str(jwt), &r_free);
  Json claims = text ? Json::parse(text.get(), nullptr, false) : Json();
  if (!claims.is_object()) refuse("the token has no claims");
  return claims;
}

/// A symmetric key in there must not verify anything, nor one that is for encryption.
bool may_sign(jwk_t* key, jwt_t* jwt) {
  const auto text = [&](const char* name) {
    const char* value = r_jwk_get_property_str(key, name);
    return std::string(value ? value : "");
  };
  const char* wanted = r_jwt_get_header_str_value(jwt, "kid");
  if (wanted && !text("kid").empty() && text("kid") != wanted) return false;
  const bool rsa = r_jwt_get_sign_alg(jwt) == R_JWA_ALG_RS256;
  return text("kty") == (rsa ? "RSA" : "EC") && text("use") != "enc";
}

bool is_signed_by_one(const std::string& keys, jwt_t* jwt) {
  jwks_t* made = nullptr;
  r_jwks_init(&made);
  const Jwks jwks(made, &r_jwks_free);
  // What it does not understand among the keys it leaves out.
  if (!keys.empty()) r_jwks_import_from_json_str(jwks.get(), keys.c_str());
  for (std::size_t i = 0; i < r_jwks_size(jwks.get()); ++i) {
    const Jwk key(r_jwks_get_at(jwks.get(), i), &r_jwk_free);
    if (key && may_sign(key.get(), jwt) &&
        r_jwt_verify_signature(jwt, key.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK)
      return true;
  }
  return false;
}

bool is_jwks(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  return json.is_object() && json.contains("keys") && json["keys"].is_array();
}

std::string text_of(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The domain that the token is for; "" without the claim. One that cannot be read must not open
/// all domains.
std::string tenant_of(const Json& claims, const std::string& name) {
  if (!claims.contains(name)) return {};
  std::string tenant = text_of(claims, name);
  if (tenant.empty()) refuse("the token's " + name + " is not the name of one domain");
  return tenant;
}

/// A claim that may be one text or a list of them, or words with blanks between.
std::vector<std::string> words_of(const Json& claims, const std::string& name) {
  std::vector<std::string> words;
  const auto found = claims.find(name);
  if (found == claims.end()) return words;
  const auto take = [&](const std::string& text) {
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find(' ', from), text.size());
      if (end > from) words.push_back(text.substr(from, end - from));
      from = end + 1;
    }
  };
  if (found->is_string()) take(found->get<std::string>());
  if (found->is_array())
    for (const Json& item : *found)
      if (item.is_string()) words.push_back(item.get<std::string>());
  return words;
}

std::optional<Instant> time_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::nullopt;
  if (!found->is_number()) refuse(std::string("the token's ") + name + " is no number");
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < 253402300800.0))
    refuse(std::string("the token's ") + name + " is no time");
  return Instant(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

}  // namespace

Issuer::Issuer(const RestConfig& config)
    : config_(config),
      by_address_(config.jwks.starts_with("http://") || config.jwks.starts_with("https://")) {
  if (by_address_) return;
  const auto text = read_text_file(config.jwks);
  if (!text) throw Error(ErrorCode::InvalidArgument, "rest.jwks: cannot read " + config.jwks);
  if (!is_jwks(*text))
    throw Error(ErrorCode::InvalidArgument, "rest.jwks: " + config.jwks + " is no JWKS");
  keys_ = *text;
}

tokens::Bearer Issuer::bearer_of(const std::string& token) {
  const Jwt jwt = parse(token);
  const jwa_alg algorithm = r_jwt_get_sign_alg(jwt.get());
  if (algorithm != R_JWA_ALG_RS256 && algorithm != R_JWA_ALG_ES256)
    refuse("the token is not signed by RS256 or ES256");
  refuse_extensions(jwt.get());
  // Keys may have been changed there since we read them: once more with fresh ones.
  if (!is_signed_by_one(keys(false), jwt.get()) && !is_signed_by_one(keys(true), jwt.get()))
    refuse("the token's signature is wrong, or its key is unknown");

  const Json claims = claims_of(jwt.get());
  if (!config_.jwt_issuer.empty() && text_of(claims, "iss") != config_.jwt_issuer)
    refuse("the token's issuer is another one");
  const auto audience = words_of(claims, "aud");
  if (!config_.jwt_audience.empty() &&
      std::find(audience.begin(), audience.end(), config_.jwt_audience) == audience.end())
    refuse("the token is meant for another audience");
  const Instant at = now();
  const auto expires = time_of(claims, "exp");
  if (!expires) refuse("the token never ends (exp is missing)");
  if (*expires + config_.jwt_clock_skew <= at)
    throw Refusal(401, "expired", "the token is expired");
  const auto begins = time_of(claims, "nbf");
  if (begins && *begins > at + config_.jwt_clock_skew) refuse("the token is not valid yet");

  tokens::Bearer bearer;
  bearer.subject = text_of(claims, "sub");
  if (bearer.subject.empty()) bearer.subject = text_of(claims, "client_id");
  bearer.token_id = "jwt:" + bearer.subject;
  bearer.tenant = tenant_of(claims, config_.jwt_tenant_claim);
  for (const std::string& word : words_of(claims, config_.jwt_roles_claim))
    bearer.roles |= caller_role_of(word);
  return bearer;
}

std::string Issuer::keys(bool unknown_key) {
  std::unique_lock lock(mutex_);
  if (!by_address_) return keys_;
  const auto at = Clock::now();
  const bool fresh = !keys_.empty() && at < fetched_ + keys_serve && !unknown_key;
  if (fresh || (tried_ != Clock::time_point() && at < tried_ + between_tries)) return keys_;
  tried_ = at;
  // Others go on with the keys that there are; where there are none yet, they wait.
  if (!keys_.empty()) lock.unlock();
  std::string fetched;
  try {
    fetched = fetch();
  } catch (const std::exception& error) {
    log::warn("jwks_unreachable", {
                                      {"address", config_.jwks},
                                      {"reason",  error.what()}
    });
  }
  if (!lock.owns_lock()) lock.lock();
  if (!fetched.empty()) {
    keys_ = std::move(fetched);
    fetched_ = at;
  }
  return keys_;
}

std::string Issuer::fetch() const {
  connectors::HttpClient client(connectors::HttpSettings{});
  const connectors::HttpReply reply = client.send({.method = "GET",
                                                   .url = config_.jwks,
                                                   .headers = {"Accept: application/json"},
                                                   .body = {},
                                                   .changes = false},
                                                  Clock::now() + std::chrono::seconds(5));
  if (reply.status != 200)
    throw Error(ErrorCode::ConnectorFailed, "it answers " + std::to_string(reply.status));
  if (!is_jwks(reply.body)) throw Error(ErrorCode::ConnectorFailed, "its answer is no JWKS");
  return reply.body;
}

}  // namespace idm::rest
