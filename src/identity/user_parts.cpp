#include "identity/user_parts.h"

#include <strings.h>

#include <algorithm>
#include <optional>
#include <set>
#include <type_traits>

#include "core/folding.h"
#include "identity/attempt.h"
#include "identity/field_lists.h"
#include "identity/needed.h"
#include "identity/new_rows.h"
#include "identity/user_checks.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/reference.h"

namespace idm::user_parts {
namespace {

/// What the contract and the audit log call one kind of row and its ids.
struct Names {
  const char *kind, *id, *owner, *event;
};
constexpr Names names_of(const Address*) { return {"address", "addressId", "parentId", "ADDRESS"}; }
constexpr Names names_of(const Phone*) { return {"phone", "phoneId", "parentId", "PHONE"}; }
constexpr Names names_of(const EmailAddress*) {
  return {"e-mail address", "emailId", "parentId", "EMAIL"};
}
constexpr Names names_of(const UserAttribute*) {
  return {"attribute", "id", "userId", "ATTRIBUTE"};
}

template <class Row>
constexpr Names names = names_of(static_cast<const Row*>(nullptr));

template <class Row>
constexpr bool is_contact = !std::is_same_v<Row, UserAttribute>;

template <class Row>
const Text& owner_of(const Row& row) {
  if constexpr (is_contact<Row>) {
    return row.parent_id;
  } else {
    return row.user_id;
  }
}

std::string value_of(const Text& text) { return text.null() ? std::string() : *text; }

std::string quoted(const std::string& text) { return "'" + text + "'"; }

template <class Row>
Error not_found(const std::string& id, const char* element) {
  return {ErrorCode::ObjectNotFound,
          std::string("no ") + names<Row>.kind + " has the " + element + " " + quoted(id)};
}

/// Is it a user's, and of that user if one is named?
template <class Row>
bool belongs(const Row& row, const std::string& user_id) {
  if constexpr (is_contact<Row>)
    if (row.parent_type != std::string("USER")) return false;
  const Text& owner = owner_of(row);
  return !owner.null() && (user_id.empty() || *owner == user_id);
}

template <class Row>
Row stored_row(Db& db, const std::string& id, const char* element, const std::string& user_id) {
  std::optional<Row> row = db.find<Row>(id);
  if (row && belongs(*row, user_id)) return std::move(*row);
  Error error = not_found<Row>(id, element);
  if (!row || user_id.empty() || !belongs(*row, {})) throw error;
  throw Error(error.code(), std::string("the ") + names<Row>.kind + " with the " + element + " " +
                                quoted(id) + " is not of the user with the " + names<Row>.owner +
                                " " + quoted(user_id));
}

/// Holds the user until the transaction ends.
void lock_and_mark(Db& db, const std::string& user_id, const char* element) {
  if (!user_rows::mark_changed(db, user_id))
    throw Error(ErrorCode::UserNotFound,
                std::string("no user has the ") + element + " " + quoted(user_id));
}

template <class Row>
audit::AuditEvent event_of(const char* act, const Requestor& requestor, const Text& user_id) {
  audit::AuditEvent event;
  event.action = std::string(act) + " " + names<Row>.event;
  event.object_id = user_id;
  event.requestor = requestor;
  return event;
}

/// Which row, never what is in it.
template <class Row>
audit::AuditEvent event_about(const char* act, const Requestor& requestor, const Row& row) {
  audit::AuditEvent event = event_of<Row>(act, requestor, owner_of(row));
  if (!row.id.empty()) event.custom[0] = {std::string(names<Row>.event), row.id};
  if (!row.name.null()) event.custom[1] = {std::string("NAME"), row.name};
  return event;
}

template <class Work>
auto transact(Services& services, Work work) {
  return again_when_stale([&] { return services.store.transact(work); });
}

template <class Row>
void check_values(Services& services, const Row& wanted) {
  if constexpr (!is_contact<Row>)
    user_checks::metadata_element(*services.reference.get(), wanted.metadata_element_id);
}

/// The contract wants parentType with an update. Any but USER would hide the row from its user
/// (behaviour.md 3.2).
template <class Row>
void check_parent_type(const Row& wanted) {
  if constexpr (is_contact<Row>) {
    const std::string type = value_of(wanted.parent_type);
    needed(type, "parentType");
    if (strcasecmp(type.c_str(), "USER") != 0)
      throw Error(ErrorCode::ObjectIdInvalid,
                  "parentType " + quoted(type) + " is not known; it is USER");
  }
}

template <class Row>
void overwrite(Row& stored, const Row& sent) {
  for (const auto member : fields::texts_of(&stored)) stored.*member = sent.*member;
  stored.is_default = sent.is_default.null() ? Number(0) : sent.is_default;
  stored.active = sent.active.null() ? Number(1) : sent.active;
}

void overwrite(UserAttribute& stored, const UserAttribute& sent) {
  stored.name = sent.name;
  stored.value = sent.value;
  stored.metadata_element_id = sent.metadata_element_id;
  // Of other published versions: who holds the 2.3.2 contract does not know of them, cannot send
  // them back, and does not mean to lose them.
  if (!sent.group.null()) stored.group = sent.group;
  if (!sent.value_as_bytes.null()) stored.value_as_bytes = sent.value_as_bytes;
}

/// The users that the rows name; sorted, so that two sets cannot wait for each other.
template <class Row>
std::set<std::string> owners_of(const std::vector<Row>& rows) {
  std::set<std::string> owners;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = rows.size() > 1 ? " in entry " + std::to_string(i + 1) : "";
    owners.insert(needed(value_of(owner_of(rows[i])), names<Row>.owner, where));
  }
  return owners;
}

/// Reads; an unknown user is an error, one who has nothing is not.
template <class Row>
std::vector<Row> rows_of(Services& services, const std::string& user_id) {
  needed(user_id, "userId");
  return services.store.read([&](Db& db) {
    std::vector<Row> rows = user_rows::of_user<Row>(db, user_id);
    if (rows.empty() && !db.find<User>(user_id)) throw users::no_such_user(user_id);
    return rows;
  });
}

template <class Row, class Wanted>
Row first_of(Services& services, const std::string& user_id, const std::string& what,
             Wanted wanted) {
  std::vector<Row> rows = rows_of<Row>(services, user_id);
  const auto found = std::find_if(rows.begin(), rows.end(), wanted);
  if (found == rows.end())
    throw Error(ErrorCode::ObjectNotFound,
                "user " + quoted(user_id) + " has no " + what + names<Row>.kind);
  return std::move(*found);
}

}  // namespace

