#include "identity/tokens.h"

#include <sodium.h>

#include <charconv>

#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "core/text_table.h"
#include "core/time_zone.h"
#include "core/xml_date.h"
#include "orm/api_token-odb.hxx"
#include "orm/prepared.h"
#include "orm/security_domain.h"

namespace idm::tokens {
namespace {

using Query = odb::query<ApiToken>;

std::string hash_of(const std::string& secret) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  char hex[2 * sizeof hash + 1];
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  return hex;
}

std::string new_secret() {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  char text[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  // The prefix lets scanners of repositories and logs know one when they see it.
  return std::string("pvd_") + text;
}

Bearer bearer_of(const ApiToken& row) {
  return {row.id, row.subject, row.tenant.null() ? std::string() : *row.tenant,
          parse_caller_roles(row.roles), row.expires};
}

bool is_revoked(Db& db, const ApiToken& row) {
  if (!row.revoked.null()) return true;
  if (row.client_id.null()) return false;
  const auto client = db.find<ApiToken>(*row.client_id);
  return !client || !client->revoked.null();
}

void check(Db& db, const Wish& wish, Instant at) {
  if (wish.subject.empty() || wish.subject.size() > 100)
    throw Error(ErrorCode::InvalidArgument, "the subject must have 1 to 100 characters");
  if (!wish.tenant.empty() && !db.find<SecurityDomain>(wish.tenant))
    throw Error(ErrorCode::InvalidArgument,
                "there is no security domain '" + wish.tenant + "' for the tenant");
  if (!wish.expires.null() && *wish.expires <= at)
    throw Error(ErrorCode::InvalidArgument, "the token's end is not in the future");
}

std::string state_of(const ApiToken& row, Instant at) {
  if (!row.revoked.null()) return "revoked";
  return !row.expires.null() && *row.expires <= at ? "expired" : "valid";
}

}  // namespace

Issued create(Store& store, const Wish& wish) {
  const Issued issued{new_id(), new_secret()};
  store.transact([&](Db& db) {
    const Instant at = now();
    check(db, wish, at);
    db.insert(ApiToken{issued.id,
                       hash_of(issued.secret),
                       wish.subject,
                       wish.tenant.empty() ? Text() : Text(wish.tenant),
                       to_string(wish.roles),
                       at,
                       wish.expires,
                       {},
                       wish.client_id.empty() ? Text() : Text(wish.client_id)});
  });
  return issued;
}

std::optional<Bearer> find(Store& store, const std::string& secret) {
  const std::string hash = hash_of(secret);
  return store.read([&](Db& db) -> std::optional<Bearer> {
    const auto rows = rows_by<ApiToken>(db, "token_by_hash", hash, [](const std::string& value) {
      return Query::hash == Query::_ref(value);
    });
    if (rows.empty() || is_revoked(db, rows.front())) return std::nullopt;
    return bearer_of(rows.front());
  });
}

std::optional<Bearer> authenticate(Store& store, const std::string& id, const std::string& secret) {
  const std::string hash = hash_of(secret);
  return store.read([&](Db& db) -> std::optional<Bearer> {
    const auto row = db.find<ApiToken>(id);
    if (!row || is_revoked(db, *row)) return std::nullopt;
    if (sodium_memcmp(row->hash.data(), hash.data(), hash.size()) != 0) return std::nullopt;
    return bearer_of(*row);
  });
}

std::vector<std::string> list(Store& store) {
  const auto rows = store.read([](Db& db) {
    return rows_where<ApiToken>(
        db, Query::client_id.is_null() + "ORDER BY" + Query::created + "," + Query::id);
  });
  std::vector<std::vector<std::string>> table{
      {"TOKEN", "SUBJECT", "TENANT", "ROLES", "CREATED", "EXPIRES", "STATE"}
  };
  const Instant at = now();
  for (const ApiToken& row : rows)
    table.push_back({row.id, row.subject, row.tenant.null() ? "(all)" : *row.tenant, row.roles,
                     to_sql(row.created).substr(0, 19),
                     row.expires.null() ? "never" : to_sql(*row.expires).substr(0, 19),
                     state_of(row, at)});
  return text_table(table);
}

void revoke(Store& store, const std::string& id) {
  store.transact([&](Db& db) {
    auto row = db.find<ApiToken>(id);
    if (!row) throw Error(ErrorCode::ObjectNotFound, "there is no token '" + id + "'");
    if (!row->revoked.null()) return;
    row->revoked = now();
    db.update(*row);
  });
}

std::size_t forget_expired(Store& store) {
  return store.transact([](Db& db) {
    const Instant day_ago = now() - std::chrono::hours(24);
    return static_cast<std::size_t>(db.odb().erase_query<ApiToken>(Query::client_id.is_not_null() &&
                                                                   Query::expires.is_not_null() &&
                                                                   Query::expires < day_ago));
  });
}

Moment parse_expiry(const std::string& text, Instant at) {
  if (text == "never") return {};
  int count = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failed == std::errc() && count > 0 && count <= 36500 &&
      end + 1 == text.data() + text.size()) {
    if (*end == 'd') return at + std::chrono::hours(24 * count);
    if (*end == 'h') return at + std::chrono::hours(count);
    if (*end == 'm') return at + std::chrono::minutes(count);
  }
  if (const auto instant = parse_xml_date(text, TimeZone("UTC"))) return *instant;
  throw Error(ErrorCode::InvalidArgument,
              "'" + text + "' is no end for a token: 90d, 12h, 30m, 2027-01-31, or never");
}

}  // namespace idm::tokens
