#include "provisioning/revise_user.h"

#include "identity/attempt.h"
#include "identity/principals.h"
#include "identity/user_events.h"
#include "identity/users.h"
#include "orm/text.h"
#include "provisioning/account_changes.h"
#include "provisioning/lock_user.h"
#include "provisioning/processors.h"

namespace idm::provisioning {
namespace {

/// What `edit` would make of the user, as the pre-processor is told of it.
UserRequest told_of(const UserRequest& origin, const UserGraph& wanted) {
  UserRequest request = origin;
  request.user = wanted.user;
  for (const UserAttribute& row : wanted.attributes) request.attributes.push_back({row});
  for (const EmailAddress& row : wanted.emails) request.emails.push_back({row});
  for (const Phone& row : wanted.phones) request.phones.push_back({row});
  for (const Address& row : wanted.addresses) request.addresses.push_back({row});
  for (const UserRole& row : wanted.roles) request.roles.push_back({row});
  for (const UserGroup& row : wanted.groups) request.groups.push_back({row});
  return request;
}

void ask_first(Services& services, const Processors& processors, const UserRequest& origin,
               const std::string& user_id, const users::Edit& edit) {
  if (!processors.asks_first()) return;
  UserGraph stored, wanted;
  const bool differs = services.store.read([&](Db& db) {
    std::optional<UserGraph> found = users::find(db, user_id, users::Extent::Everything);
    if (!found) return false;
    stored = *found;
    wanted = std::move(*found);
    return edit(db, wanted);
  });
  if (differs) processors.before_revision(stored, told_of(origin, wanted));
}

bool is_disabled(const UserGraph& user) { return is(user.user.secondary_status, "DISABLED"); }

}  // namespace

bool revise_user(Db& db, Services& services, const Reference& reference, const UserRequest& origin,
                 const std::string& user_id, const users::Edit& edit, UserAnswer& answer) {
  if (!users::revise(db, services, reference, origin, user_id, edit, answer)) return false;
  const Asked asked(services.config, origin);
  record_modification(db, services, reference, asked, answer);
  if (is_disabled(answer.before) != is_disabled(answer.user)) {
    record_disabling(db, services, reference, origin, answer.user.user, is_disabled(answer.user));
  }
  return true;
}

std::optional<UserAnswer> revise_user(Services& services, const UserRequest& origin,
                                      const std::string& user_id, const users::Edit& edit,
                                      const users::AlsoStore& also_store) {
  const Processors processors(services, "modifyUser", origin);
  ask_first(services, processors, origin, user_id, edit);
  const auto reference = services.reference.get();
  UserAnswer answer;
  bool stored = false;
  audit::attempt(services, user_events::event_of("MODIFY", origin, user_id), [&](Db& db) {
    stored = revise_user(db, services, *reference, origin, user_id, edit, answer);
    if (stored && also_store) also_store(db, answer);
  });
  if (!stored) return std::nullopt;
  processors.after(answer);
  return answer;
}

}  // namespace idm::provisioning
