#include "scim/user_resource.h"

#include <algorithm>

#include "core/folding.h"
#include "identity/logins.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/prepared.h"
#include "orm/scim_resource-odb.hxx"
#include "orm/text.h"
#include "provisioning/delete_user.h"
#include "provisioning/delivery.h"
#include "provisioning/lock_user.h"
#include "provisioning/provision_user.h"
#include "provisioning/revise_user.h"
#include "provisioning/send_passwords.h"
#include "scim/document.h"
#include "scim/etag.h"
#include "scim/memberships.h"
#include "scim/resource.h"
#include "scim/user_columns.h"

namespace idm::scim {
namespace {

Refusal no_such_user() { return not_found("there is no such user"); }

std::optional<ScimResource> side_row(Db& db, const std::string& id) {
  using Query = odb::query<ScimResource>;
  std::vector<ScimResource> rows =
      rows_by<ScimResource>(db, "scim_resource_by_id", id,
                            [](const std::string& key) { return Query::id == Query::_ref(key); });
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::optional<Remembered> remembered_of(const std::optional<ScimResource>& row) {
  if (!row || row->document.null()) return std::nullopt;
  return Remembered::from(row->document);
}

bool has_left(const User& user) { return !user.status.null() && fold(*user.status) == "deleted"; }

/// Users without any principal belong to the default tenant.
bool is_of_tenant(const Place& place, const UserGraph& user) {
  if (user_name_of(place, user)) return true;
  const Config& config = place.services.config;
  return place.domain == config.default_domain &&
         std::none_of(user.principals.begin(), user.principals.end(), [&](const Principal& row) {
           return row.login.id.managed_system_id == config.default_managed_system;
         });
}

bool is_there(const Place& place, const UserGraph& user) {
  return !has_left(user.user) && is_of_tenant(place, user);
}

/// The row of a user who is there. MariaDB's comparison passes by blanks at the end of an id.
std::optional<User> person(Db& db, const std::string& id) {
  std::optional<User> user = db.find<User>(id);
  if (!user || user->id != id || has_left(*user)) return std::nullopt;
  return user;
}

/// Fills what the server says of the manager.
void dress_manager(Db& db, const Place& place, Json& resource) {
  const std::string urn(enterprise_urn);
  if (!resource.contains(urn) || !resource[urn].contains("manager")) return;
  Json& manager = resource[urn]["manager"];
  const Json* id = member(manager, "value");
  if (!id || !id->is_string()) return;
  const std::optional<User> user = person(db, id->get<std::string>());
  if (!user) return;
  manager["$ref"] = location(place, user_type.endpoint, user->id);
  const std::optional<ScimResource> row = side_row(db, user->id);
  const std::string name =
      row && !row->display_name.null() ? *row->display_name : plain_name(*user);
  if (!name.empty()) manager["displayName"] = name;
}

/// The whole resource of a document that was read from the user's rows.
Json dressed(Db& db, const Place& place, const UserGraph& user, Json document) {
  const std::string& id = user.user.id;
  document["id"] = id;
  Json schemas = Json::array({std::string(user_urn)});
  if (holder_of(document, user_type.extensions.front()))
    schemas.push_back(std::string(enterprise_urn));
  document["schemas"] = std::move(schemas);
  if (!user.groups.empty()) document["groups"] = groups_of_user(db, place, id);
  dress_manager(db, place, document);
  Json resource = in_order(user_type, document);
  const std::string version =
      weak_tag(resource.dump(-1, ' ', false, Json::error_handler_t::replace));
  Json meta{
      {"resourceType", "User"}
  };
  if (!user.user.create_date.null()) meta["created"] = shown_instant(*user.user.create_date);
  if (!user.user.last_update.null()) meta["lastModified"] = shown_instant(*user.user.last_update);
  meta["location"] = location(place, user_type.endpoint, id);
  meta["version"] = version;
  resource["meta"] = std::move(meta);
  return resource;
}

bool names_manager(Db& db, const Json& document) {
  const Json* enterprise = member(document, enterprise_urn);
  const Json* manager = enterprise ? member(*enterprise, "manager") : nullptr;
  const Json* id = manager ? member(*manager, "value") : nullptr;
  return id && person(db, id->get<std::string>());
}

std::string password_in(const Json& document) {
  const Json* password = member(document, "password");
  if (!password) return {};
  const std::string clear = password->get<std::string>();
  if (clear.empty()) throw invalid_value("password is empty");
  return clear;
}

/// What may be written of a document, complete and allowed.
Json accepted(const Json& document) {
  Json wanted = writable_part(user_type, document);
  refuse_missing(user_type, wanted);
  refuse_two_primaries(user_type, wanted);
  if (!wanted.contains("active")) {
    wanted["active"] = true;
    wanted = writable_part(user_type, wanted);
  }
  return wanted;
}

Text beginning(const Json& document, const char* name) {
  const Json* value = member(document, name);
  return value ? Text(first_characters(value->get<std::string>(), 255)) : Text();
}

/// Stores what is remembered of the document.
void store_side_row(Db& db, const std::string& id, const Json& document, const Remembered& now_is) {
  std::optional<ScimResource> row = side_row(db, id);
  const bool is_new = !row;
  if (is_new) row.emplace();
  row->id = id;
  row->kind = "User";
  row->external_id = beginning(document, "externalId");
  row->display_name = beginning(document, "displayName");
  row->document = now_is.text();
  if (is_new) {
    db.insert(*row);
  } else {
    db.update(*row);
  }
}

/// Stores the side row of a user whose rows are stored, and shows what there is now.
Json store_and_show(Db& db, const Place& place, const UserGraph& user, const Json& document) {
  const Remembered now_is = remember(document, place, user);
  store_side_row(db, user.user.id, document, now_is);
  return dressed(db, place, user, read_columns(place, user, &now_is));
}

UserRequest request_for(const Place& place, const Json& document, const UserGraph& rows) {
  UserRequest request = origin_of(place);
  request.flat_contacts = false;
  request.user = rows.user;
  if (!place.requestor.login.null())
    request.user.created_by = first_characters(*place.requestor.login, 40);
  for (const EmailAddress& row : rows.emails) request.emails.push_back({row});
  for (const Phone& row : rows.phones) request.phones.push_back({row});
  for (const Address& row : rows.addresses) request.addresses.push_back({row});
  for (const UserRole& row : rows.roles) request.roles.push_back({row});
  for (const UserGroup& row : rows.groups) request.groups.push_back({row});
  if (!rows.supervisors.empty()) request.supervisor = rows.supervisors.front();
  WantedPrincipal principal;
  principal.login.id = {place.domain, document.at("userName").get<std::string>(),
                        place.services.config.default_managed_system};
  request.principals.push_back(std::move(principal));
  return request;
}

/// Edits the direct memberships; false when they are as wanted already.
bool put_in_groups(Db& db, const Place& place, const std::vector<std::string>& ids,
                   UserGraph& user) {
  std::vector<UserGroup> wanted;
  for (const std::string& id : ids) {
    const auto is_it = [&](const UserGroup& row) { return row.group_id == id; };
    const auto there = std::find_if(user.groups.begin(), user.groups.end(), is_it);
    if (there != user.groups.end()) {
      wanted.push_back(*there);
    } else if (!db.find<Group>(id)) {
      throw not_found("group " + id + " does not exist");
    } else {
      require_own_roles(place, id);
      UserGroup fresh;
      fresh.group_id = id;
      fresh.user_id = user.user.id;
      wanted.push_back(fresh);
    }
  }
  const bool same = wanted.size() == user.groups.size() &&
                    std::all_of(wanted.begin(), wanted.end(),
                                [](const UserGroup& row) { return !row.id.empty(); });
  user.groups = std::move(wanted);
  return !same;
}

/// Unless the user had it before.
void refuse_taken_external_id(Db& db, const Place& place, const Json& before, const Json& wanted) {
  const Json* id = member(wanted, "externalId");
  const Json* old = member(before, "externalId");
  if (!id || (old && *old == *id)) return;
  using Query = odb::query<ScimResource>;
  for (const ScimResource& other :
       rows_where<ScimResource>(db, Query::external_id == *beginning(wanted, "externalId"))) {
    if (other.kind != "User") continue;
    // The column has the beginning alone, and MariaDB compares without case.
    const std::optional<Json> user = find_user(db, place, other.id);
    const Json* taken = user ? member(*user, "externalId") : nullptr;
    if (taken && *taken == *id) throw uniqueness("externalId is taken");
  }
}

/// A change on its way: what `change` wants of the user as read in this transaction.
class Changing {
 public:
  Changing(const Place& place, const std::optional<std::string>& if_match, const ChangeUser& change)
      : place_(place), if_match_(if_match), change_(change) {}

  /// Edits the rows; false when the user is as wanted already.
  bool edit(Db& db, UserGraph& user) {
    if (!is_there(place_, user)) throw no_such_user();
    const auto remembered = remembered_of(side_row(db, user.user.id));
    Json columns = read_columns(place_, user, remembered ? &*remembered : nullptr);
    const Json before = writable_part(user_type, columns);
    shown = dressed(db, place_, user, std::move(columns));
    require_match(if_match_, version_of(shown));
    const UserWish wish = change_(shown);
    password = password_in(wish.document);
    wanted = accepted(wish.document);
    if (wish.external_id_is_unique) refuse_taken_external_id(db, place_, before, wanted);
    const bool moves = wish.groups && put_in_groups(db, place_, *wish.groups, user);
    if (wanted == before) return moves;
    if (!user_name_of(place_, user) && wanted["userName"] != before["userName"])
      throw mutability("userName: the user has no principal that could be renamed");
    write_columns(place_, before, wanted, names_manager(db, wanted), user);
    return true;
  }

  Json shown;            ///< the resource; after edit() as it was
  Json wanted;           ///< what is to be stored
  std::string password;  ///< to be set; "" = none

 private:
  const Place& place_;
  const std::optional<std::string>& if_match_;
  const ChangeUser& change_;
};

/// Sets the password before everything else is changed, because the policy may refuse it: it is
/// the one part of a change that needs a transaction of its own.
void set_password(const Place& place, const std::string& id, Changing& changing) {
  LoginId login;
  place.services.store.read([&](Db& db) {
    std::optional<UserGraph> user = users::find(db, id, users::Extent::Everything);
    if (!user) throw no_such_user();
    const UserGraph before = *user;
    changing.edit(db, *user);
    const Login* own = user_name_of(place, before);
    if (!own && !changing.password.empty())
      throw invalid_value("password: the user has no principal to set it for");
    if (own) login = own->id;
    if (changing.password.empty()) return;
    const std::string name = changing.wanted.at("userName").get<std::string>();
    const auto taken = logins::find(db, {login.domain_id, name, login.managed_system_id});
    if (taken && taken->user_id != Text(id)) throw uniqueness("userName is taken");
  });
  if (changing.password.empty()) return;
  passwords::PasswordChange change;
  change.domain_id = login.domain_id;
  change.principal = login.login;
  change.managed_system_id = login.managed_system_id;
  change.password = changing.password;
  change.requestor = place.requestor;
  provisioning::set_password(place.services, change);
}

/// A success must mean that the user's accounts follow: the first attempts at target systems are
/// waited for, as SOAP's callers do.
void await_targets(const Place& place) {
  const std::string refused =
      provisioning::refusals(place.services.delivery, place.requestor.http_request_id);
  if (!refused.empty()) throw Refusal(502, "", "the change is stored here, but " + refused);
}

}  // namespace

std::optional<Json> find_user(Db& db, const Place& place, const std::string& id) {
  UserGraph user;
  const user_rows::Parts parts{
      .dependents = true, .principals = true, .roles_and_groups = true, .others = true};
  if (!user_rows::read_user(db, id, parts, user) || !is_there(place, user)) return std::nullopt;
  const auto remembered = remembered_of(side_row(db, id));
  return dressed(db, place, user, read_columns(place, user, remembered ? &*remembered : nullptr));
}

Json get_user(const Place& place, const std::string& id) {
  std::optional<Json> user =
      place.services.store.read([&](Db& db) { return find_user(db, place, id); });
  if (!user) throw no_such_user();
  return std::move(*user);
}

Json create_user(const Place& place, const UserWish& wish) {
  const std::string password = password_in(wish.document);
  const Json wanted = accepted(wish.document);
  UserGraph rows;
  const bool managed = wanted.contains(std::string(enterprise_urn)) &&
                       place.services.store.read([&](Db& db) { return names_manager(db, wanted); });
  if (wish.groups && !wish.groups->empty())
    place.services.store.read([&](Db& db) { put_in_groups(db, place, *wish.groups, rows); });
  write_columns(place, Json::object(), wanted, managed, rows);
  UserRequest request = request_for(place, wanted, rows);
  if (!password.empty()) request.principals.front().password = password;
  Json shown;
  in_scim_words([&] {
    return provisioning::add_user(
        place.services, std::move(request), [&](Db& db, UserAnswer& added) {
          if (wish.external_id_is_unique) refuse_taken_external_id(db, place, {}, wanted);
          // Accounts come with the user; they must not work, either.
          if (wanted["active"] == false) {
            provisioning::record_disabling(db, place.services, *place.reference, origin_of(place),
                                           added.user.user, true);
          }
          shown = store_and_show(db, place, added.user, wanted);
        });
  });
  // The user is there whatever targets say: an error would have the client make another.
  provisioning::refusals(place.services.delivery, place.requestor.http_request_id);
  return shown;
}

Json change_user(const Place& place, const std::string& id,
                 const std::optional<std::string>& if_match, bool may_set_password,
                 const ChangeUser& change) {
  Changing changing(place, if_match, change);
  Json after = in_scim_words([&] {
    if (may_set_password) set_password(place, id, changing);
    Json revised;
    const auto stored = provisioning::revise_user(
        place.services, origin_of(place), id,
        [&](Db& db, UserGraph& user) { return changing.edit(db, user); },
        [&](Db& db, UserAnswer& answer) {
          revised = store_and_show(db, place, answer.user, changing.wanted);
        });
    return stored ? revised : changing.shown;
  });
  await_targets(place);
  return after;
}

Json replace_user(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match, const Json& document) {
  return change_user(place, id, if_match, document.contains("password"),
                     [&](const Json&) { return UserWish{document}; });
}

void remove_user(const Place& place, const std::string& id,
                 const std::optional<std::string>& if_match) {
  in_scim_words([&] {
    return provisioning::retire_user(
        place.services, id, place.requestor, [&](Db& db, const UserGraph& user) {
          if (!is_there(place, user)) throw no_such_user();
          if (!if_match) return;
          const auto remembered = remembered_of(side_row(db, id));
          Json columns = read_columns(place, user, remembered ? &*remembered : nullptr);
          require_match(if_match, version_of(dressed(db, place, user, std::move(columns))));
        });
  });
  await_targets(place);
}

}  // namespace idm::scim
