#include "identity/modify_user.h"

#include "core/error.h"
#include "identity/user_checks.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"
#include "provisioning/kept_resources.h"
#include "provisioning/mail_tasks.h"
#include "provisioning/processors.h"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"

namespace idm::provisioning {
namespace {

/// A user who is not there is left to those who say so.
void ask_first(Services& services, const Processors& processors, UserRequest& request) {
  if (!processors.asks_first()) return;
  const std::optional<UserGraph> stored = services.store.read(
      [&](Db& db) { return users::find(db, request.user.id, users::Extent::Everything); });
  if (stored) processors.before(request, &*stored);
}

/// The credentials were mailed when they were made.
std::string why_no_mail(const Config& config) {
  return std::string("no mail was sent: ") +
         (mail::is_configured(config)
              ? "modifyUser makes no credentials; resetPassword with sendPasswordToUser does"
              : "no mail server is configured");
}

}  // namespace

UserAnswer modify_user(Services& services, UserRequest request) {
  const std::string key = retries::key_of(services, "modifyUser", request);
  if (auto answer = remembered_answer(services, key)) return std::move(*answer);
  const Processors processors(services, "modifyUser", request);
  ask_first(services, processors, request);
  const bool wants_mail =
      request.email_credentials_to_new_users || request.email_credentials_to_supervisor;
  const std::string undone = wants_mail ? why_no_mail(services.config) : "";
  const std::string user_id = request.user.id;
  const auto reference = services.reference.get();
  user_checks::spell_ids(*reference, request);
  const Asked asked(services.config, request);
  try {
    UserAnswer answer = users::modify(services, std::move(request), [&](Db& db, UserAnswer& done) {
      record_modification(db, services, *reference, asked, done);
      tell_what_stays(*reference, asked, done);
      if (!undone.empty()) done.note += (done.note.empty() ? "" : "; ") + undone;
      retries::remember(db, key, user_id, done.note);
    });
    processors.after(answer);
    return answer;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::StaleVersion) throw;
    if (auto answer = remembered_answer(services, key)) return std::move(*answer);
    throw;
  }
}

}  // namespace idm::provisioning
