#include "identity/new_user.h"

#include <algorithm>
#include <set>

#include "core/ids.h"
#include "identity/group_members.h"
#include "identity/new_rows.h"
#include "identity/principals.h"
#include "orm/text.h"

namespace idm::new_user {
namespace {

/// The rows that the request wants to exist. A delete in an add has nothing to delete.
template <class Row>
std::vector<Row> wanted_rows(const std::vector<Wanted<Row>>& wanted) {
  std::vector<Row> rows;
  for (const Wanted<Row>& entry : wanted)
    if (entry.operation != Operation::Delete) rows.push_back(entry.row);
  return rows;
}

template <class Row>
std::vector<Row> owned_rows(const std::vector<Wanted<Row>>& wanted, const std::string& user_id) {
  std::vector<Row> rows = wanted_rows(wanted);
  for (Row& row : rows) new_rows::belongs_to(row, user_id);
  return rows;
}

/// SOAP's userAttributes is a map: of two entries with one key the last one stands.
std::vector<UserAttribute> attribute_rows(const UserRequest& request, const std::string& user_id) {
  std::vector<UserAttribute> rows;
  for (UserAttribute& row : owned_rows(request.attributes, user_id)) {
    if (!request.names_repeat)
      std::erase_if(rows, [&](const UserAttribute& other) { return other.name == row.name; });
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Two entries that mean the same membership are one.
template <class Row, class Same>
void drop_repeated(std::vector<Row>& rows, Same same) {
  std::vector<Row> once;
  for (Row& row : rows)
    if (std::none_of(once.begin(), once.end(), [&](const Row& other) { return same(other, row); }))
      once.push_back(std::move(row));
  rows = std::move(once);
}

template <class Row>
void insert_all(Db& db, const std::vector<Row>& rows) {
  for (const Row& row : rows) db.insert(row);
}

}  // namespace

UserGraph build(const UserRequest& request, Instant at) {
  UserGraph graph;
  User& user = graph.user;
  user = request.user;
  user.id = new_id();
  user.version = 0;
  if (user.create_date.null()) user.create_date = at;
  if (user.last_update.null()) user.last_update = at;
  // The class defaults of behaviour.md 4.2, so that a search for 0 finds the user.
  if (user.show_in_search.null()) user.show_in_search = 0;
  if (user.delegated_admin.null()) user.delegated_admin = 0;
  graph.attributes = attribute_rows(request, user.id);
  graph.emails = owned_rows(request.emails, user.id);
  graph.phones = owned_rows(request.phones, user.id);
  graph.addresses = owned_rows(request.addresses, user.id);
  graph.notes = request.notes;
  for (UserNote& note : graph.notes) new_rows::belongs_to(note, user.id);
  for (const UserRole& row : wanted_rows(request.roles))
    graph.roles.push_back(new_rows::role(row, user.id, at));
  drop_repeated(graph.roles, [](const UserRole& a, const UserRole& b) { return a.id == b.id; });
  for (const UserGroup& row : wanted_rows(request.groups))
    graph.groups.push_back(new_rows::membership(row, user.id, at));
  drop_repeated(graph.groups,
                [](const UserGroup& a, const UserGroup& b) { return a.group_id == b.group_id; });
  for (const Affiliation& row : wanted_rows(request.affiliations))
    graph.affiliations.push_back(new_rows::affiliation(row, user.id, at));
  drop_repeated(graph.affiliations, [](const Affiliation& a, const Affiliation& b) {
    return a.organization_id == b.organization_id;
  });
  for (const ResourceUser& row : wanted_rows(request.resources))
    graph.resources.push_back(new_rows::resource(row, user.id, at));
  drop_repeated(graph.resources, [](const ResourceUser& a, const ResourceUser& b) {
    return a.resource_id == b.resource_id;
  });
  if (request.supervisor) graph.supervisors = {new_rows::supervision(*request.supervisor, user.id)};
  return graph;
}

void add_flat_contacts(UserGraph& graph) {
  const User& user = graph.user;
  const auto named = [](const auto& rows, const char* name) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const auto& row) { return is(row.name, name); });
  };
  if (!user.email.null() && !user.email->empty() && !named(graph.emails, "EMAIL1")) {
    EmailAddress email;
    email.name = std::string("EMAIL1");
    email.address = user.email;
    email.is_default = 1;
    new_rows::belongs_to(email, user.id);
    graph.emails.push_back(std::move(email));
  }
  if (!user.phone_number.null() && !user.phone_number->empty() &&
      !named(graph.phones, "DESK PHONE")) {
    Phone phone;
    phone.name = std::string("DESK PHONE");
    phone.number = user.phone_number;
    phone.area_code = user.area_code;
    phone.country_code = user.country_code;
    phone.extension = user.phone_extension;
    new_rows::belongs_to(phone, user.id);
    graph.phones.push_back(std::move(phone));
  }
}

void insert(Db& db, const UserGraph& user) {
  db.insert(user.user);
  for (const Principal& principal : user.principals) principals::insert(db, principal);
  insert_all(db, user.attributes);
  insert_all(db, user.emails);
  insert_all(db, user.phones);
  insert_all(db, user.addresses);
  insert_all(db, user.notes);
  insert_all(db, user.roles);
  insert_all(db, user.groups);
  insert_all(db, user.affiliations);
  insert_all(db, user.supervisors);
  insert_all(db, user.resources);
  std::set<std::string> groups;
  for (const UserGroup& row : user.groups) groups.insert(row.group_id);
  group_members::mark_changed(db, groups);
}

}  // namespace idm::new_user
