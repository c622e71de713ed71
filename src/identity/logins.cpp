#include "identity/logins.h"

#include <algorithm>

#include "core/folding.h"
#include "identity/user_rows.h"
#include "orm/login-odb.hxx"
#include "orm/prepared.h"
#include "orm/text.h"

namespace idm::logins {

using Query = odb::query<Login>;

std::optional<Login> find(Db& db, const LoginId& id) {
  const LoginId folded{id.domain_id, fold(id.login), id.managed_system_id};
  std::vector<Login> found =
      rows_by<Login>(db, "login_by_id", folded, [](const LoginId& parameter) {
        return Query::login_folded == Query::_ref(parameter.login) &&
               Query::id.domain_id == Query::_ref(parameter.domain_id) &&
               Query::id.managed_system_id == Query::_ref(parameter.managed_system_id);
      });
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Login> of_user(Db& db, const std::string& user_id) {
  std::vector<Login> found =
      rows_by<Login>(db, user_rows::logins.name, user_id, user_rows::logins.condition);
  put_in_order(found);
  return found;
}

void deactivate(Login& login) {
  login.status = std::string("INACTIVE");
  reset_counters(login);
}

void reset_counters(Login& login) {
  login.locked = 0;
  login.auth_fail_count = 0;
  login.password_change_count = 0;
}

void put_in_order(std::vector<Login>& logins) {
  std::sort(logins.begin(), logins.end(), [](const Login& a, const Login& b) {
    return std::tie(a.id.managed_system_id, a.id.domain_id, a.id.login) <
           std::tie(b.id.managed_system_id, b.id.domain_id, b.id.login);
  });
}

int distance_from_primary(const Config& config, const Login& login) {
  return (is(login.status, "INACTIVE") ? 2 : 0) +
         (login.id.domain_id == config.default_domain ? 0 : 1);
}

std::optional<Login> find_primary(Db& db, const Config& config, const std::string& user_id) {
  std::optional<Login> primary;
  for (Login& login : of_user(db, user_id)) {
    if (login.id.managed_system_id != config.default_managed_system) continue;
    if (!primary || distance_from_primary(config, login) < distance_from_primary(config, *primary))
      primary = std::move(login);
  }
  return primary;
}

}  // namespace idm::logins
