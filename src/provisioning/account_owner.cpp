#include "provisioning/account_owner.h"

#include <chrono>
#include <utility>

#include "connectors/connector.h"
#include "orm/account_state-odb.hxx"
#include "orm/prepared.h"
#include "provisioning/task_words.h"

namespace idm::provisioning {

std::optional<AccountState> other_owner(Store& store, const AccountStateId& account,
                                        const std::string& name) {
  using Query = odb::query<AccountState>;
  using Place = std::pair<std::string, std::string>;
  auto owners = store.read([&](Db& db) {
    return rows_by<AccountState>(db, "accounts_of_that_name",
                                 Place(account.managed_system_id, name), [](const Place& at) {
                                   return Query::id.managed_system_id == Query::_ref(at.first) &&
                                          Query::target_name == Query::_ref(at.second);
                                 });
  });
  for (AccountState& owner : owners)
    if (owner.id.user_id != account.user_id) return std::move(owner);
  return std::nullopt;
}

void require_no_other_owner(Store& store, const AccountStateId& account, const std::string& name) {
  using connectors::Failure;
  const std::optional<AccountState> owner = other_owner(store, account, name);
  if (!owner) return;
  const std::string whose = "the account '" + name + "' is that of user " + owner->id.user_id;
  const bool leaves = !owner->principal.null() && *owner->principal != name;
  if (!leaves) throw Failure(Failure::Kind::Refused, whose);
  if (owner->state == pending)
    throw Failure(Failure::Kind::Busy, whose + " until its new name has arrived there",
                  std::chrono::seconds(2));
  throw Failure(Failure::Kind::Busy,
                whose + " until its new name has arrived there, for which an operator must retry " +
                    "that user's parked task",
                std::chrono::seconds(60));
}

}  // namespace idm::provisioning
