#pragma once

#include <string>
#include <vector>

#include "orm/audit_entry.h"
#include "orm/store.h"

namespace idm::audit {

/// Which events to show; "" or null = all.
struct AuditFilter {
  std::string user_id = {};  ///< whom they are about
  std::string action = {};   ///< CREATE, MODIFY, …
  std::string request_id = {};
  Moment from = {}, to = {};  ///< from inclusive, to exclusive
  std::size_t limit = 100;
  std::string behind = {};  ///< only those behind the event with this id, in this order
};

struct AuditPage {
  std::vector<AuditEntry> entries;  ///< by id, the newest first
  bool more = false;
};

/// Throws as Store::read.
AuditPage find_events(Store& store, const AuditFilter& filter);

}  // namespace idm::audit
