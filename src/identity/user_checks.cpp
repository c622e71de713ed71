#include "identity/user_checks.h"

#include <algorithm>

#include "core/error.h"
#include "core/folding.h"
#include "identity/user_changes.h"

namespace idm::user_checks {
namespace {

[[noreturn]] void unknown(const char* what, const std::string& value) {
  throw Error(ErrorCode::ObjectIdInvalid, std::string(what) + " '" + value + "' is not known");
}

void metadata_type(const Reference& reference, const Text& id) {
  if (!id.null() && !reference.has_metadata_type(*id)) unknown("metadataTypeId", *id);
}

}  // namespace

void spell_ids(const Reference& reference, UserRequest& request) {
  const auto spell = [&](Text& id, std::string (Reference::*stored)(const std::string&) const) {
    if (!id.null()) id = (reference.*stored)(*id);
  };
  spell(request.security_domain, &Reference::domain_id);
  spell(request.user.company_id, &Reference::organization_id);
  spell(request.user.metadata_type_id, &Reference::metadata_type_id);
  for (Wanted<UserAttribute>& wanted : request.attributes)
    spell(wanted.row.metadata_element_id, &Reference::metadata_element_id);
  for (Wanted<UserRole>& wanted : request.roles) {
    UserRoleId& id = wanted.row.id;
    const RoleId stored = reference.role_id({id.role_id, id.domain_id});
    id.role_id = stored.role_id;
    id.domain_id = stored.domain_id;
  }
  for (Wanted<UserGroup>& wanted : request.groups)
    wanted.row.group_id = reference.group_id(wanted.row.group_id);
  for (Wanted<Affiliation>& wanted : request.affiliations)
    wanted.row.organization_id = reference.organization_id(wanted.row.organization_id);
  for (Wanted<ResourceUser>& wanted : request.resources)
    wanted.row.resource_id = reference.resource_id(wanted.row.resource_id);
  for (std::string& system : request.resource_systems) system = reference.managed_system_id(system);
  for (WantedPrincipal& wanted : request.principals) {
    LoginId& id = wanted.login.id;
    id.domain_id = reference.domain_id(id.domain_id);
    id.managed_system_id = reference.managed_system_id(id.managed_system_id);
  }
}

void metadata(const Reference& reference, const UserRequest& request) {
  metadata_type(reference, request.user.metadata_type_id);
  for (const Wanted<UserAttribute>& wanted : request.attributes)
    if (wanted.operation != Operation::Delete)
      metadata_element(reference, wanted.row.metadata_element_id);
}

void changed_metadata(const Reference& reference, const UserRequest& request) {
  const auto named = [](const Text& id) { return user_changes::clears(id) ? Text() : id; };
  metadata_type(reference, named(request.user.metadata_type_id));
  for (const Wanted<UserAttribute>& wanted : request.attributes)
    if (wanted.operation != Operation::Delete)
      metadata_element(reference, named(wanted.row.metadata_element_id));
}

void metadata_element(const Reference& reference, const Text& id) {
  if (!id.null() && !reference.has_metadata_element(*id)) unknown("metadataElementId", *id);
}

void groups(const Reference& reference, const std::vector<Wanted<UserGroup>>& groups) {
  for (const Wanted<UserGroup>& wanted : groups) {
    if (wanted.row.group_id.empty())
      throw Error(ErrorCode::GroupIdMissing, "an entry of memberOfGroups has no grpId");
    if (wanted.operation != Operation::Delete && !reference.group(wanted.row.group_id))
      throw Error(ErrorCode::GroupIdInvalid, "grpId '" + wanted.row.group_id + "' is not known");
  }
}

std::shared_ptr<const Reference> reference_with(ReferenceCache& cache,
                                                const std::vector<Wanted<UserGroup>>& groups) {
  const auto reference = cache.get();
  const auto known = [&](const Wanted<UserGroup>& wanted) {
    return wanted.row.group_id.empty() || reference->group(wanted.row.group_id) != nullptr;
  };
  if (std::all_of(groups.begin(), groups.end(), known)) return reference;
  cache.invalidate();
  return cache.get();
}

void roles(const Reference& reference, const std::vector<Wanted<UserRole>>& roles) {
  for (const Wanted<UserRole>& wanted : roles) {
    const UserRoleId& id = wanted.row.id;
    if (id.role_id.empty() || id.domain_id.empty())
      throw Error(ErrorCode::RoleIdMissing, std::string("an entry of memberOfRoles has no ") +
                                                (id.role_id.empty() ? "roleId" : "serviceId"));
    if (wanted.operation != Operation::Delete && !reference.role({id.role_id, id.domain_id}))
      throw Error(ErrorCode::RoleIdInvalid,
                  "role '" + id.role_id + "' of domain '" + id.domain_id + "' is not known");
  }
}

void affiliations(const Reference& reference,
                  const std::vector<Wanted<Affiliation>>& affiliations) {
  for (const Wanted<Affiliation>& wanted : affiliations) {
    const std::string& id = wanted.row.organization_id;
    if (id.empty())
      throw Error(ErrorCode::ObjectIdInvalid, "an entry of userAffiliations has no orgId");
    if (wanted.operation != Operation::Delete && !reference.has_organization(id))
      unknown("orgId", id);
  }
}

void complete_resources(const Reference& reference, UserRequest& request) {
  for (std::size_t i = 0; i < request.resources.size(); ++i) {
    std::string& id = request.resources[i].row.resource_id;
    const std::string& system = request.resource_systems[i];
    if (id.empty() && system.empty())
      throw Error(ErrorCode::ObjectIdInvalid, "an entry of userResourceList has no resourceId");
    if (id.empty()) {
      const Resource* resource = reference.resource_of_managed_system(system);
      if (!resource) unknown("managedSystemId", system);
      id = resource->id;
    } else if (!reference.resource(id)) {
      unknown("resourceId", id);
    }
  }
}

void complete_principals(const Reference& reference, const Config& config, UserRequest& request) {
  const std::string& domain = request.security_domain.null() || request.security_domain->empty()
                                  ? config.default_domain
                                  : *request.security_domain;
  for (WantedPrincipal& wanted : request.principals) {
    LoginId& id = wanted.login.id;
    if (id.domain_id.empty()) id.domain_id = domain;
    if (id.managed_system_id.empty()) id.managed_system_id = config.default_managed_system;
    if (fold(id.login).empty() && wanted.operation != Operation::Delete)
      throw Error(ErrorCode::MissingRequiredAttribute, "a principal of principalList has no login");
    if (!reference.has_domain(id.domain_id)) unknown("domainId", id.domain_id);
    if (!reference.has_managed_system(id.managed_system_id))
      unknown("managedSysId", id.managed_system_id);
  }
}

}  // namespace idm::user_checks
