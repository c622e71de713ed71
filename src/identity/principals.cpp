#include "identity/principals.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/folding.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/logins.h"
#include "identity/needed.h"
#include "identity/user_rows.h"
#include "orm/login_archive.h"
#include "orm/password_history-odb.hxx"
#include "orm/prepared.h"
#include "orm/text.h"

namespace idm::principals {
namespace {

std::string value_of(const Text& text) { return text.null() ? std::string() : *text; }

std::vector<PasswordHistory> history_of(Db& db, const LoginId& id) {
  using Query = odb::query<PasswordHistory>;
  return rows_where<PasswordHistory>(db, Query::domain_id == id.domain_id &&
                                             Query::login == id.login &&
                                             Query::managed_system_id == id.managed_system_id);
}

}  // namespace

void own(LoginAttribute& attribute, const Login& login) {
  attribute.id = new_id();
  attribute.domain_id = login.id.domain_id;
  attribute.login = login.id.login;
  attribute.managed_system_id = login.id.managed_system_id;
  attribute.user_id = login.user_id;
}

WantedPrincipal* primary_of(std::vector<WantedPrincipal>& principals, const Config& config) {
  const auto found =
      std::find_if(principals.begin(), principals.end(), [&](const WantedPrincipal& wanted) {
        return wanted.login.id.managed_system_id == config.default_managed_system &&
               wanted.operation != Operation::Delete;
      });
  return found == principals.end() ? nullptr : &*found;
}

std::string generated_base(const UserRequest& request) {
  for (const Wanted<UserAttribute>& wanted : request.attributes)
    if (is(wanted.row.name, "userid") && !is_blank(wanted.row.value)) return *wanted.row.value;
  const std::string first = value_of(request.user.first_name);
  const std::string last = value_of(request.user.last_name);
  if (first.empty() && last.empty())
    throw Error(ErrorCode::MissingRequiredAttribute,
                "no principal on the default managed system was sent, and none can be generated "
                "without firstName, lastName or an attribute 'userid'");
  return first + (first.empty() || last.empty() ? "" : ".") + last;
}

std::string free_name(Db& db, const std::set<std::string>& domains,
                      const std::string& managed_system, const std::string& base) {
  std::set<std::string> taken;
  for (const std::string& domain : domains)
    for (std::string& name : user_rows::names_starting_with(db, domain, managed_system, fold(base)))
      taken.insert(std::move(name));
  std::string name = base;
  for (int number = 1; taken.count(fold(name)); ++number) name = base + std::to_string(number);
  return name;
}

Principal build(const WantedPrincipal& wanted, const std::string& user_id,
                const std::optional<passwords::NewPassword>& password, Instant at) {
  Principal principal{wanted.login, wanted.attributes};
  Login& login = principal.login;
  login.user_id = user_id;
  login.status = std::string("ACTIVE");
  login.first_time_login = 1;
  login.locked = 0;
  login.reset_password = 0;
  if (login.password_change_count.null()) login.password_change_count = 0;
  login.password.reset();
  login.password_reset_token.reset();
  login.password_reset_token_expires.reset();
  if (login.create_date.null()) login.create_date = at;
  if (login.is_default.null()) login.is_default = 0;
  if (password) passwords::apply(*password, login);
  if (password && wanted.password_is_temporary) login.reset_password = 1;
  for (LoginAttribute& attribute : principal.attributes) own(attribute, login);
  return principal;
}

void add_role_domains(UserGraph& user, const std::string& primary_system, Instant at) {
  const auto on_primary_system = [&](const Principal& principal) {
    return principal.login.id.managed_system_id == primary_system;
  };
  const auto first = [&](bool ended) {
    return std::find_if(
        user.principals.begin(), user.principals.end(), [&](const Principal& principal) {
          return on_primary_system(principal) && is(principal.login.status, "INACTIVE") == ended;
        });
  };
  auto primary = first(false);
  if (primary == user.principals.end()) primary = first(true);
  if (primary == user.principals.end()) return;
  const Principal model = *primary;
  std::set<std::string> domains;
  for (const Principal& principal : user.principals)
    if (on_primary_system(principal)) domains.insert(principal.login.id.domain_id);
  for (const UserRole& role : user.roles) {
    if (!domains.insert(role.id.domain_id).second) continue;
    Principal copy{model.login, {}};
    copy.login.id.domain_id = role.id.domain_id;
    copy.login.create_date = at;
    copy.login.version = 0;
    user.principals.push_back(std::move(copy));
  }
}

void insert(Db& db, const Principal& principal) {
  db.insert(principal.login);
  for (const LoginAttribute& attribute : principal.attributes) db.insert(attribute);
}

Error taken(const std::vector<LoginId>& names) {
  std::string text =
      names.size() == 1 ? "the principal is taken: " : "one of the principals is taken: ";
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i ? ", '" : "'") + names[i].login + "' in domain '" + names[i].domain_id +
            "' on managed system '" + names[i].managed_system_id + "'";
  return {ErrorCode::DuplicatePrincipal, text};
}

Error taken(Store& store, const std::vector<LoginId>& tried, const std::string& user_id) {
  std::vector<LoginId> others;
  store.read([&](Db& db) {
    others.clear();
    for (const LoginId& id : tried)
      if (const auto login = logins::find(db, id); login && login->user_id != Text(user_id))
        others.push_back(id);
  });
  return taken(others.empty() ? tried : others);
}

void rename(Db& db, Principal& stored, const std::string& name) {
  const LoginId old = stored.login.id;
  const LoginId wanted{old.domain_id, name, old.managed_system_id};
  if (const std::optional<Login> other = logins::find(db, wanted); other && !(other->id == old))
    throw taken({wanted});
  // The name is the key of LOGIN: the row moves, and what refers to it by name moves along.
  for (const LoginAttribute& attribute : stored.attributes) db.erase<LoginAttribute>(attribute.id);
  db.erase<Login>(old);
  stored.login.id.login = name;
  for (LoginAttribute& attribute : stored.attributes) own(attribute, stored.login);
  insert(db, stored);
  for (PasswordHistory& row : history_of(db, old)) {
    row.login = name;
    db.update(row);
  }
}

void archive(Db& db, const Principal& stored) {
  const Login& login = stored.login;
  ArchivedLogin row;
  row.id = new_id();
  row.domain_id = login.id.domain_id;
  row.login = login.id.login;
  row.managed_system_id = login.id.managed_system_id;
  row.user_id = login.user_id;
  row.create_date = login.create_date;
  row.last_login = login.last_login;
  row.archived = now();
  for (const PasswordHistory& history : history_of(db, login.id))
    db.erase<PasswordHistory>(history.id);
  for (const LoginAttribute& attribute : stored.attributes) db.erase<LoginAttribute>(attribute.id);
  db.erase<Login>(login.id);
  db.insert(row);
}

}  // namespace idm::principals
