#include "identity/audit.h"

#include <sodium.h>

#include "core/ids.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "orm/text.h"

namespace idm::audit {
namespace {

Text cut(const Text& text, std::size_t characters) {
  if (text.null() || text->size() <= characters) return text;
  return Text(first_characters(*text, characters));
}

bool given(const Text& text) { return !text.null() && !text->empty(); }

void set_custom(AuditEntry& entry, const std::array<Custom, 4>& custom) {
  constexpr std::size_t width = 255;
  entry.custom_attrname1 = cut(custom[0].name, width);
  entry.custom_attrvalue1 = cut(custom[0].value, width);
  entry.custom_attrname2 = cut(custom[1].name, width);
  entry.custom_attrvalue2 = cut(custom[1].value, width);
  entry.custom_attrname3 = cut(custom[2].name, width);
  entry.custom_attrvalue3 = cut(custom[2].value, width);
  entry.custom_attrname4 = cut(custom[3].name, width);
  entry.custom_attrvalue4 = cut(custom[3].value, width);
}

}  // namespace

Requestor with_login(Services& services, Requestor requestor) {
  if (!given(requestor.user_id) || given(requestor.login)) return requestor;
  const std::string& id = *requestor.user_id;
  const std::optional<Login> primary = services.store.read([&](Db& db) {
    return db.find<User>(id) ? logins::find_primary(db, services.config, id) : std::nullopt;
  });
  if (!primary) return requestor;
  requestor.login = primary->id.login;
  requestor.domain = primary->id.domain_id;
  return requestor;
}

void set_account(AuditEvent& event, const LoginId& account) {
  event.target_system_id = account.managed_system_id;
  event.custom[2] = {Text("TARGET_IDENTITY"), account.login};
  event.custom[3] = {Text("TARGET_DOMAIN"), account.domain_id};
}

AuditEntry entry_of(const AuditEvent& event) {
  const Requestor& requestor = event.requestor;
  AuditEntry entry;
  entry.id = new_id();
  entry.at = now();
  entry.action = event.action;
  entry.status = event.status;
  entry.object_type = event.object_type;
  entry.object_id = cut(event.object_id, 32);
  entry.object_name = cut(event.object_name, 255);
  entry.reason = cut(event.reason, 1000);
  entry.reason_detail = cut(event.reason_detail, 16000);
  entry.user_id = cut(requestor.user_id, 32);
  entry.domain_id = cut(requestor.domain, 20);
  entry.principal = cut(requestor.login, 320);
  entry.host = cut(requestor.client_ip, 100);
  entry.linked_log_id = cut(event.linked_log_id, 40);
  entry.source_system_id =
      given(event.source_system_id) ? cut(event.source_system_id, 40) : Text("IDM SERVICE");
  entry.target_system_id = cut(event.target_system_id, 40);
  entry.request_id =
      cut(given(event.request_id) ? event.request_id : Text(requestor.http_request_id), 40);
  entry.session_id = cut(event.session_id, 40);
  set_custom(entry, event.custom);
  entry.hash = hash_of(entry);
  return entry;
}

void record(Db& db, const AuditEvent& event) { db.insert(entry_of(event)); }

void record_failure(Services& services, AuditEvent event, const Error& error) noexcept {
  // Waiting for a store that is away once more would only keep the caller waiting.
  if (error.code() == ErrorCode::StoreUnavailable) return;
  try {
    event.status = "FAIL";
    event.reason = std::string(form_of(error.code()).wire);
    event.reason_detail = std::string(error.what());
    services.store.transact([&](Db& db) { record(db, event); });
  } catch (const std::exception&) {
    // The store is away or refuses: the caller hears of `error`, which is worth more than this row.
  }
}

std::string hash_of(const AuditEntry& entry) {
  std::string fields;
  const auto add = [&fields](const std::string& text) {
    // A separator that no field holds, so that moving text between fields changes the hash.
    fields += text;
    fields += '\x1f';
  };
  const auto add_text = [&add](const Text& text) { add(text.null() ? std::string() : *text); };
  add(entry.action);
  add_text(entry.status);
  add_text(entry.domain_id);
  add_text(entry.principal);
  add_text(entry.user_id);
  add(entry.object_type);
  add_text(entry.object_id);
  add_text(entry.linked_log_id);
  add_text(entry.request_id);
  add(entry.at.null() ? std::string() : to_sql(*entry.at));

  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(fields.data()), fields.size());
  char hex[sizeof digest * 2 + 1];
  sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
  return hex;
}

}  // namespace idm::audit
