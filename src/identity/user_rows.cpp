#include "identity/user_rows.h"

#include <algorithm>

#include "core/folding.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "orm/account_state-odb.hxx"
#include "orm/address-odb.hxx"
#include "orm/email_address-odb.hxx"
#include "orm/group-odb.hxx"
#include "orm/login-odb.hxx"
#include "orm/organization-odb.hxx"
#include "orm/phone-odb.hxx"
#include "orm/prepared.h"
#include "orm/resource-odb.hxx"
#include "orm/role-odb.hxx"
#include "orm/supervision-odb.hxx"
#include "orm/user-odb.hxx"
#include "orm/user_attribute-odb.hxx"
#include "orm/user_note-odb.hxx"

namespace idm::user_rows {
namespace {

/// Contact rows also belong to organisations; those of users say so.
template <class Row>
odb::query<Row> belongs_to_user(const std::string& id) {
  using Query = odb::query<Row>;
  return Query::parent_id == Query::_ref(id) && Query::parent_type == "USER";
}

template <class Row>
odb::query<Row> has_user_id(const std::string& id) {
  using Query = odb::query<Row>;
  return Query::user_id == Query::_ref(id);
}

odb::query<User> is_user(const std::string& id) {
  using Query = odb::query<User>;
  return Query::id == Query::_ref(id);
}

/// A lock that SQLite has no words for, nor need: its writer is alone.
odb::query<User> is_user_for_update(const std::string& id) { return is_user(id) + "FOR UPDATE"; }

odb::query<UserRole> is_role_of_user(const std::string& id) {
  using Query = odb::query<UserRole>;
  return Query::id.user_id == Query::_ref(id);
}

odb::query<Supervision> supervises_user(const std::string& id) {
  using Query = odb::query<Supervision>;
  return Query::employee_id == Query::_ref(id);
}

odb::query<AccountState> is_account_of_user(const std::string& id) {
  using Query = odb::query<AccountState>;
  return Query::id.user_id == Query::_ref(id);
}

const RowsOf<User> self{"user_by_id", is_user};
const RowsOf<User> self_locked{"user_locked", is_user_for_update};
const RowsOf<UserAttribute> attributes{"attributes_of_user", has_user_id<UserAttribute>};
const RowsOf<EmailAddress> emails{"emails_of_user", belongs_to_user<EmailAddress>};
const RowsOf<Phone> phones{"phones_of_user", belongs_to_user<Phone>};
const RowsOf<Address> addresses{"addresses_of_user", belongs_to_user<Address>};
const RowsOf<UserNote> notes{"notes_of_user", has_user_id<UserNote>};
const RowsOf<LoginAttribute> login_attributes{"login_attributes_of_user",
                                              has_user_id<LoginAttribute>};
const RowsOf<UserRole> roles{"roles_of_user", is_role_of_user};
const RowsOf<UserGroup> groups{"groups_of_user", has_user_id<UserGroup>};
const RowsOf<Affiliation> affiliations{"affiliations_of_user", has_user_id<Affiliation>};
const RowsOf<Supervision> supervisors{"supervisors_of_user", supervises_user};
const RowsOf<ResourceUser> resources{"resources_of_user", has_user_id<ResourceUser>};
const RowsOf<AccountState> accounts{"accounts_of_user", is_account_of_user};

const RowsOf<UserAttribute>& rows_like(const UserAttribute*) { return attributes; }
const RowsOf<EmailAddress>& rows_like(const EmailAddress*) { return emails; }
const RowsOf<Phone>& rows_like(const Phone*) { return phones; }
const RowsOf<Address>& rows_like(const Address*) { return addresses; }
const RowsOf<UserNote>& rows_like(const UserNote*) { return notes; }

/// Where a row says whose it is.
template <class Row>
constexpr auto owner_of() {
  if constexpr (requires(Row row) { row.parent_id; }) {
    return &Row::parent_id;
  } else {
    return &Row::user_id;
  }
}

/// Puts each attribute with its principal.
std::vector<Principal> put_together(std::vector<Login> all_logins,
                                    std::vector<LoginAttribute> their_attributes) {
  idm::logins::put_in_order(all_logins);
  std::vector<Principal> principals;
  for (Login& login : all_logins) principals.push_back({std::move(login), {}});
  for (LoginAttribute& attribute : their_attributes)
    for (Principal& principal : principals)
      if (principal.login.id ==
          LoginId{attribute.domain_id, attribute.login, attribute.managed_system_id}) {
        principal.attributes.push_back(std::move(attribute));
        break;
      }
  return principals;
}

/// In the order in which they were made: ids grow with time.
template <class Row>
void put_in_order(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
}

/// Runs `batch` with these parts of `graph` in it.
void read_parts(ReadBatch& batch, UserGraph& graph, const Parts& parts) {
  std::vector<Login> all_logins;
  std::vector<LoginAttribute> all_login_attributes;
  if (parts.dependents) {
    batch.add(attributes, graph.attributes);
    batch.add(emails, graph.emails);
    batch.add(phones, graph.phones);
    batch.add(addresses, graph.addresses);
    batch.add(notes, graph.notes);
  }
  if (parts.principals) {
    batch.add(logins, all_logins);
    batch.add(login_attributes, all_login_attributes);
  }
  if (parts.roles_and_groups) {
    batch.add(roles, graph.roles);
    batch.add(groups, graph.groups);
  }
  if (parts.others) {
    batch.add(affiliations, graph.affiliations);
    batch.add(supervisors, graph.supervisors);
    batch.add(resources, graph.resources);
  }
  if (parts.accounts) batch.add(accounts, graph.accounts);
  batch.run();
  graph.principals = put_together(std::move(all_logins), std::move(all_login_attributes));
  put_in_order(graph.attributes);
  put_in_order(graph.emails);
  put_in_order(graph.phones);
  put_in_order(graph.addresses);
  put_in_order(graph.notes);
}

const RowsOf<User>& locking(Db& db) { return db.dialect() == Dialect::MySql ? self_locked : self; }

bool read(Db& db, const std::string& user_id, const RowsOf<User>& row, const Parts& parts,
          UserGraph& graph) {
  std::vector<User> user;
  ReadBatch batch(db, user_id);
  batch.add(row, user);
  read_parts(batch, graph, parts);
  keep_exact(user, &User::id, user_id);
  if (user.empty()) return false;
  graph.user = std::move(user.front());
  return true;
}

}  // namespace

const RowsOf<Login> logins{"logins_of_user", has_user_id<Login>};

bool read_user(Db& db, const std::string& user_id, const Parts& parts, UserGraph& graph) {
  return read(db, user_id, self, parts, graph);
}

bool lock_user(Db& db, const std::string& user_id, const Parts& parts, UserGraph& graph) {
  return read(db, user_id, locking(db), parts, graph);
}

void read_rest(Db& db, const Parts& parts, UserGraph& graph) {
  ReadBatch batch(db, graph.user.id);
  read_parts(batch, graph, parts);
}

template <class Row>
std::vector<Row> of_user(Db& db, const std::string& user_id) {
  std::vector<Row> rows;
  ReadBatch batch(db, user_id);
  batch.add(rows_like(static_cast<const Row*>(nullptr)), rows);
  batch.run();
  keep_exact(rows, owner_of<Row>(), user_id);
  put_in_order(rows);
  return rows;
}

template std::vector<UserAttribute> of_user(Db&, const std::string&);
template std::vector<EmailAddress> of_user(Db&, const std::string&);
template std::vector<Phone> of_user(Db&, const std::string&);
template std::vector<Address> of_user(Db&, const std::string&);
template std::vector<UserNote> of_user(Db&, const std::string&);

std::vector<User> locked(Db& db, const std::string& user_id) {
  UserGraph alone;
  if (!lock_user(db, user_id, {}, alone)) return {};
  return {std::move(alone.user)};
}

bool mark_changed(Db& db, const std::string& user_id) {
  std::vector<User> user = locked(db, user_id);
  if (user.empty()) return false;
  const User before = user.front();
  user.front().last_update = now();
  db.update(user.front(), &before);
  return true;
}

std::optional<User> named(Db& db, const std::string& first_name, const std::string& last_name) {
  using Query = odb::query<User>;
  std::vector<User> found = rows_where<User>(db, (Query::last_name_folded == fold(last_name) &&
                                                  Query::first_name_folded == fold(first_name)) +
                                                     "ORDER BY" + Query::id + "LIMIT 1");
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<std::string> names_starting_with(Db& db, const std::string& domain,
                                             const std::string& managed_system,
                                             const std::string& folded_base) {
  using Query = odb::query<Login>;
  // U+10FFFF follows every name: the range is the prefix, whatever wildcards it holds.
  const std::string end = folded_base + "\xF4\x8F\xBF\xBF";
  std::vector<std::string> names;
  for (const Login& found : rows_where<Login>(
           db, Query::id.domain_id == domain && Query::login_folded >= folded_base &&
                   Query::login_folded <= end && Query::id.managed_system_id == managed_system))
    names.push_back(found.login_folded);
  return names;
}

}  // namespace idm::user_rows
