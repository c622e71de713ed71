#include "identity/user_rows.h"

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

/// Rows whose USER_ID (or PARENT_ID) is this user's, in the order in which they were made: ids grow
/// with time.
template <class Row, class Column>
std::vector<Row> of_user(Db& db, const char* name, const std::string& user_id,
                         const Column& column) {
  using Query = odb::query<Row>;
  return rows_by<Row>(db, name, user_id, [&](const std::string& parameter) {
    return column == Query::_ref(parameter);
  });
}

/// Contact rows also belong to organisations; those of users say so.
template <class Row>
std::vector<Row> contacts_of_user(Db& db, const char* name, const std::string& user_id) {
  using Query = odb::query<Row>;
  return rows_by<Row>(db, name, user_id, [](const std::string& parameter) {
    return (Query::parent_id == Query::_ref(parameter) && Query::parent_type == "USER") +
           "ORDER BY" + Query::id;
  });
}

}  // namespace

std::vector<UserAttribute> attributes(Db& db, const std::string& user_id) {
  return of_user<UserAttribute>(db, "attributes_of_user", user_id,
                                odb::query<UserAttribute>::user_id);
}

std::vector<EmailAddress> emails(Db& db, const std::string& user_id) {
  return contacts_of_user<EmailAddress>(db, "emails_of_user", user_id);
}

std::vector<Phone> phones(Db& db, const std::string& user_id) {
  return contacts_of_user<Phone>(db, "phones_of_user", user_id);
}

std::vector<Address> addresses(Db& db, const std::string& user_id) {
  return contacts_of_user<Address>(db, "addresses_of_user", user_id);
}

std::vector<UserNote> notes(Db& db, const std::string& user_id) {
  return of_user<UserNote>(db, "notes_of_user", user_id, odb::query<UserNote>::user_id);
}

std::vector<LoginAttribute> login_attributes(Db& db, const std::string& user_id) {
  return of_user<LoginAttribute>(db, "login_attributes_of_user", user_id,
                                 odb::query<LoginAttribute>::user_id);
}

std::vector<UserRole> roles(Db& db, const std::string& user_id) {
  return of_user<UserRole>(db, "roles_of_user", user_id, odb::query<UserRole>::id.user_id);
}

std::vector<UserGroup> groups(Db& db, const std::string& user_id) {
  return of_user<UserGroup>(db, "groups_of_user", user_id, odb::query<UserGroup>::user_id);
}

std::vector<Affiliation> affiliations(Db& db, const std::string& user_id) {
  return of_user<Affiliation>(db, "affiliations_of_user", user_id,
                              odb::query<Affiliation>::user_id);
}

std::vector<Supervision> supervisors(Db& db, const std::string& user_id) {
  return of_user<Supervision>(db, "supervisors_of_user", user_id,
                              odb::query<Supervision>::employee_id);
}

std::vector<ResourceUser> resources(Db& db, const std::string& user_id) {
  return of_user<ResourceUser>(db, "resources_of_user", user_id, odb::query<ResourceUser>::user_id);
}

std::vector<User> locked(Db& db, const std::string& user_id) {
  using Query = odb::query<User>;
  const bool can_lock = db.dialect() == Dialect::MySql;
  return rows_by<User>(db, "user_locked", user_id, [&](const std::string& id) {
    const Query condition(Query::id == Query::_ref(id));
    return can_lock ? Query(condition + "FOR UPDATE") : condition;
  });
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
