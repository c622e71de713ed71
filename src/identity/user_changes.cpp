#include "identity/user_changes.h"

#include <strings.h>
#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/folding.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/field_lists.h"
#include "identity/group_members.h"
#include "identity/new_rows.h"
#include "identity/users.h"

namespace idm::user_changes {
namespace {

/// Sets when sent; true when that made a difference.
bool set(Text& stored, const Text& wanted) {
  if (wanted.null()) return false;
  const Text value = clears(wanted) ? Text() : wanted;
  if (stored == value) return false;
  stored = value;
  return true;
}

bool set(Moment& stored, const Moment& wanted) {
  if (wanted.null()) return false;
  const Moment value = *wanted == Instant() ? Moment() : wanted;
  if (stored == value) return false;
  stored = value;
  return true;
}

bool set(Number& stored, const Number& wanted) {
  if (wanted.null()) return false;
  const Number value = *wanted == -999999 ? Number(0) : wanted;
  if (stored == value) return false;
  stored = value;
  return true;
}

template <class Row>
bool merge_contact(Row& stored, const Row& wanted) {
  bool changed = false;
  for (const auto member : fields::texts_of(&stored))
    changed |= set(stored.*member, wanted.*member);
  changed |= set(stored.is_default, wanted.is_default);
  changed |= set(stored.active, wanted.active);
  return changed;
}

/// The only row of which `is_meant` is true; null when there is none, or several.
template <class Row, class IsMeant>
Row* only_one(std::vector<Row>& rows, IsMeant is_meant) {
  Row* found = nullptr;
  for (Row& row : rows) {
    if (!is_meant(row)) continue;
    if (found) return nullptr;
    found = &row;
  }
  return found;
}

/// The stored row that an entry means: by id, else by name if exactly one has it, spelt so or, when
/// none is, in another case (decision 0013). Rows that another entry of this request meant already
/// are not meant again by name.
template <class Row>
Row* meant(std::vector<Row>& stored, const Row& wanted, std::set<std::string>& used) {
  const auto by_id = std::find_if(stored.begin(), stored.end(), [&](const Row& row) {
    return !wanted.id.empty() && row.id == wanted.id;
  });
  Row* found = by_id == stored.end() ? nullptr : &*by_id;
  if (!found && !wanted.name.null()) {
    const auto is_spelt_so = [&](const Row& row) { return row.name == wanted.name; };
    const std::string folded = fold(*wanted.name);
    found = std::any_of(stored.begin(), stored.end(), is_spelt_so)
                ? only_one(stored, is_spelt_so)
                : only_one(stored, [&](const Row& row) {
                    return !row.name.null() && fold(*row.name) == folded;
                  });
    if (found && used.count(found->id)) return nullptr;
  }
  if (found) used.insert(found->id);
  return found;
}

template <class Row>
void apply_contact_list(Db& db, const std::string& user_id, std::vector<Row>& stored,
                        const std::vector<Wanted<Row>>& wanted_rows) {
  std::set<std::string> used, removed;
  std::vector<Row> added;
  for (const Wanted<Row>& wanted : wanted_rows) {
    Row* row = meant(stored, wanted.row, used);
    if (wanted.operation == Operation::Delete) {
      if (row) {
        db.erase<Row>(row->id);
        removed.insert(row->id);
      }
    } else if (row) {
      if (merge_contact(*row, wanted.row)) db.update(*row);
    } else {
      Row fresh;
      merge_contact(fresh, wanted.row);
      new_rows::belongs_to(fresh, user_id);
      db.insert(fresh);
      added.push_back(std::move(fresh));
    }
  }
  std::erase_if(stored, [&](const Row& row) { return removed.count(row.id) > 0; });
  std::move(added.begin(), added.end(), std::back_inserter(stored));
}

/// Which stored attributes an entry means: those that have its key. Rows may share a name, as
/// addAttribute allows; then an id that one of them has picks that one.
class AttributeMeant {
 public:
  AttributeMeant(const std::vector<UserAttribute>& stored, const UserAttribute& wanted)
      : wanted_(wanted) {
    by_id_ = std::any_of(stored.begin(), stored.end(), [&](const UserAttribute& row) {
      return has_key(row) && row.id == wanted_.id;
    });
  }

