#include "provisioning/retries.h"

#include <sodium.h>

#include "core/instant.h"
#include "orm/prepared.h"
#include "orm/request_memory-odb.hxx"
#include "orm/user.h"

namespace idm::provisioning::retries {
namespace {

constexpr std::chrono::hours remembered_for{24};

bool is_old(const RequestMemory& memory) { return memory.create_date + remembered_for < now(); }

/// Not what a twin put into its place meanwhile.
void forget(Db& db, const RequestMemory& memory) {
  using Query = odb::query<RequestMemory>;
  db.odb().erase_query<RequestMemory>(Query::id == memory.id && Query::user_id == memory.user_id);
}

void feed(crypto_generichash_state& state, const std::string& text) {
  const unsigned long long size = text.size();
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                            text.size());
}

}  // namespace

std::string key_of(const Services& services, const char* operation, const UserRequest& request) {
  if (request.request_id.empty()) return {};
  // Keyed, because the request may hold a password that a plain hash would let one guess.
  crypto_generichash_state state;
  const std::string& key = services.secret_key;
  unsigned char hash[crypto_generichash_BYTES];
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                          sizeof hash);
  feed(state, operation);
  feed(state, request.request_id);
  feed(state, request.fingerprint);
  crypto_generichash_final(&state, hash, sizeof hash);
  char hex[2 * sizeof hash + 1];
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  return hex;
}

std::optional<RequestMemory> find(Db& db, const std::string& key) {
  if (key.empty()) return std::nullopt;
  std::optional<RequestMemory> found = db.find<RequestMemory>(key);
  if (found && is_old(*found)) found.reset();
  return found;
}

void remember(Db& db, const std::string& key, const std::string& user_id, const std::string& note) {
  if (key.empty()) return;
  // One that is too old to be retried, but not forgotten yet, makes room, and so does one whose
  // user was removed; a twin's must stay in the way.
  const std::optional<RequestMemory> old = db.find<RequestMemory>(key);
  if (old && (is_old(*old) || !db.find<User>(old->user_id))) forget(db, *old);
  RequestMemory memory;
  memory.id = key;
  memory.user_id = user_id;
  if (!note.empty()) memory.note = note.substr(0, 1000);
  memory.create_date = now();
  db.insert(memory);
}

std::size_t forget_old(Services& services) {
  return services.store.transact([](Db& db) {
    const Instant limit = now() - remembered_for;
    return static_cast<std::size_t>(
        db.odb().erase_query<RequestMemory>(odb::query<RequestMemory>::create_date < limit));
  });
}

}  // namespace idm::provisioning::retries
