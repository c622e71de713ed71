#include <algorithm>

#include "core/error.h"
#include "core/folding.h"
#include "core/seal.h"
#include "identity/active.h"
#include "identity/logins.h"
#include "identity/passwords.h"
#include "orm/text.h"
#include "provisioning/delivery.h"
#include "provisioning/provision_user.h"
#include "provisioning/revise_user.h"
#include "provisioning/send_passwords.h"
#include "rest/mid_body.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"
#include "rest/requestor.h"

namespace idm::rest::mid {
namespace {

constexpr const char* own_email = "EMAIL1";

void check_user_name(const std::string& name) {
  if (!is_user_name(name))
    throw Refusal(400, "",
                  "username may have letters, digits and $@(.)-*_[]~!&+ only, and not be empty");
}

void change_profile(Db& db, const std::string& user_id, const UserBody& body) {
  if (!body.tells_of_profile()) return;
  realm_users::change_profile(db, user_id, [&](RealmProfile& profile) {
    if (body.email_verified) profile.email_verified = *body.email_verified ? 1 : 0;
    if (body.required_actions) profile.required_actions = Json(*body.required_actions).dump();
    if (body.client_roles) profile.client_roles = body.client_roles->dump();
  });
}

void put(const std::optional<std::string>& sent, Text& stored) {
  if (sent) stored = *sent;
}

void put_names(const UserBody& body, User& user) {
  put(body.first_name, user.first_name);
  put(body.last_name, user.last_name);
  put(body.email, user.email);
}

UserAttribute attribute(const std::string& name, const std::string& value) {
  UserAttribute row;
  row.name = name;
  row.value = value;
  return row;
}

UserRole role(const RoleId& id) {
  UserRole row;
  row.id.domain_id = id.domain_id;
  row.id.role_id = id.role_id;
  return row;
}

UserRequest new_user(const UserBody& body, const Realm& realm, const Request& request,
                     const Config& config) {
  UserRequest wanted;
  wanted.requestor = requestor_of(request);
  put_names(body, wanted.user);
  users::set_active(wanted.user, body.enabled.value_or(false));
  WantedPrincipal principal;
  principal.login.id = {realm.domain, *body.username, config.default_managed_system};
  if (body.password) {
    principal.password = body.password->value;
    principal.password_is_temporary = body.password->temporary;
  }
  wanted.principals.push_back(std::move(principal));
  wanted.names_repeat = true;
  for (const auto& [name, values] : body.attributes)
    for (const std::string& value : values) wanted.attributes.push_back({attribute(name, value)});
  const auto roles = body.realm_roles.value_or(std::vector<std::string>());
  for (const RoleId& id : known_roles(*realm.reference, realm.domain, roles))
    wanted.roles.push_back({role(id)});
  return wanted;
}

/// The row that stands for the user's own address follows it, as it does when the user is made.
void put_email(UserGraph& user, const std::string& address) {
  const auto own = [](const EmailAddress& row) { return is(row.name, own_email); };
  if (address.empty()) {
    std::erase_if(user.emails, own);
    return;
  }
  auto row = std::find_if(user.emails.begin(), user.emails.end(), own);
  if (row == user.emails.end()) {
    const bool first = user.emails.empty();
    row = user.emails.emplace(row);
    row->name = std::string(own_email);
    row->is_default = first ? 1 : 0;
  }
  row->address = address;
}

/// All values of one name: those that are there take the new ones in turn.
void put_attribute(UserGraph& user, const std::string& name,
                   const std::vector<std::string>& values) {
  std::size_t next = 0;
  std::vector<UserAttribute> rows;
  for (UserAttribute& row : user.attributes) {
    if (is(row.name, name)) {
      if (next == values.size()) continue;
      row.value_as_bytes.reset();
      row.value = values[next++];
    }
    rows.push_back(std::move(row));
  }
  for (; next < values.size(); ++next) rows.push_back(attribute(name, values[next]));
  user.attributes = std::move(rows);
}

/// The direct roles of the tenant's domain become these; those of other domains stay.
void put_roles(UserGraph& user, const std::string& domain, const std::vector<RoleId>& wanted) {
  std::vector<UserRole> rows;
  const auto has = [](const std::vector<UserRole>& given, const RoleId& id) {
    return std::any_of(given.begin(), given.end(), [&](const UserRole& row) {
      return row.id.role_id == id.role_id && row.id.domain_id == id.domain_id;
    });
  };
  for (const UserRole& row : user.roles)
    if (row.id.domain_id != domain ||
        std::find(wanted.begin(), wanted.end(), RoleId{row.id.role_id, row.id.domain_id}) !=
            wanted.end())
      rows.push_back(row);
  for (const RoleId& id : wanted)
    if (!has(rows, id)) rows.push_back(role(id));
  user.roles = std::move(rows);
}

/// One update on its way.
struct Update {
  Services& services;
  const Realm realm;
  const UserBody body;
  const realm_users::RealmUser target;
  const std::vector<RoleId> roles;

