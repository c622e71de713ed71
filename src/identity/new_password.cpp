#include <algorithm>

#include "core/ids.h"
#include "core/instant.h"
#include "identity/password_generator.h"
#include "identity/password_hash.h"
#include "identity/passwords.h"
#include "orm/password_history-odb.hxx"
#include "orm/prepared.h"
#include "orm/reference.h"

namespace idm::passwords {

NewPassword prepare_new_password(Services& services, const NewPasswordRequest& request) {
  PasswordPolicy policy = policy_for(*services.reference.get(), request.subject);
  tighten(policy, request.tightening, "the request's passwordPolicy");

  NewPassword made;
  const bool custom = !request.candidate.password.empty();
  if (custom) {
    std::vector<Violation> broken = violations(policy, request.candidate);
    if (is_repeated(services, policy, request.earlier_hashes, request.candidate.password))
      broken.insert(broken.begin(), repeated(policy));
    refuse_any(broken);
    made.clear = request.candidate.password;
  } else {
    made.clear = generate_password(policy, request.candidate);
  }
  made.hash = services.hasher.hash(made.clear);
  made.reset_password = policy.change_on_reset && !custom ? 1 : 0;
  const Expiry expiry = expiry_after(policy.expiration_days, policy.grace_days, now());
  made.expires = expiry.expires;
  made.grace_period = expiry.grace_period;
  return made;
}

void apply(const NewPassword& password, Login& login) {
  login.password = password.hash;
  login.password_expires = password.expires;
  login.grace_period = password.grace_period;
  login.reset_password = password.reset_password;
}

PasswordHistory history_row(const Login& login) {
  PasswordHistory row;
  row.id = new_id();
  row.login = login.id.login;
  row.domain_id = login.id.domain_id;
  row.managed_system_id = login.id.managed_system_id;
  row.date_created = now();
  row.password = login.password;
  return row;
}

EarlierHashes earlier_hashes(Db& db, const Login& login) {
  using Query = odb::query<PasswordHistory>;
  // A hundred is more than any policy in its senses wants, and a bound for a login that changes
  // every minute.
  const auto newest_first = [](const LoginId& parameter) {
    return (Query::login == Query::_ref(parameter.login) &&
            Query::domain_id == Query::_ref(parameter.domain_id) &&
            Query::managed_system_id == Query::_ref(parameter.managed_system_id)) +
           "ORDER BY" + Query::date_created + "DESC," + Query::id + "DESC LIMIT 100";
  };
  EarlierHashes earlier;
  earlier.current = login.password;
  for (PasswordHistory& row :
       rows_by<PasswordHistory>(db, "password_history_of_login", login.id, newest_first))
    if (!row.password.null()) earlier.history.push_back(std::move(*row.password));
  return earlier;
}

std::vector<std::string> hashes_in_force(const PasswordPolicy& policy,
                                         const EarlierHashes& earlier) {
  if (policy.history == 0) return {};
  const std::size_t newest =
      std::min(earlier.history.size(), static_cast<std::size_t>(policy.history));
  std::vector<std::string> hashes(earlier.history.begin(), earlier.history.begin() + newest);
  // A first or a reset password is in no history row.
  if (!earlier.current.null() &&
      std::find(hashes.begin(), hashes.end(), *earlier.current) == hashes.end())
    hashes.push_back(*earlier.current);
  return hashes;
}

bool is_repeated(Services& services, const PasswordPolicy& policy, const EarlierHashes& earlier,
                 const std::string& clear) {
  return services.hasher.matches_any(hashes_in_force(policy, earlier), clear);
}

Violation repeated(const PasswordPolicy& policy) {
  return {ErrorCode::PasswordHistory,
          "it is one of the last " + std::to_string(policy.history) + " passwords"};
}

Expiry expiry_after(std::optional<int> days, std::optional<int> grace_days, Instant from) {
  Expiry expiry;
  if (!days) return expiry;
  expiry.expires = from + std::chrono::days(*days);
  if (grace_days) expiry.grace_period = *expiry.expires + std::chrono::days(*grace_days);
  return expiry;
}

}  // namespace idm::passwords
