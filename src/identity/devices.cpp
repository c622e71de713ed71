#include "identity/devices.h"

#include <sodium.h>

#include <algorithm>

#include "core/ascii.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "core/seal.h"
#include "identity/attempt.h"
#include "identity/password_hash.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/device-odb.hxx"
#include "orm/prepared.h"
#include "orm/text.h"

namespace idm::devices {
namespace {

using CodeQuery = odb::query<ActivationCode>;
using DeviceQuery = odb::query<Device>;

constexpr std::chrono::hours usual_lifetime{24 * 7};
constexpr std::size_t shortest_code = 4, longest_code = 64;

bool is_word(const std::string& text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || others.find(c) != std::string_view::npos;
  });
}

std::string new_code() {
  // No letters and digits that are mistaken for one another.
  static constexpr std::string_view alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string code;
  for (int i = 0; i < 10; ++i) code += alphabet[randombytes_uniform(alphabet.size())];
  return code;
}

std::vector<ActivationCode> codes_in_force(Db& db, const std::string& user_id) {
  std::vector<ActivationCode> rows =
      rows_where<ActivationCode>(db, CodeQuery::user_id == user_id && CodeQuery::not_after > now());
  std::sort(rows.begin(), rows.end(),
            [](const ActivationCode& a, const ActivationCode& b) { return a.id < b.id; });
  return rows;
}

/// Sealed under another key: "", which no code is.
std::string clear_code(const Services& services, const ActivationCode& row) {
  if (row.code.null()) return {};
  return unseal(services.secret_key, *row.code).value_or("");
}

std::optional<ActivationCode> find_code(const Services& services, Db& db,
                                        const std::string& user_id, const std::string& code) {
  for (ActivationCode& row : codes_in_force(db, user_id)) {
    const std::string stored = clear_code(services, row);
    if (!code.empty() && stored.size() == code.size() &&
        sodium_memcmp(stored.data(), code.data(), code.size()) == 0)
      return std::move(row);
  }
  return std::nullopt;
}

void check(const NewCode& wanted, Instant at) {
  const std::string& code = wanted.code;
  if (!code.empty() &&
      (code.size() < shortest_code || code.size() > longest_code || !is_word(code, "-")))
    throw Error(ErrorCode::InvalidArgument,
                "activationCode must have 4 to 64 letters, digits and hyphens");
  if (!wanted.not_after.null() && *wanted.not_after <= at)
    throw Error(ErrorCode::InvalidArgument, "activationNotAfter is over");
}

void check_width(const char* what, const Text& text, std::size_t most) {
  if (!text.null() && first_characters(*text, most) != *text)
    throw Error(ErrorCode::InvalidArgument, std::string(what) + " of a device is longer than " +
                                                std::to_string(most) + " characters");
}

audit::AuditEvent event_of(const char* action, const std::string& user_id,
                           const Requestor& requestor) {
  audit::AuditEvent event;
  event.action = action;
  event.object_id = user_id;
  event.requestor = requestor;
  return event;
}

void name_device(audit::AuditEvent& event, const std::string& id) {
  event.custom[0] = {std::string("DEVICE_ID"), id};
}

}  // namespace

std::vector<Code> add_code(Services& services, const std::string& user_id, const NewCode& wanted,
                           const Requestor& requestor) {
  const audit::AuditEvent event = event_of("ADD ACTIVATION CODE", user_id, requestor);
  return audit::or_record_failure(services, event, [&] {
    const Instant at = now();
    check(wanted, at);
    ActivationCode row;
    row.id = new_id();
    row.user_id = user_id;
    const std::string code = wanted.code.empty() ? new_code() : wanted.code;
    row.code = seal(services.secret_key, code);
    row.hidden = wanted.hidden ? 1 : 0;
    if (!wanted.secret.null()) row.secret_hash = services.hasher.hash(*wanted.secret);
    row.not_after = wanted.not_after.null() ? Instant(at + usual_lifetime) : *wanted.not_after;
    row.create_date = at;
    return services.store.transact([&](Db& db) {
      if (user_rows::locked(db, user_id).empty()) throw users::no_such_user(user_id);
      if (find_code(services, db, user_id, code))
        throw Error(ErrorCode::InvalidArgument, "the user has that activationCode already");
      std::vector<Code> codes;
      for (const ActivationCode& stored : codes_in_force(db, user_id))
        codes.push_back(
            {stored.hidden ? std::string() : clear_code(services, stored), stored.not_after});
      codes.push_back({code, row.not_after});
      db.insert(row);
      audit::record(db, event);
      return codes;
    });
  });
}

bool needs_secret(Services& services, const std::string& user_id, const std::string& code) {
  return services.store.read([&](Db& db) {
    const auto row = find_code(services, db, user_id, code);
    return row && !row->secret_hash.null();
  });
}

Device activate(Services& services, const Activation& activation, const Requestor& requestor) {
  const std::string& user_id = activation.user_id;
  audit::AuditEvent event = event_of("ACTIVATE DEVICE", user_id, requestor);
  Device device{activation.id.empty() ? new_id() : activation.id, user_id, activation.name,
                activation.platform, now()};
  name_device(event, device.id);
  return audit::or_record_failure(services, event, [&] {
    check_width("the name", activation.name, 100);
    check_width("the platform", activation.platform, 40);
    if (!is_device_id(device.id))
      throw Error(ErrorCode::InvalidArgument, "'" + device.id + "' is no id for a device");
    const auto row = services.store.read(
        [&](Db& db) { return find_code(services, db, user_id, activation.code); });
    if (!row)
      throw Error(ErrorCode::ObjectNotFound, "the user has no such activation code in force");
    if (!row->secret_hash.null() && !services.hasher.verify(*row->secret_hash, activation.secret))
      throw Error(ErrorCode::InvalidArgument, "the secret is not that of the activation code");
    services.store.transact([&](Db& db) {
      if (db.find<Device>(device.id))
        throw Error(ErrorCode::InvalidArgument, "there is a device '" + device.id + "' already");
      // Of two devices with one code the first has it: the other finds it gone.
      db.erase<ActivationCode>(row->id);
      db.insert(device);
      audit::record(db, event);
    });
    return device;
  });
}

bool is_device_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 && is_word(id, ".:-_");
}

std::vector<Device> of_user(Db& db, const std::string& user_id) {
  std::vector<Device> rows = rows_where<Device>(db, DeviceQuery::user_id == user_id);
  std::sort(rows.begin(), rows.end(), [](const Device& a, const Device& b) {
    return std::tie(a.create_date, a.id) < std::tie(b.create_date, b.id);
  });
  return rows;
}

bool remove(Services& services, const std::string& id, const Requestor& requestor) {
  audit::AuditEvent event = event_of("DELETE DEVICE", "", requestor);
  name_device(event, id);
  return audit::attempt(services, event, [&](Db& db) {
    const std::optional<Device> device = db.find<Device>(id);
    if (!device) return false;
    db.erase<Device>(id);
    event.object_id = device->user_id;
    audit::record(db, event);
    return true;
  });
}

void forget(Db& db, const std::string& user_id) {
  db.odb().erase_query<Device>(DeviceQuery::user_id == user_id);
  db.odb().erase_query<ActivationCode>(CodeQuery::user_id == user_id);
}

std::size_t forget_expired(Store& store) {
  return store.transact([](Db& db) {
    return static_cast<std::size_t>(
        db.odb().erase_query<ActivationCode>(CodeQuery::not_after <= now()));
  });
}

}  // namespace idm::devices