  /// What the body names beside the password, on the user as stored.
  bool apply(UserGraph& user) const {
    put_names(body, user.user);
    if (body.email) put_email(user, *body.email);
    if (body.enabled && *body.enabled != users::is_active(user.user))
      users::set_active(user.user, *body.enabled);
    for (const auto& [name, values] : body.attributes) put_attribute(user, name, values);
    if (body.realm_roles) put_roles(user, realm.domain, roles);
    if (body.username)
      for (Principal& principal : user.principals)
        if (principal.login.id == target.login.id) principal.login.id.login = *body.username;
    return body.username || body.first_name || body.last_name || body.email || body.enabled ||
           body.realm_roles || !body.attributes.empty() || body.tells_of_profile();
  }

  /// Before anything is stored: a password is stored by itself, and first, because the rules for it
  /// are what an update fails by most.
  void check_name_is_free() const {
    const std::string& system = services.config.default_managed_system;
    if (!body.username || fold(*body.username) == fold(target.login.id.login)) return;
    const bool taken = services.store.read([&](Db& db) {
      return logins::find(db, {realm.domain, *body.username, system}).has_value();
    });
    if (taken) throw Refusal(409, "CONFLICT", "User already exists");
  }

  void set_password(const Requestor& requestor) const {
    if (!body.password) return;
    passwords::PasswordChange change;
    change.domain_id = target.login.id.domain_id;
    change.principal = target.login.id.login;
    change.managed_system_id = target.login.id.managed_system_id;
    change.password = body.password->value;
    change.requestor = requestor;
    passwords::PasswordAnswer answer = body.password->temporary
                                           ? provisioning::reset_password(services, change)
                                           : provisioning::set_password(services, change);
    if (!answer.password.null()) wipe(*answer.password);
    wipe(*change.password);
  }
};

}  // namespace

http::Response create_user(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const UserBody body = read_user_body(request);
  if (!body.username) throw Refusal(400, "", "username is missing");
  check_user_name(*body.username);
  const UserAnswer added = provisioning::add_user(
      services, new_user(body, realm, request, services.config),
      [&](Db& db, UserAnswer& done) { change_profile(db, done.user.user.id, body); });
  // What target systems say is the creation status call's to tell.
  provisioning::refusals(services.delivery, request.http.id);
  if (!added.refused_afterwards.empty())
    throw Error(ErrorCode::PostprocessorFailed, added.refused_afterwards);
  return answer(201, "Created", "User created successfully", SubSystem::Users);
}

http::Response update_user(const Request& request, Services& services) {
  Realm realm = realm_of(request, services);
  UserBody body = read_user_body(request);
  if (body.username) check_user_name(*body.username);
  auto target = services.store.read([&](Db& db) { return get_user(db, services, realm, request); });
  auto roles = known_roles(*realm.reference, realm.domain,
                           body.realm_roles.value_or(std::vector<std::string>()));
  const Update update{services, std::move(realm), std::move(body), std::move(target),
                      std::move(roles)};
  update.check_name_is_free();
  UserRequest origin;
  origin.requestor = requestor_of(request);
  update.set_password(origin.requestor);
  const std::string& user_id = update.target.user.id;
  std::optional<UserAnswer> done = provisioning::revise_user(
      services, origin, user_id, [&](Db&, UserGraph& user) { return update.apply(user); },
      [&](Db& db, UserAnswer&) { change_profile(db, user_id, update.body); });
  if (!done) {
    done.emplace();
    done->user.user.id = user_id;
  }
  refuse_what_failed(services, request, *done);
  return answer(200, "OK", "User updated successfully", SubSystem::Users);
}

}  // namespace idm::rest::mid
