#include "provisioning/kept_resources.h"

#include <set>

#include "identity/users.h"
#include "orm/text.h"

namespace idm::provisioning {
namespace {

const Resource* resource_of(const Reference& reference, const UserRequest& request, std::size_t i) {
  const std::string& id = request.resources[i].row.resource_id;
  return id.empty() ? reference.resource_of_managed_system(request.resource_systems[i])
                    : reference.resource(id);
}

/// Is it that resource, or another for the same system?
bool gives(const Reference& reference, const std::string& id, const Resource& resource) {
  if (id == resource.id) return true;
  const Resource* other = reference.resource(id);
  return other && !resource.managed_system_id.null() &&
         other->managed_system_id == resource.managed_system_id;
}

/// "role 'END_USER'"; "" = nothing needs it.
std::string what_needs(const Reference& reference, const UserGraph& user,
                       const Resource& resource) {
  for (const UserRole& role : users::effective_roles(reference, user))
    for (const std::string& id : reference.resources_of_role({role.id.role_id, role.id.domain_id}))
      if (gives(reference, id, resource)) return "role '" + role.id.role_id + "'";
  for (const ResourceUser& row : user.resources)
    if (gives(reference, row.resource_id, resource)) return "resource '" + row.resource_id + "'";
  for (const Principal& principal : user.principals)
    if (!is(principal.login.status, "INACTIVE") &&
        resource.managed_system_id == principal.login.id.managed_system_id)
      return "principal '" + principal.login.id.login + "'";
  return {};
}

}  // namespace

void tell_what_stays(const Reference& reference, const Asked& asked, UserAnswer& answer) {
  const UserRequest& request = asked.request();
  std::set<const Resource*> told;
  for (std::size_t i = 0; i < request.resources.size(); ++i) {
    if (request.resources[i].operation != Operation::Delete) continue;
    const Resource* resource = resource_of(reference, request, i);
    if (!resource || !told.insert(resource).second) continue;
    const std::string by = what_needs(reference, answer.user, *resource);
    if (by.empty()) continue;
    if (!answer.note.empty()) answer.note += "; ";
    answer.note += "resource '" + resource->id + "' stays: " + by + " needs it";
  }
}

}  // namespace idm::provisioning
