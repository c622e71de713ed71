#include "identity/audit_list.h"

#include "orm/audit_entry-odb.hxx"
#include "orm/prepared.h"

namespace idm::audit {
namespace {

std::vector<AuditEntry> find(Db& db, const AuditFilter& filter) {
  using Query = odb::query<AuditEntry>;
  Query condition(true);
  if (!filter.user_id.empty())
    condition = condition && Query::object_type == "USER" && Query::object_id == filter.user_id;
  if (!filter.action.empty()) condition = condition && Query::action == filter.action;
  if (!filter.request_id.empty()) condition = condition && Query::request_id == filter.request_id;
  if (!filter.from.null()) condition = condition && Query::at >= *filter.from;
  if (!filter.to.null()) condition = condition && Query::at < *filter.to;
  if (!filter.behind.empty()) condition = condition && Query::id < filter.behind;
  // One more than shown, to know whether there are more. Ids grow with time.
  return rows_where<AuditEntry>(
      db, condition + "ORDER BY" + Query::id + ("DESC LIMIT " + std::to_string(filter.limit + 1)));
}

}  // namespace

AuditPage find_events(Store& store, const AuditFilter& filter) {
  AuditPage page{store.read([&](Db& db) { return find(db, filter); })};
  page.more = page.entries.size() > filter.limit;
  if (page.more) page.entries.pop_back();
  return page;
}

}  // namespace idm::audit