  bool operator()(const UserAttribute& row) const {
    return has_key(row) && (!by_id_ || row.id == wanted_.id);
  }

 private:
  // An attribute without a name is read with its id as its key.
  bool has_key(const UserAttribute& row) const {
    if (row.name == wanted_.name) return true;
    return row.name.null() && wanted_.name == row.id;
  }

  const UserAttribute& wanted_;
  bool by_id_ = false;
};

bool asks_for_direct(const Wanted<UserRole>& wanted) {
  return wanted.operation == Operation::Add || !wanted.row.start_date.null() ||
         !wanted.row.end_date.null();
}

bool has_role(const Reference& reference, const UserGraph& user, const UserRoleId& id) {
  for (const UserRole& role : users::effective_roles(reference, user))
    if (role.id.role_id == id.role_id && role.id.domain_id == id.domain_id) return true;
  return false;
}

}  // namespace

bool clears(const Text& sent) { return !sent.null() && strcasecmp(sent->c_str(), "null") == 0; }

bool apply_fields(const User& wanted, User& stored) {
  bool changed = false;
  for (const auto member : fields::user_texts) changed |= set(stored.*member, wanted.*member);
  for (const auto member : fields::user_moments) changed |= set(stored.*member, wanted.*member);
  for (const auto member : fields::user_numbers) changed |= set(stored.*member, wanted.*member);
  for (const auto member : {&User::status, &User::secondary_status})
    if (!(wanted.*member).null() && stored.*member != wanted.*member) {
      stored.*member = wanted.*member;
      changed = true;
    }
  return changed;
}

void apply_attributes(Db& db, UserGraph& user, const UserRequest& request) {
  for (const Wanted<UserAttribute>& wanted : request.attributes) {
    if (wanted.operation == Operation::NoChange) continue;
    const AttributeMeant is_meant(user.attributes, wanted.row);
    const auto stored = std::find_if(user.attributes.begin(), user.attributes.end(), is_meant);
    if (wanted.operation == Operation::Delete) {
      for (const UserAttribute& row : user.attributes)
        if (is_meant(row)) db.erase<UserAttribute>(row.id);
      std::erase_if(user.attributes, is_meant);
    } else if (stored != user.attributes.end()) {
      bool changed = set(stored->value, wanted.row.value);
      changed |= set(stored->metadata_element_id, wanted.row.metadata_element_id);
      changed |= set(stored->group, wanted.row.group);
      if (!wanted.row.value_as_bytes.null() &&
          stored->value_as_bytes != wanted.row.value_as_bytes) {
        stored->value_as_bytes = wanted.row.value_as_bytes;
        changed = true;
      }
      if (changed) db.update(*stored);
    } else {
      UserAttribute fresh = wanted.row;
      for (const auto member :
           {&UserAttribute::value, &UserAttribute::metadata_element_id, &UserAttribute::group})
        if (clears(fresh.*member)) (fresh.*member).reset();
      new_rows::belongs_to(fresh, user.user.id);
      db.insert(fresh);
      user.attributes.push_back(std::move(fresh));
    }
  }
}

void apply_contacts(Db& db, UserGraph& user, const UserRequest& request) {
  apply_contact_list(db, user.user.id, user.emails, request.emails);
  apply_contact_list(db, user.user.id, user.phones, request.phones);
  apply_contact_list(db, user.user.id, user.addresses, request.addresses);
}

void apply_notes(Db& db, UserGraph& user, const UserRequest& request) {
  for (const UserNote& wanted : request.notes) {
    const auto stored = std::find_if(
        user.notes.begin(), user.notes.end(),
        [&](const UserNote& row) { return !wanted.id.empty() && row.id == wanted.id; });
    if (stored == user.notes.end()) {
      UserNote fresh = wanted;
      new_rows::belongs_to(fresh, user.user.id);
      db.insert(fresh);
      user.notes.push_back(std::move(fresh));
      continue;
    }
    bool changed = set(stored->type, wanted.type);
    changed |= set(stored->description, wanted.description);
    changed |= set(stored->create_date, wanted.create_date);
    changed |= set(stored->created_by, wanted.created_by);
    if (changed) db.update(*stored);
  }
}

std::vector<UserRole> apply_roles(Db& db, const Reference& reference, const UserGraph& before,
                                  UserGraph& user, const UserRequest& request) {
  std::vector<UserRole> removed;
  for (const Wanted<UserRole>& wanted : request.roles) {
    const auto stored =
        std::find_if(user.roles.begin(), user.roles.end(), [&](const UserRole& row) {
          return row.id.role_id == wanted.row.id.role_id &&
                 row.id.domain_id == wanted.row.id.domain_id;
        });
    const bool present = stored != user.roles.end();
    if (wanted.operation == Operation::Delete) {
      if (!present) continue;
      db.erase<UserRole>(stored->id);
      removed.push_back(*stored);
      user.roles.erase(stored);
    } else if (present) {
      bool changed = set(stored->start_date, wanted.row.start_date);
      changed |= set(stored->end_date, wanted.row.end_date);
      changed |= set(stored->status, wanted.row.status);
      if (changed) db.update(*stored);
    } else if (asks_for_direct(wanted) || !has_role(reference, before, wanted.row.id) ||
               !has_role(reference, user, wanted.row.id)) {
      UserRole fresh = new_rows::role(wanted.row, user.user.id, now());
      db.insert(fresh);
      user.roles.push_back(std::move(fresh));
    }
  }
  return removed;
}

void apply_groups(Db& db, UserGraph& user, const UserRequest& request) {
  std::set<std::string> changed;
  for (const Wanted<UserGroup>& wanted : request.groups) {
    const auto same = [&](const UserGroup& row) { return row.group_id == wanted.row.group_id; };
    const bool present = std::any_of(user.groups.begin(), user.groups.end(), same);
    if (wanted.operation == Operation::Delete) {
      for (const UserGroup& row : user.groups)
        if (same(row)) db.erase<UserGroup>(row.id);
      if (present) changed.insert(wanted.row.group_id);
      std::erase_if(user.groups, same);
    } else if (!present) {
      UserGroup fresh = new_rows::membership(wanted.row, user.user.id, now());
      db.insert(fresh);
      changed.insert(fresh.group_id);
      user.groups.push_back(std::move(fresh));
    }
  }
  group_members::mark_changed(db, changed);
}

void apply_affiliations(Db& db, UserGraph& user, const UserRequest& request) {
  for (const Wanted<Affiliation>& wanted : request.affiliations) {
    const auto same = [&](const Affiliation& row) {
      return row.organization_id == wanted.row.organization_id;
    };
    const bool present = std::any_of(user.affiliations.begin(), user.affiliations.end(), same);
    if (wanted.operation == Operation::Delete) {
      for (const Affiliation& row : user.affiliations)
        if (same(row)) db.erase<Affiliation>(row.id);
      std::erase_if(user.affiliations, same);
    } else if (!present) {
      Affiliation fresh = new_rows::affiliation(wanted.row, user.user.id, now());
      db.insert(fresh);
      user.affiliations.push_back(std::move(fresh));
    }
  }
}

void apply_supervisor(Db& db, UserGraph& user, const UserRequest& request) {
  if (!request.supervisor) return;
  const std::string& boss = request.supervisor->supervisor_id;
  const bool present =
      std::any_of(user.supervisors.begin(), user.supervisors.end(),
                  [&](const Supervision& row) { return row.supervisor_id == boss; });
  if (present) return;
  new_rows::check_supervisor(db, boss);
  for (const Supervision& row : user.supervisors) db.erase<Supervision>(row.id);
  Supervision fresh = new_rows::supervision(*request.supervisor, user.user.id);
  db.insert(fresh);
  user.supervisors = {std::move(fresh)};
}

void apply_resources(Db& db, UserGraph& user, const UserRequest& request) {
  for (const Wanted<ResourceUser>& wanted : request.resources) {
    const auto same = [&](const ResourceUser& row) {
      return row.resource_id == wanted.row.resource_id;
    };
    const bool present = std::any_of(user.resources.begin(), user.resources.end(), same);
    if (wanted.operation == Operation::Delete) {
      for (const ResourceUser& row : user.resources)
        if (same(row)) db.erase<ResourceUser>(row.id);
      std::erase_if(user.resources, same);
    } else if (!present) {
      ResourceUser fresh = new_rows::resource(wanted.row, user.user.id, now());
      db.insert(fresh);
      user.resources.push_back(std::move(fresh));
    }
  }
}

}  // namespace idm::user_changes
