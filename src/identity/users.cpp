#include "identity/users.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "identity/user_rows.h"
#include "orm/reference.h"

namespace idm::users {
namespace {

/// Puts each attribute with its principal.
std::vector<Principal> principals_of(Db& db, const std::string& user_id) {
  std::vector<Principal> principals;
  for (Login& login : logins::of_user(db, user_id)) principals.push_back({std::move(login), {}});
  for (LoginAttribute& attribute : user_rows::login_attributes(db, user_id))
    for (Principal& principal : principals)
      if (principal.login.id ==
          LoginId{attribute.domain_id, attribute.login, attribute.managed_system_id})
        principal.attributes.push_back(std::move(attribute));
  return principals;
}

int days_until(const Moment& expires) {
  if (expires.null()) return -1;
  const auto left = std::chrono::floor<std::chrono::days>(*expires - now());
  return std::max(0, static_cast<int>(left.count()));
}

void load_dependents(Db& db, UserGraph& graph) {
  const std::string& id = graph.user.id;
  graph.attributes = user_rows::attributes(db, id);
  graph.emails = user_rows::emails(db, id);
  graph.phones = user_rows::phones(db, id);
  graph.addresses = user_rows::addresses(db, id);
  graph.notes = user_rows::notes(db, id);
  graph.principals = principals_of(db, id);
}

}  // namespace

void load_rest(Db& db, UserGraph& graph, Extent extent) {
  if (extent == Extent::Alone) return;
  load_dependents(db, graph);
  if (extent == Extent::Dependents) return;
  const std::string& id = graph.user.id;
  graph.roles = user_rows::roles(db, id);
  graph.groups = user_rows::groups(db, id);
  graph.affiliations = user_rows::affiliations(db, id);
  graph.supervisors = user_rows::supervisors(db, id);
  graph.resources = user_rows::resources(db, id);
}

std::optional<UserGraph> find(Db& db, const std::string& user_id, Extent extent) {
  std::optional<User> user = db.find<User>(user_id);
  if (!user) return std::nullopt;
  UserGraph graph;
  graph.user = std::move(*user);
  load_rest(db, graph, extent);
  return graph;
}

UserGraph get(Db& db, const std::string& user_id, Extent extent) {
  std::optional<UserGraph> found = find(db, user_id, extent);
  if (!found) throw no_such_user(user_id);
  return std::move(*found);
}

Error no_such_user(const std::string& user_id) {
  return {ErrorCode::UserNotFound, user_id.empty() ? std::string("the userId is missing")
                                                   : "no user has the userId '" + user_id + "'"};
}

std::vector<UserRole> effective_roles(const Reference& reference, const UserGraph& user) {
  std::vector<UserRole> all = user.roles;
  std::set<RoleId> seen;
  for (const UserRole& role : all) seen.insert({role.id.role_id, role.id.domain_id});
  const auto add = [&](const RoleId& id) {
    if (!seen.insert(id).second) return;
    UserRole role;
    role.id = {id.domain_id, id.role_id, user.user.id};
    role.status = Text(std::string("ACTIVE"));
    all.push_back(std::move(role));
  };
  for (const UserGroup& membership : user.groups)
    for (const RoleId& id : reference.roles_of_group(membership.group_id)) add(id);
  // `all` grows while parents are found; each role is added once, so a cycle ends.
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Role* role = reference.role({all[i].id.role_id, all[i].id.domain_id});
    if (role && !role->parent_role_id.null() && !role->parent_role_id->empty())
      add({*role->parent_role_id, all[i].id.domain_id});
  }
  return all;
}

UserGraph get_with_dependents(Services& services, const std::string& user_id, bool dependents) {
  return services.store.read(
      [&](Db& db) { return get(db, user_id, dependents ? Extent::Dependents : Extent::Alone); });
}

PrincipalView get_by_principal(Services& services, const std::string& domain,
                               const std::string& principal, const std::string& managed_system,
                               bool dependents) {
  const Config& config = services.config;
  const LoginId id{domain.empty() ? config.default_domain : domain, principal,
                   managed_system.empty() ? config.default_managed_system : managed_system};
  const auto reference = services.reference.get();
  return services.store.read([&](Db& db) {
    std::optional<Login> login = logins::find(db, id);
    if (!login)
      throw Error(ErrorCode::PrincipalNotFound, "no principal '" + id.login + "' in domain '" +
                                                    id.domain_id + "' on managed system '" +
                                                    id.managed_system_id + "'");
    if (login->user_id.null())
      throw Error(ErrorCode::UserNotFound, "the principal '" + id.login + "' belongs to no user");
    PrincipalView view;
    view.user = get(db, *login->user_id, dependents ? Extent::Dependents : Extent::Alone);
    if (!dependents) view.user.principals = principals_of(db, *login->user_id);
    view.user.roles = user_rows::roles(db, *login->user_id);
    view.user.groups = user_rows::groups(db, *login->user_id);
    view.effective_roles = effective_roles(*reference, view.user);
    view.days_to_password_expiry = days_until(login->password_expires);
    view.login = std::move(*login);
    return view;
  });
}

}  // namespace idm::users
