#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "identity/roles_of_callers.h"
#include "orm/store.h"

/// The tokens that REST callers show (contract rest.md sections 0 and 4). Only hashes are stored.
namespace idm::tokens {

/// Who a token speaks for.
struct Bearer {
  std::string token_id;
  std::string subject;
  std::string tenant;  ///< a security domain; "" = all
  CallerRoles roles = 0;
  Moment expires;
};

struct Wish {
  std::string subject;
  std::string tenant;  ///< "" = all
  CallerRoles roles = 0;
  Moment expires;         ///< null = never
  std::string client_id;  ///< the token that it is exchanged for; "" = none
};

/// Shown once and never again.
struct Issued {
  std::string id;      ///< also the client id at /oauth/token
  std::string secret;  ///< the token; also the client secret
};

/// Throws Error(InvalidArgument) for an unknown tenant, a subject that is empty or too long, or an
/// end that is over.
Issued create(Store& store, const Wish& wish);

/// Whose token that is; nothing when it is unknown or revoked, or its client's is. One that is over
/// is found: `expires` tells.
std::optional<Bearer> find(Store& store, const std::string& secret);

/// Whether `secret` is that of the token with this id. Compared in constant time.
std::optional<Bearer> authenticate(Store& store, const std::string& id, const std::string& secret);

/// A line a token that operators made, the oldest first; no secrets.
std::vector<std::string> list(Store& store);

/// Ends a token and those exchanged for it. Throws Error(ObjectNotFound).
void revoke(Store& store, const std::string& id);

/// Deletes those that have been over for a day, but operators' own. How many.
std::size_t forget_expired(Store& store);

/// 90d, 12h, 30m, an RFC 3339 day or time, or never. Throws Error(InvalidArgument).
Moment parse_expiry(const std::string& text, Instant at);

}  // namespace idm::tokens
