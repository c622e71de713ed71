#include "identity/group_members.h"

#include <odb/database.hxx>

#include "core/instant.h"
#include "orm/stored_texts.h"

namespace idm::group_members {

void mark_changed(Db& db, const std::set<std::string>& group_ids) {
  if (group_ids.empty()) return;
  const bool lite = db.dialect() == Dialect::Sqlite;
  for (const std::string& id : group_ids)
    // In SQL, so that of two changes at once neither is lost.
    db.odb().execute(
        "INSERT INTO SCIM_RESOURCE (RESOURCE_ID, KIND, CHANGES, LAST_MODIFIED, VERSION) VALUES (" +
        sql_literal(id, db.dialect()) + ", 'Group', 1, '" + to_sql(now()) + "', 1) " +
        (lite ? "ON CONFLICT (RESOURCE_ID) DO UPDATE SET LAST_MODIFIED = excluded.LAST_MODIFIED"
              : "ON DUPLICATE KEY UPDATE LAST_MODIFIED = VALUES(LAST_MODIFIED)") +
        ", CHANGES = CHANGES + 1, VERSION = VERSION + 1");
}

}  // namespace idm::group_members
