#include "identity/revise_user.h"

#include <algorithm>

#include "core/instant.h"
#include "identity/field_lists.h"
#include "identity/group_members.h"
#include "identity/new_rows.h"
#include "identity/principals.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/text.h"

namespace idm::users {
namespace {

template <class Row>
bool is_same(const Row& a, const Row& b) {
  for (const auto member : fields::texts_of(&a))
    if (a.*member != b.*member) return false;
  return a.is_default == b.is_default && a.active == b.active;
}

bool is_same(const UserAttribute& a, const UserAttribute& b) {
  return a.metadata_element_id == b.metadata_element_id && a.name == b.name && a.value == b.value &&
         a.group == b.group && a.value_as_bytes == b.value_as_bytes;
}

/// Attributes and contacts: matched by id.
template <class Row>
void store_owned(Db& db, const std::string& user_id, const std::vector<Row>& before,
                 std::vector<Row>& after) {
  const auto with_id = [](const auto& rows, const std::string& id) {
    return std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == id; });
  };
  for (const Row& row : before)
    if (with_id(after, row.id) == after.end()) db.erase<Row>(row.id);
  for (Row& row : after) {
    const auto stored = row.id.empty() ? before.end() : with_id(before, row.id);
    if (stored == before.end()) {
      new_rows::belongs_to(row, user_id);
      db.insert(row);
    } else if (!is_same(*stored, row)) {
      db.update(row);
    }
  }
}

/// Memberships: there or not there.
template <class Row, class Same, class Erase, class Make>
void store_memberships(Db& db, const std::vector<Row>& before, std::vector<Row>& after, Same same,
                       Erase erase, Make make) {
  const auto has = [&](const std::vector<Row>& rows, const Row& row) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Row& other) { return same(other, row); });
  };
  for (const Row& row : before)
    if (!has(after, row)) erase(row);
  for (Row& row : after) {
    if (has(before, row)) continue;
    row = make(row);
    db.insert(row);
  }
}

void store_groups(Db& db, const UserGraph& before, UserGraph& after) {
  const std::string& id = after.user.id;
  std::set<std::string> changed;
  store_memberships(
      db, before.groups, after.groups,
      [](const UserGroup& a, const UserGroup& b) { return a.group_id == b.group_id; },
      [&](const UserGroup& row) {
        db.erase<UserGroup>(row.id);
        changed.insert(row.group_id);
      },
      [&](const UserGroup& row) {
        changed.insert(row.group_id);
        return new_rows::membership(row, id, now());
      });
  group_members::mark_changed(db, changed);
}

std::vector<UserRole> store_roles(Db& db, const UserGraph& before, UserGraph& after) {
  std::vector<UserRole> removed;
  store_memberships(
      db, before.roles, after.roles,
      [](const UserRole& a, const UserRole& b) {
        return a.id.role_id == b.id.role_id && a.id.domain_id == b.id.domain_id;
      },
      [&](const UserRole& row) {
        db.erase<UserRole>(row.id);
        removed.push_back(row);
      },
      [&](const UserRole& row) { return new_rows::role(row, after.user.id, now()); });
  return removed;
}

void store_supervisors(Db& db, const UserGraph& before, UserGraph& after) {
  store_memberships(
      db, before.supervisors, after.supervisors,
      [](const Supervision& a, const Supervision& b) { return a.supervisor_id == b.supervisor_id; },
      [&](const Supervision& row) { db.erase<Supervision>(row.id); },
      [&](const Supervision& row) { return new_rows::supervision(row, after.user.id); });
}

void store_principals(Db& db, const std::string& default_system, const UserGraph& before,
                      UserGraph& after) {
  for (std::size_t i = 0; i < before.principals.size(); ++i) {
    const std::string name = after.principals[i].login.id.login;
    if (name == before.principals[i].login.id.login) continue;
    after.principals[i] = before.principals[i];
    principals::rename(db, after.principals[i], name);
  }
  principals::add_role_domains(after, default_system, now());
  for (std::size_t i = before.principals.size(); i < after.principals.size(); ++i)
    principals::insert(db, after.principals[i]);
}

}  // namespace

bool revise(Db& db, Services& services, const Reference& reference, const UserRequest& origin,
            const std::string& user_id, const Edit& edit, UserAnswer& answer) {
  answer = {};
  UserGraph& user = answer.user;
  user = get_locked(db, user_id);
  answer.before = user;
  if (!edit(db, user)) return false;
  const UserGraph& before = answer.before;
  user.user.last_update = now();
  if (!origin.requestor.user_id.null()) user.user.last_updated_by = origin.requestor.user_id;
  db.update(user.user, &before.user);
  store_owned(db, user_id, before.attributes, user.attributes);
  store_owned(db, user_id, before.emails, user.emails);
  store_owned(db, user_id, before.phones, user.phones);
  store_owned(db, user_id, before.addresses, user.addresses);
  store_supervisors(db, before, user);
  answer.removed_roles = store_roles(db, before, user);
  store_principals(db, services.config.default_managed_system, before, user);
  store_groups(db, before, user);
  user_events::record(db, services.config, "MODIFY", origin, before, user);
  answer.effective_roles = effective_roles(reference, user);
  return true;
}

}  // namespace idm::users
