#include <string>

#include "core/error.h"
#include "core/instant.h"
#include "core/seal.h"
#include "identity/add_user.h"
#include "identity/logins.h"
#include "identity/user_checks.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"
#include "provisioning/delivery.h"
#include "provisioning/kept_resources.h"
#include "provisioning/mail_tasks.h"
#include "provisioning/processors.h"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {
namespace {

/// Empty audit fields read "NA", in the answer too (behaviour.md 3.5).
void fill_not_available(UserRequest& request) {
  for (Text* field : {&request.requestor.login, &request.requestor.domain,
                      &request.requestor.client_ip, &request.user.created_by})
    if (field->null() || (*field)->empty()) *field = std::string("NA");
}

/// What is recorded with the new user. Runs again when the transaction does.
class Consequences {
 public:
  Consequences(Services& services, const UserRequest& request, std::string key)
      : services_(services),
        reference_(services.reference.get()),
        asked_(services.config, request),
        key_(std::move(key)) {
    using Kind = mail::Letter::Kind;
    if (request.email_credentials_to_new_users) mails_.push_back(Kind::Credentials);
    if (request.email_credentials_to_supervisor) mails_.push_back(Kind::CredentialsForSupervisor);
  }

  void record(Db& db, UserAnswer& done) {
    if (!done.made_password.empty()) asked_.set_password(done.made_password);
    record_new_user(db, services_, *reference_, asked_, done);
    const std::string unsent = mail::record(
        db, services_, done.user.user, letters(db, done.user.user.id), origin_of(asked_.request()));
    if (!unsent.empty()) done.note += (done.note.empty() ? "" : "; ") + unsent;
    tell_what_stays(*reference_, asked_, done);
    retries::remember(db, key_, done.user.user.id, done.note);
    wipe(done.made_password);
  }

 private:
  std::vector<mail::Letter> letters(Db& db, const std::string& user_id) const {
    std::vector<mail::Letter> letters;
    if (mails_.empty()) return letters;
    const std::optional<Login> primary = logins::find_primary(db, services_.config, user_id);
    for (const mail::Letter::Kind kind : mails_)
      letters.push_back({kind, primary ? primary->id.login : "", asked_.primary_password()});
    return letters;
  }

  Services& services_;
  const std::shared_ptr<const Reference> reference_;
  Asked asked_;
  const std::string key_;
  std::vector<mail::Letter::Kind> mails_;
};

/// What target systems refused, and no operator has mended since.
std::string refused_accounts(const std::vector<AccountState>& accounts) {
  std::string text;
  for (const AccountState& account : accounts)
    if (account.state == failed)
      text += (text.empty() ? "" : "; ") +
              refusal_of(account.id.managed_system_id,
                         account.last_error.null() ? "refused" : *account.last_error);
  return text;
}

}  // namespace

std::optional<UserAnswer> remembered_answer(Services& services, const std::string& key) {
  if (key.empty()) return std::nullopt;
  UserAnswer answer;
  const bool known = services.store.read([&](Db& db) {
    const std::optional<RequestMemory> memory = retries::find(db, key);
    if (!memory) return false;
    std::optional<UserGraph> user = users::find(db, memory->user_id, users::Extent::Everything);
    if (!user) return false;
    answer.user = std::move(*user);
    answer.note = memory->note.null() ? std::string() : *memory->note;
    answer.refused_by_targets = refused_accounts(answer.user.accounts);
    return true;
  });
  if (!known) return std::nullopt;
  answer.effective_roles = users::effective_roles(*services.reference.get(), answer.user);
  return answer;
}

UserAnswer add_user(Services& services, UserRequest request, const users::AlsoStore& also_store) {
  const std::string key = retries::key_of(services, "addUser", request);
  if (auto answer = remembered_answer(services, key)) return std::move(*answer);
  const Processors processors(services, "addUser", request);
  processors.before(request);
  fill_not_available(request);
  user_checks::spell_ids(*services.reference.get(), request);
  if (request.provision_on_start_date && !request.user.start_date.null() &&
      *request.user.start_date > now())
    request.user.status = std::string("PENDING_START_DATE");
  Consequences consequences(services, request, key);
  // Only when somebody will hear of it (design.md section 3).
  const users::AddRules rules{true, mail::reaches_anybody(services, request)};
  try {
    UserAnswer answer =
        users::add(services, std::move(request), rules, [&](Db& db, UserAnswer& done) {
          consequences.record(db, done);
          if (also_store) also_store(db, done);
        });
    processors.after(answer);
    return answer;
  } catch (const Error& error) {
    // The same request, sent twice at once: the other one was first, by its principal or by its
    // key.
    const bool may_be_twin =
        error.code() == ErrorCode::DuplicatePrincipal || error.code() == ErrorCode::StaleVersion;
    if (!may_be_twin) throw;
    if (auto answer = remembered_answer(services, key)) return std::move(*answer);
    throw;
  }
}

}  // namespace idm::provisioning
