#include "orm/search_changes.h"

#include "core/ids.h"

namespace idm {

std::vector<SearchChange> SearchChanges::take() {
  std::vector<SearchChange> rows;
  for (const auto& [user_id, is_new] : users_)
    rows.push_back({new_id(), is_new ? "new" : "changed", user_id});
  if (stale_) rows.push_back({new_id(), "stale", ""});
  users_.clear();
  stale_ = false;
  return rows;
}

}  // namespace idm
