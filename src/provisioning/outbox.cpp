#include "provisioning/outbox.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "core/instant.h"
#include "core/seal.h"
#include "identity/password_hash.h"
#include "orm/task.h"
#include "orm/text.h"
#include "provisioning/delivery.h"

namespace idm::provisioning {

Origin origin_of(const UserRequest& request) {
  return {request.source_system_id,
          request.request_id.empty() ? request.requestor.http_request_id : request.request_id,
          request.requestor.http_request_id};
}

Origin origin_of(const Requestor& requestor) {
  return {"", requestor.http_request_id, requestor.http_request_id};
}

std::string payload_of(const std::vector<std::string>& changed) {
  constexpr std::size_t longest = 60000;  // of the 65535 bytes of a TEXT on MariaDB
  const std::string payload = nlohmann::json{
      {"changed", changed}
  }.dump();
  return payload.size() <= longest ? payload : R"({"changed":"everything"})";
}

bool lease_at_once(const Services& services, Task& task) {
  Delivery* delivery = services.delivery;
  if (!delivery || !delivery->takes_now(task.managed_system_id)) return false;
  task.lease_owner = delivery->owner();
  task.lease_expires = task.create_date + services.config.provisioning.lease;
  return true;
}

Outbox::Outbox(Db& db, const Services& services, const Reference& reference, Origin origin,
               std::string user_id, std::vector<AccountState> accounts)
    : db_(db),
      services_(services),
      reference_(reference),
      origin_(std::move(origin)),
      user_id_(std::move(user_id)),
      at_(now()) {
  for (AccountState& state : accounts) {
    Entry& entry = entries_.emplace_back();
    entry.waits = state.state == pending;
    entry.state = std::move(state);
  }
}

Outbox::Entry& Outbox::entry_of(const std::string& managed_system_id) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.state.id.managed_system_id == managed_system_id;
  });
  if (found != entries_.end()) return *found;
  Entry& fresh = entries_.emplace_back();
  fresh.state.id = {user_id_, managed_system_id};
  fresh.is_new = true;
  return fresh;
}

bool Outbox::is_source(const std::string& managed_system_id) const {
  const std::string& source = origin_.source_system_id;
  if (source.empty()) return false;
  const Resource* resource = reference_.resource(source);
  return source == managed_system_id ||
         (resource && resource->managed_system_id == managed_system_id);
}

void Outbox::record(const std::string& managed_system_id, News news) {
  if (managed_system_id == services_.config.default_managed_system ||
      !reference_.is_provisioned(managed_system_id))
    return;
  Entry& entry = entry_of(managed_system_id);
  AccountState& state = entry.state;
  const bool from_there = is_source(managed_system_id);
  if (from_there && news.verb != Verb::Create && news.verb != Verb::Delete && !entry.is_new) return;
  entry.changed = true;
  state.last_verb = word(news.verb);
  state.last_error.reset();
  state.changed = at_;
  if (!origin_.request_id.empty()) state.request_id = first_characters(origin_.request_id, 40);
  if (news.by_principal) state.by_principal = 1;
  if (news.verb == Verb::Delete) state.by_principal = 0;
  if (!news.name.principal.null()) {
    state.domain_id = news.name.domain_id;
    state.principal = news.name.principal;
  }
  if (from_there) {
    state.state = news.verb == Verb::Delete ? removed : provisioned;
    wipe(news.secret);
    return;
  }
  state.state = pending;
  ++state.last_sequence;
  insert_task(entry, std::move(news));
}

void Outbox::insert_task(Entry& entry, News news) {
  const AccountState& state = entry.state;
  Task task;
  task.id = new_id();
  task.user_id = user_id_;
  task.managed_system_id = state.id.managed_system_id;
  task.sequence = state.last_sequence;
  task.verb = word(news.verb);
  task.state = pending;
  task.domain_id = news.name.domain_id;
  task.principal = news.name.principal;
  if (!news.payload.empty()) task.payload = std::move(news.payload);
  if (!news.secret.empty()) {
    task.secret = seal(services_.secret_key, news.secret);
    wipe(news.secret);
  }
  task.request_id = state.request_id;
  task.create_date = at_;
  task.next_attempt = at_;
  if (!entry.waits && lease_at_once(services_, task)) {
    announced_.push_back(task);
  } else {
    // What follows in this request must not overtake it.
    entry.waits = true;
  }
  db_.insert(std::move(task));
}

void Outbox::finish() {
  for (Entry& entry : entries_) {
    if (!entry.changed) continue;
    if (entry.is_new)
      db_.insert(entry.state);
    else
      db_.update(entry.state);
  }
  if (announced_.empty()) return;
  db_.after_commit([delivery = services_.delivery, tasks = std::move(announced_),
                    call = origin_.call] { delivery->announce(tasks, call); });
}

}  // namespace idm::provisioning