template <class Row>
std::vector<Row> add(Services& services, const std::vector<Row>& wanted,
                     const Requestor& requestor) {
  if (wanted.empty()) return {};
  return audit::or_record_failure(services, event_about("ADD", requestor, wanted.front()), [&] {
    const std::set<std::string> owners = owners_of(wanted);
    for (const Row& row : wanted) check_values(services, row);
    return transact(services, [&](Db& db) {
      for (const std::string& owner : owners) lock_and_mark(db, owner, names<Row>.owner);
      std::vector<Row> added = wanted;
      for (Row& row : added) {
        new_rows::belongs_to(row, std::string(*owner_of(row)));
        db.insert(row);
        audit::record(db, event_about("ADD", requestor, row));
      }
      return added;
    });
  });
}

template <class Row>
void update(Services& services, const Row& wanted, const Requestor& requestor) {
  const audit::AuditEvent event = event_about("MODIFY", requestor, wanted);
  audit::or_record_failure(services, event, [&] {
    needed(wanted.id, names<Row>.id);
    const std::string owner = needed(value_of(owner_of(wanted)), names<Row>.owner);
    check_parent_type(wanted);
    check_values(services, wanted);
    transact(services, [&](Db& db) {
      lock_and_mark(db, owner, names<Row>.owner);
      Row stored = stored_row<Row>(db, wanted.id, names<Row>.id, owner);
      overwrite(stored, wanted);
      db.update(stored);
      audit::record(db, event);
    });
  });
}

