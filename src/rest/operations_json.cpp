#include "rest/operations_json.h"

#include "policies/identity.h"

namespace idm::rest {
namespace {

Json value(const Text& text) { return text.null() ? Json(nullptr) : Json(*text); }
Json value(const Moment& moment) {
  return moment.null() ? Json(nullptr) : Json(policies::iso8601(*moment));
}
Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json account_json(const AccountState& account) {
  Json json;
  json["managedSystemId"] = account.id.managed_system_id;
  json["account"] = value(account.target_name.null() ? account.principal : account.target_name);
  json["state"] = account.state;
  json["lastVerb"] = account.last_verb;
  json["changedAt"] = policies::iso8601(account.changed);
  json["requestId"] = value(account.request_id);
  json["lastError"] = value(account.last_error);
  return json;
}

void add_custom(Json& list, const Text& name, const Text& text) {
  if (name.null()) return;
  Json json;
  json["name"] = *name;
  json["value"] = value(text);
  list.push_back(std::move(json));
}

}  // namespace

Json status_json(const provisioning::UserStatus& status) {
  const User& user = status.user.user;
  Json json;
  json["user"]["id"] = user.id;
  json["user"]["firstName"] = value(user.first_name);
  json["user"]["lastName"] = value(user.last_name);
  json["user"]["status"] = value(user.status);
  json["user"]["secondaryStatus"] = value(user.secondary_status);
  json["accounts"] = Json::array();
  for (const AccountState& account : status.user.accounts)
    json["accounts"].push_back(account_json(account));
  json["receipts"] = Json::array();
  for (const Task& task : status.receipts) json["receipts"].push_back(task_json(task));
  return json;
}

Json task_json(const Task& task) {
  Json json;
  json["id"] = task.id;
  json["userId"] = task.user_id;
  json["managedSystemId"] = task.managed_system_id;
  json["sequence"] = task.sequence;
  json["verb"] = task.verb;
  json["state"] = task.state;
  json["principal"] = value(task.principal);
  json["requestId"] = value(task.request_id);
  json["createdAt"] = policies::iso8601(task.create_date);
  json["attempts"] = task.attempts;
  json["nextAttemptAt"] = value(task.next_attempt);
  json["finishedAt"] = value(task.finished);
  json["lastError"] = value(task.last_error);
  return json;
}

Json changes_json(const std::vector<provisioning::TaskChange>& changes, const char* done) {
  Json items = Json::array();
  for (const provisioning::TaskChange& change : changes) {
    Json json;
    json["id"] = change.task_id;
    json["userId"] = change.user_id;
    json["managedSystemId"] = change.managed_system_id;
    json["verb"] = change.verb;
    json["outcome"] = change.under_way ? "UNDER_WAY" : done;
    items.push_back(std::move(json));
  }
  Json all;
  all["items"] = std::move(items);
  return all;
}

Json system_json(const ManagedSystem& system, const Reference& reference) {
  Json json;
  json["id"] = system.id;
  json["name"] = value(system.name);
  json["description"] = value(system.description);
  json["kind"] = value(system.kind);
  json["domainId"] = value(system.domain_id);
  json["provisioned"] = reference.is_provisioned(system.id);
  return json;
}

Json report_json(const std::string& system, const provisioning::ReconcileReport& report) {
  Json json;
  json["managedSystemId"] = system;
  json["accountsThere"] = report.accounts_there;
  json["accountsExpected"] = report.accounts_expected;
  json["corrected"] = report.corrected;
  json["removed"] = report.removed;
  json["braked"] = or_null(report.braked);
  json["differences"] = Json::array();
  for (const provisioning::Difference& difference : report.differences) {
    Json one;
    one["kind"] = provisioning::word(difference.kind);
    one["account"] = difference.account;
    one["userId"] = or_null(difference.user_id);
    one["what"] = or_null(difference.what);
    json["differences"].push_back(std::move(one));
  }
  return json;
}

Json event_json(const AuditEntry& entry) {
  Json json;
  json["id"] = entry.id;
  json["at"] = value(entry.at);
  json["action"] = entry.action;
  json["status"] = value(entry.status);
  json["objectType"] = entry.object_type;
  json["objectId"] = value(entry.object_id);
  json["objectName"] = value(entry.object_name);
  json["requestorUserId"] = value(entry.user_id);
  json["requestorLogin"] = value(entry.principal);
  json["requestorDomainId"] = value(entry.domain_id);
  json["host"] = value(entry.host);
  json["sourceSystemId"] = value(entry.source_system_id);
  json["targetSystemId"] = value(entry.target_system_id);
  json["requestId"] = value(entry.request_id);
  json["sessionId"] = value(entry.session_id);
  json["reason"] = value(entry.reason);
  json["reasonDetail"] = value(entry.reason_detail);
  json["custom"] = Json::array();
  add_custom(json["custom"], entry.custom_attrname1, entry.custom_attrvalue1);
  add_custom(json["custom"], entry.custom_attrname2, entry.custom_attrvalue2);
  add_custom(json["custom"], entry.custom_attrname3, entry.custom_attrvalue3);
  add_custom(json["custom"], entry.custom_attrname4, entry.custom_attrvalue4);
  return json;
}

}  // namespace idm::rest
