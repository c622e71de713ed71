#include "identity/logins.h"

#include <algorithm>

#include "core/folding.h"
#include "orm/login-odb.hxx"

namespace idm::logins {
namespace {

using Query = odb::query<Login>;

std::vector<Login> all(Db& db, const Query& query) {
  odb::result<Login> rows = db.odb().query<Login>(query);
  return {rows.begin(), rows.end()};
}

}  // namespace

std::optional<Login> find(Db& db, const LoginId& id) {
  std::vector<Login> found =
      all(db, Query::login_folded == fold(id.login) && Query::id.domain_id == id.domain_id &&
                  Query::id.managed_system_id == id.managed_system_id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Login> of_user(Db& db, const std::string& user_id) {
  std::vector<Login> found = all(db, Query::user_id == user_id);
  std::sort(found.begin(), found.end(), [](const Login& a, const Login& b) {
    return std::tie(a.id.managed_system_id, a.id.domain_id, a.id.login) <
           std::tie(b.id.managed_system_id, b.id.domain_id, b.id.login);
  });
  return found;
}

std::optional<Login> find_primary(Db& db, const Config& config, const std::string& user_id) {
  std::optional<Login> primary;
  for (Login& login : of_user(db, user_id)) {
    if (login.id.managed_system_id != config.default_managed_system) continue;
    if (login.id.domain_id == config.default_domain) return std::move(login);
    if (!primary) primary = std::move(login);
  }
  return primary;
}

}  // namespace idm::logins
