#include "policies/unique_values.h"

#include <algorithm>
#include <set>

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
  return rows_where<AccountAttribute>(
      db, Query::user_id == user && Query::id.managed_system_id == system);
}

std::optional<std::string> newest(const std::vector<AccountAttribute>& rows,
                                  const std::string& name) {
  const AccountAttribute* found = nullptr;
  for (const AccountAttribute& row : rows)
    if (row.id.name_folded == name && (!found || row.reserved > found->reserved)) found = &row;
  return found ? std::optional(found->value) : std::nullopt;
}

/// Folded values that somebody else has.
std::set<std::string> taken(Db& db, const std::string& system, const std::string& user,
                            const std::string& name, const std::vector<std::string>& folded) {
  std::set<std::string> all;
  for (const AccountAttribute& row : rows_where<AccountAttribute>(
           db, Query::id.managed_system_id == system && Query::id.name_folded == name &&
                   Query::id.value_folded.in_range(folded.begin(), folded.end())))
    if (row.user_id != user) all.insert(row.id.value_folded);
  if (name != account_id) return all;
  using Logins = odb::query<Login>;
  for (const Login& login :
       rows_where<Login>(db, Logins::id.managed_system_id == system &&
                                 Logins::login_folded.in_range(folded.begin(), folded.end())))
    if (login.user_id.null() || *login.user_id != user) all.insert(login.login_folded);
  return all;
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
  std::vector<std::string> folded;
  for (const std::string& candidate : candidates) folded.push_back(fold(candidate));
  const auto choose = [&](Db& db) -> std::optional<std::string> {
    if (auto mine = newest(rows_of(db, system_, user_), name)) return mine;
    if (candidates.empty()) return std::nullopt;
    const std::set<std::string> others = taken(db, system_, user_, name, folded);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (others.count(folded[i])) continue;
      if (reserve_) db.insert(reservation(system_, user_, name, candidates[i]));
      return candidates[i];
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
  const auto others_have_it = [&](Db& db) {
    return !taken(db, system_, user_, account_id, {id.value_folded}).empty();
  };
  const auto [known, free] = store_.read([&](Db& db) {
    return std::pair(db.find<AccountAttribute>(id).has_value(), !others_have_it(db));
  });
  if (known || !reserve_) return free;
  return again_when_stale([&] {
    return store_.transact([&](Db& db) {
      if (!db.find<AccountAttribute>(id)) db.insert(reservation(system_, user_, account_id, name));
      return !others_have_it(db);
    });
  });
}

void release(Db& db, const std::string& managed_system_id, const std::string& user_id) {
  db.flush();
  for (const AccountAttribute& row : rows_of(db, managed_system_id, user_id))
    db.erase<AccountAttribute>(row.id);
}

}  // namespace idm::policies
