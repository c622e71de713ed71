#include <string>

#include "core/error.h"
#include "core/instant.h"
#include "identity/add_user.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "provisioning/account_changes.h"
#include "provisioning/kept_resources.h"
#include "provisioning/processors.h"
#include "provisioning/provision_user.h"
#include "provisioning/retries.h"

namespace idm::provisioning {
namespace {

/// Empty audit fields read "NA", in the answer too (behaviour.md 3.5).
void fill_not_available(UserRequest& request) {
  for (Text* field : {&request.requestor.login, &request.requestor.domain,
                      &request.requestor.client_ip, &request.user.created_by})
    if (field->null() || (*field)->empty()) *field = std::string("NA");
}

}  // namespace

std::string undelivered(const UserRequest& request) {
  std::string note;
  if (request.email_credentials_to_new_users || request.email_credentials_to_supervisor)
    note = "no mail was sent: no mail server is configured";
  return note;
}

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
  if (request.user.status.null())
    throw Error(ErrorCode::MissingRequiredAttribute, "the user's status is missing");
  fill_not_available(request);
  if (request.provision_on_start_date && !request.user.start_date.null() &&
      *request.user.start_date > now())
    request.user.status = std::string("PENDING_START_DATE");
  const std::string note = undelivered(request);
  const Asked asked(services.config, request);
  const auto reference = services.reference.get();
  try {
    UserAnswer answer = users::add(services, std::move(request), {.complete_identity = true},
                                   [&](Db& db, UserAnswer& done) {
                                     done.note = note;
                                     record_new_user(db, services, *reference, asked, done);
                                     tell_what_stays(*reference, asked, done);
                                     retries::remember(db, key, done.user.user.id, done.note);
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
