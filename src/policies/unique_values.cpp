#include "policies/unique_values.h"

#include <algorithm>

#include "core/error.h"
#include "core/folding.h"
#include "core/instant.h"
#include "identity/again_when_stale.h"
#include "orm/account_attribute-odb.hxx"
#include "orm/login-odb.hxx"
#include "orm/prepared.h"

namespace idm::policies {
namespace {

using Query = odb::query<AccountAttribute>;

std::vector<AccountAttribute> rows_of(Db& db, const std::string& system, const std::string& user) {
  using Owner = std::pair<std::string, std::string>;
  return rows_by<AccountAttribute>(
      db, "account_attributes_of_user", Owner(user, system), [](const Owner& owner) {
        return Query::user_id == Query::_ref(owner.first) &&
               Query::id.managed_system_id == Query::_ref(owner.second);
      });
}

std::optional<std::string> newest(const std::vector<AccountAttribute>& rows,
                                  const std::string& name) {
  const AccountAttribute* found = nullptr;
  for (const AccountAttribute& row : rows)
    if (row.id.name_folded == name && (!found || row.reserved > found->reserved)) found = &row;
  return found ? std::optional(found->value) : std::nullopt;
}

/// Does somebody else have that value?
bool is_taken(Db& db, const AccountAttributeId& id, const std::string& user) {
  const auto stored = db.find<AccountAttribute>(id);
  if (stored && stored->user_id != user) return true;
  if (id.name_folded != account_id) return false;
  using Logins = odb::query<Login>;
  const auto logins =
      rows_by<Login>(db, "logins_of_account_name", id, [](const AccountAttributeId& wanted) {
        return Logins::login_folded == Logins::_ref(wanted.value_folded) &&
               Logins::id.managed_system_id == Logins::_ref(wanted.managed_system_id);
      });
  return std::ranges::any_of(
      logins, [&](const Login& login) { return login.user_id.null() || *login.user_id != user; });
}

AccountAttribute reservation(const std::string& system, const std::string& user,
                             const std::string& name, const std::string& value) {
  AccountAttribute row;
  row.id = {system, name, fold(value)};
  row.user_id = user;
  row.value = value;
  row.reserved = now();
  return row;
}

}  // namespace

std::optional<std::string> UniqueValues::held(const std::string& attribute) const {
  return store_.read([&](Db& db) { return newest(rows_of(db, system_, user_), fold(attribute)); });
}

std::optional<std::string> UniqueValues::claim(const std::string& attribute,
                                               const std::vector<std::string>& candidates) const {
  const std::string name = fold(attribute);
  const auto choose = [&](Db& db) -> std::optional<std::string> {
    if (auto mine = newest(rows_of(db, system_, user_), name)) return mine;
    for (const std::string& candidate : candidates) {
      if (is_taken(db, {system_, name, fold(candidate)}, user_)) continue;
      if (reserve_) db.insert(reservation(system_, user_, name, candidate));
      return candidate;
    }
    return std::nullopt;
  };
  if (!reserve_) return store_.read(choose);
  if (auto mine = held(attribute)) return mine;
  // Whoever reserved the same value a moment before us makes our insert fail, and we look again.
  return again_when_stale([&] { return store_.transact(choose); });
}

bool UniqueValues::note_account(const std::string& name) const {
  const AccountAttributeId id{system_, account_id, fold(name)};
  const auto [known, free] = store_.read([&](Db& db) {
    return std::pair(db.find<AccountAttribute>(id).has_value(), !is_taken(db, id, user_));
  });
  if (known || !reserve_) return free;
  return again_when_stale([&] {
    return store_.transact([&](Db& db) {
      if (!db.find<AccountAttribute>(id)) db.insert(reservation(system_, user_, account_id, name));
      return !is_taken(db, id, user_);
    });
  });
}

void release(Db& db, const std::string& managed_system_id, const std::string& user_id) {
  for (const AccountAttribute& row : rows_of(db, managed_system_id, user_id))
    db.erase<AccountAttribute>(row.id);
}

}  // namespace idm::policies
