#include "identity/roles.h"

#include <algorithm>

#include "core/error.h"
#include "core/instant.h"
#include "identity/attempt.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm::roles {
namespace {

bool is_there(const Reference& reference, const RoleId& id) {
  const std::vector<RoleId> named = reference.roles_named(id.role_id);
  return std::any_of(named.begin(), named.end(),
                     [&](const RoleId& other) { return other.domain_id == id.domain_id; });
}

Role row_of(const RoleId& id, const Requestor& requestor) {
  Role role;
  role.id = id;
  role.name = id.role_id;
  role.create_date = now();
  if (!requestor.login.null()) role.created_by = first_characters(*requestor.login, 32);
  role.status = std::string("ACTIVE");
  return role;
}

}  // namespace

bool add(Services& services, const RoleId& id, const Requestor& requestor) {
  audit::AuditEvent event;
  event.action = "ADD ROLE";
  event.object_type = "ROLE";
  event.object_id = id.role_id;
  event.custom[0] = {std::string("SERVICE_ID"), id.domain_id};
  event.requestor = requestor;
  const auto reference = services.reference.get();
  if (!reference->has_domain(id.domain_id))
    throw Error(ErrorCode::ObjectIdInvalid, "security domain '" + id.domain_id + "' is not known");
  if (is_there(*reference, id)) return false;
  const bool added = audit::attempt(services, event, [&](Db& db) {
    // Another process may have added it since the reference rows were read.
    if (db.find<Role>(id)) return false;
    db.insert(row_of(id, requestor));
    bump_reference_generation(db);
    audit::record(db, event);
    return true;
  });
  services.reference.invalidate();
  return added;
}

}  // namespace idm::roles