template <class Row>
void remove(Services& services, const Row& wanted, const Requestor& requestor) {
  audit::or_record_failure(services, event_about("REMOVE", requestor, wanted), [&] {
    needed(wanted.id, names<Row>.id);
    const std::string claimed = value_of(owner_of(wanted));
    if (!is_contact<Row>) needed(claimed, names<Row>.owner);
    transact(services, [&](Db& db) {
      const auto row = [&] { return stored_row<Row>(db, wanted.id, names<Row>.id, claimed); };
      lock_and_mark(db, *owner_of(row()), names<Row>.owner);
      const Row stored = row();  // under the lock: another may have removed it
      db.erase<Row>(stored.id);
      audit::record(db, event_about("REMOVE", requestor, stored));
    });
  });
}

template <class Row>
std::string remove_all(Services& services, const std::string& user_id, const Requestor& requestor) {
  return audit::or_record_failure(services, event_of<Row>("REMOVE", requestor, user_id), [&] {
    needed(user_id, "userId");
    return transact(services, [&](Db& db) -> std::string {
      if (user_rows::locked(db, user_id).empty())
        return std::string(users::no_such_user(user_id).what());
      const std::vector<Row> rows = user_rows::of_user<Row>(db, user_id);
      if (rows.empty()) return "user " + quoted(user_id) + " had no " + names<Row>.kind;
      user_rows::mark_changed(db, user_id);
      for (const Row& row : rows) {
        db.erase<Row>(row.id);
        audit::record(db, event_about("REMOVE", requestor, row));
      }
      return {};
    });
  });
}

template <class Row>
Row get(Services& services, const std::string& id, const char* element) {
  needed(id, element);
  return services.store.read([&](Db& db) { return stored_row<Row>(db, id, element, {}); });
}

template <class Row>
std::vector<Row> all(Services& services, const std::string& user_id) {
  std::vector<Row> rows = rows_of<Row>(services, user_id);
  if (rows.empty())
    throw Error(ErrorCode::ObjectNotFound,
                "user " + quoted(user_id) + " has no " + names<Row>.kind);
  return rows;
}

template <class Row>
Row get_by_name(Services& services, const std::string& user_id, const std::string& name,
                const char* element) {
  needed(user_id, "userId");
  const std::string folded = fold(needed(name, element));
  return first_of<Row>(services, user_id, quoted(name) + " ", [&](const Row& row) {
    return !row.name.null() && fold(*row.name) == folded;
  });
}

template <class Row>
Row get_default(Services& services, const std::string& user_id) {
  return first_of<Row>(services, user_id, "default ", [](const Row& row) {
    return !row.is_default.null() && *row.is_default == 1;
  });
}

#define IDM_PART(Row)                                                                    \
  template std::vector<Row> add(Services&, const std::vector<Row>&, const Requestor&);   \
  template void update(Services&, const Row&, const Requestor&);                         \
  template void remove(Services&, const Row&, const Requestor&);                         \
  template std::string remove_all<Row>(Services&, const std::string&, const Requestor&); \
  template Row get(Services&, const std::string&, const char*);
#define IDM_CONTACT(Row)                                                                    \
  IDM_PART(Row)                                                                             \
  template std::vector<Row> all(Services&, const std::string&);                             \
  template Row get_by_name(Services&, const std::string&, const std::string&, const char*); \
  template Row get_default(Services&, const std::string&);

IDM_CONTACT(Address)
IDM_CONTACT(Phone)
IDM_CONTACT(EmailAddress)
IDM_PART(UserAttribute)

#undef IDM_CONTACT
#undef IDM_PART

}  // namespace idm::user_parts
