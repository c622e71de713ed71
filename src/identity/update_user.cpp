#include "identity/update_user.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "core/folding.h"
#include "core/instant.h"
#include "identity/attempt.h"
#include "identity/needed.h"
#include "identity/new_rows.h"
#include "identity/user_checks.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/reference.h"

namespace idm::users {
namespace {

User overwritten(const User& wanted, const User& stored) {
  User row = wanted;
  row.id = stored.id;
  row.version = stored.version;
  row.last_update = now();
  // The class defaults of behaviour.md 4.2.
  if (row.show_in_search.null()) row.show_in_search = 0;
  if (row.delegated_admin.null()) row.delegated_admin = 0;
  return row;
}

/// Makes the rows of one table, and those in `stored`, what `wanted` says.
template <class Row>
void replace_rows(Db& db, const std::string& user_id, std::vector<Row>& stored,
                  const std::vector<Row>& wanted) {
  std::set<std::string> kept;
  std::vector<Row> rows, fresh;
  for (Row row : wanted) {
    const std::string id = row.id;
    const bool known =
        std::any_of(stored.begin(), stored.end(), [&](const Row& other) { return other.id == id; });
    new_rows::belongs_to(row, user_id);
    // An entry with an id that another entry had, or that is not one of this user's, is a new row.
    if (known && kept.insert(id).second) {
      row.id = id;
      db.update(row);
      rows.push_back(std::move(row));
    } else {
      fresh.push_back(std::move(row));
    }
  }
  for (const Row& row : stored)
    if (!kept.count(row.id)) db.erase<Row>(row.id);
  for (const Row& row : fresh) db.insert(row);
  stored = std::move(rows);
  std::move(fresh.begin(), fresh.end(), std::back_inserter(stored));
}

template <class Row>
std::vector<Row> rows_of(const std::vector<Wanted<Row>>& wanted) {
  std::vector<Row> rows;
  for (const Wanted<Row>& entry : wanted)
    if (entry.operation != Operation::Delete) rows.push_back(entry.row);
  return rows;
}

/// The stored attribute that an entry of `entries` means: by id, else by name as it is spelt, else
/// in another case (decision 0013), unless another entry spells it as it is.
const UserAttribute* meant(const std::vector<UserAttribute>& stored, const UserAttribute& wanted,
                           const std::vector<Wanted<UserAttribute>>& entries) {
  const auto find = [&](auto same) -> const UserAttribute* {
    const auto found = std::find_if(stored.begin(), stored.end(), same);
    return found == stored.end() ? nullptr : &*found;
  };
  const UserAttribute* by_id = find([&](const UserAttribute& row) { return row.id == wanted.id; });
  if (by_id || wanted.name.null()) return by_id;
  const UserAttribute* as_spelt =
      find([&](const UserAttribute& row) { return row.name == wanted.name; });
  if (as_spelt) return as_spelt;
  const std::string folded = fold(*wanted.name);
  return find([&](const UserAttribute& row) {
    const auto spells_it = [&](const Wanted<UserAttribute>& entry) {
      return entry.row.name == row.name;
    };
    return !row.name.null() && fold(*row.name) == folded &&
           std::none_of(entries.begin(), entries.end(), spells_it);
  });
}

/// userAttributes is a map: of two entries with one key the last one stands. Stored rows may share
/// a name; entries tell them apart by id. Of two with one id and other names both stand.
bool mean_the_same(const UserAttribute& a, const UserAttribute& b) {
  return a.id == b.id && a.name == b.name;
}

/// Returns the names of those that were to stay as stored, and are not stored.
std::vector<std::string> replace_attributes(Db& db, UserGraph& user, const UserRequest& request) {
  std::vector<UserAttribute> rows;
  std::vector<std::string> missing;
  for (const Wanted<UserAttribute>& wanted : request.attributes) {
    const UserAttribute* stored = meant(user.attributes, wanted.row, request.attributes);
    const bool nothing_to_keep = wanted.operation == Operation::NoChange && !stored;
    if (nothing_to_keep) {
      missing.push_back(wanted.row.name.null() ? wanted.row.id : *wanted.row.name);
      continue;
    }
    UserAttribute row = wanted.operation == Operation::NoChange ? *stored : wanted.row;
    row.id = stored ? stored->id : std::string();
    if (stored) {
      // The WSDL has no element for these two, so that their absence says nothing.
      if (row.group.null()) row.group = stored->group;
      if (row.value_as_bytes.null()) row.value_as_bytes = stored->value_as_bytes;
      // An attribute without a name is read with its id as its key.
      if (stored->name.null() && row.name == stored->id) row.name.reset();
    }
    std::erase_if(rows, [&](const UserAttribute& other) { return mean_the_same(other, row); });
    if (wanted.operation != Operation::Delete) rows.push_back(std::move(row));
  }
  replace_rows(db, user.user.id, user.attributes, rows);
  return missing;
}

std::vector<std::string> replace_dependents(Db& db, UserGraph& user, const UserRequest& request) {
  const std::string& id = user.user.id;
  std::vector<std::string> missing = replace_attributes(db, user, request);
  replace_rows(db, id, user.emails, rows_of(request.emails));
  replace_rows(db, id, user.phones, rows_of(request.phones));
  replace_rows(db, id, user.addresses, rows_of(request.addresses));
  replace_rows(db, id, user.notes, request.notes);
  return missing;
}

std::string not_taken(const UserRequest& request, const std::vector<std::string>& missing) {
  std::string note;
  const auto add = [&](const std::string& text) { note += (note.empty() ? "" : "; ") + text; };
  if (!request.principals.empty())
    add("principals were left as stored: modifyUser and setPassword change them");
  if (request.supervisor)
    add("the supervisor was left as stored: addSupervisor and updateSupervisor change it");
  for (const std::string& name : missing)
    add("attribute '" + name +
        "' was left out: nochange keeps what is stored, and the user has no such attribute");
  return note;
}

}  // namespace

std::string overwrite(Services& services, UserRequest request, bool dependents) {
  const std::string& id = request.user.id;
  const auto reference = services.reference.get();
  user_checks::spell_ids(*reference, request);
  std::vector<std::string> missing;
  audit::attempt(services, user_events::event_of("MODIFY", request, id), [&](Db& db) {
    needed(id, "userId");
    user_checks::metadata(*reference, request);
    const UserGraph before = get_locked(db, id);
    UserGraph after = before;
    after.user = overwritten(request.user, before.user);
    db.update(after.user, &before.user);
    if (dependents) missing = replace_dependents(db, after, request);
    user_events::record(db, services.config, "MODIFY", request, before, after);
  });
  return not_taken(request, missing);
}

}  // namespace idm::users
