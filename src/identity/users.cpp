#include "identity/users.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/user_rows.h"
#include "orm/reference.h"

namespace idm::users {
namespace {

user_rows::Parts parts_of(Extent extent) {
  const bool dependents = extent != Extent::Alone, all = extent == Extent::Everything;
  return {.dependents = dependents,
          .principals = dependents,
          .roles_and_groups = all,
          .others = all,
          .accounts = all};
}

std::optional<UserGraph> find_parts(Db& db, const std::string& user_id,
                                    const user_rows::Parts& parts) {
  UserGraph graph;
  if (!user_rows::read_user(db, user_id, parts, graph)) return std::nullopt;
  return graph;
}

UserGraph get_parts(Db& db, const std::string& user_id, const user_rows::Parts& parts) {
  std::optional<UserGraph> found = find_parts(db, user_id, parts);
  if (!found) throw no_such_user(user_id);
  return std::move(*found);
}

int days_until(const Moment& expires) {
  if (expires.null()) return -1;
  const auto left = std::chrono::floor<std::chrono::days>(*expires - now());
  return std::max(0, static_cast<int>(left.count()));
}

}  // namespace

void load_rest(Db& db, UserGraph& graph, Extent extent) {
  user_rows::read_rest(db, parts_of(extent), graph);
}

std::optional<UserGraph> find(Db& db, const std::string& user_id, Extent extent) {
  return find_parts(db, user_id, parts_of(extent));
}

UserGraph get(Db& db, const std::string& user_id, Extent extent) {
  return get_parts(db, user_id, parts_of(extent));
}

UserGraph get_locked(Db& db, const std::string& user_id) {
  UserGraph graph;
  if (!user_rows::lock_user(db, user_id, parts_of(Extent::Everything), graph))
    throw no_such_user(user_id);
  return graph;
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

UserGraph get_by_name(Services& services, const Text& first_name, const Text& last_name) {
  const std::string& first = needed(first_name, "firstName");
  const std::string& last = needed(last_name, "lastName");
  return services.store.read([&](Db& db) {
    std::optional<User> user = user_rows::named(db, first, last);
    if (!user)
      throw Error(ErrorCode::UserNotFound,
                  "no user has the firstName '" + first + "' and the lastName '" + last + "'");
    UserGraph graph;
    graph.user = std::move(*user);
    load_rest(db, graph, Extent::Dependents);
    return graph;
  });
}

PrincipalView get_by_principal(Services& services, const std::string& domain,
                               const std::string& principal, const std::string& managed_system,
                               bool dependents) {
  const Config& config = services.config;
  const auto reference = services.reference.get();
  const LoginId id{domain.empty() ? config.default_domain : reference->domain_id(domain), principal,
                   managed_system.empty() ? config.default_managed_system
                                          : reference->managed_system_id(managed_system)};
  return services.store.read([&](Db& db) {
    std::optional<Login> login = logins::find(db, id);
    if (!login)
      throw Error(ErrorCode::PrincipalNotFound, "no principal '" + id.login + "' in domain '" +
                                                    id.domain_id + "' on managed system '" +
                                                    id.managed_system_id + "'");
    if (login->user_id.null())
      throw Error(ErrorCode::UserNotFound, "the principal '" + id.login + "' belongs to no user");
    PrincipalView view;
    const user_rows::Parts parts{
        .dependents = dependents, .principals = true, .roles_and_groups = true, .others = false};
    view.user = get_parts(db, *login->user_id, parts);
    view.effective_roles = effective_roles(*reference, view.user);
    view.days_to_password_expiry = days_until(login->password_expires);
    view.login = std::move(*login);
    return view;
  });
}

}  // namespace idm::users
