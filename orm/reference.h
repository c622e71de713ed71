#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "orm/group.h"
#include "orm/managed_system.h"
#include "orm/policy.h"
#include "orm/resource.h"
#include "orm/role.h"
#include "orm/security_domain.h"
#include "orm/store.h"

namespace idm {

/// The rows that requests refer to and never change: domains, types, roles, groups, systems,
/// policies. A snapshot, immutable once loaded; share it freely between threads.
class Reference {
 public:
  static Reference load(Db& db);

  bool has_domain(const std::string& id) const { return domains_.count(id) > 0; }
  bool has_metadata_type(const std::string& id) const { return metadata_types_.count(id) > 0; }
  bool has_metadata_element(const std::string& id) const {
    return metadata_elements_.count(id) > 0;
  }
  bool has_organization(const std::string& id) const { return organizations_.count(id) > 0; }
  bool has_managed_system(const std::string& id) const { return managed_systems_.count(id) > 0; }

  /// An id as it is stored, for one in whatever case; the one given when there is none.
  std::string domain_id(const std::string& id) const;
  std::string organization_id(const std::string& id) const;
  std::string group_id(const std::string& id) const;
  std::string metadata_type_id(const std::string& id) const;
  std::string metadata_element_id(const std::string& id) const;
  std::string managed_system_id(const std::string& id) const;
  std::string resource_id(const std::string& id) const;
  RoleId role_id(const RoleId& id) const;
  /// The roles of that id, in whatever case, in all domains.
  std::vector<RoleId> roles_named(const std::string& id) const;

  /// Null when there is none.
  const SecurityDomain* domain(const std::string& id) const;
  const Role* role(const RoleId& id) const;
  /// By its id, else by its name, of that domain.
  const Role* role_called(const std::string& domain, const std::string& id_or_name) const;
  const Group* group(const std::string& id) const;
  const Resource* resource(const std::string& id) const;
  const Resource* resource_of_managed_system(const std::string& id) const;

  /// Null when there is none.
  const ManagedSystem* managed_system(const std::string& id) const;
  const std::unordered_map<std::string, ManagedSystem>& managed_systems() const {
    return managed_systems_;
  }
  /// Null for a system that names none.
  const ProvisionConnector* connector_of(const std::string& managed_system_id) const;
  /// False for what only looks like a managed system: its resource is of a type that is not
  /// provisioned, such as a self-service form.
  bool is_provisioned(const std::string& managed_system_id) const;
  /// Ids of resources.
  const std::vector<std::string>& resources_of_role(const RoleId& id) const;
  bool roles_have_resources() const { return !resources_of_role_.empty(); }

  const std::vector<RoleId>& roles_of_group(const std::string& group_id) const;
  std::vector<std::string> groups_with_role(const RoleId& role) const;
  const std::vector<ResourceProperty>& resource_properties(const std::string& resource_id) const;
  const std::vector<PolicyAssociation>& policy_associations() const { return policy_associations_; }
  const std::vector<PolicyAttribute>& policy_attributes(const std::string& policy_id) const;

 private:
  void load_systems(Db& db);
  void load_what_is_provisioned(Db& db);

  std::unordered_map<std::string, SecurityDomain> domains_;
  std::unordered_set<std::string> metadata_types_, metadata_elements_, organizations_,
      not_provisioned_;
  std::unordered_map<std::string, ManagedSystem> managed_systems_;
  std::unordered_map<std::string, ProvisionConnector> connector_of_system_;
  std::map<RoleId, Role> roles_;
  std::map<RoleId, std::vector<std::string>> resources_of_role_;
  std::unordered_map<std::string, Group> groups_;
  std::unordered_map<std::string, Resource> resources_;
  std::unordered_map<std::string, std::vector<RoleId>> roles_of_group_;
  std::unordered_map<std::string, std::vector<ResourceProperty>> resource_properties_;
  std::unordered_map<std::string, std::vector<PolicyAttribute>> policy_attributes_;
  std::vector<PolicyAssociation> policy_associations_;
};

/// The newest snapshot, loaded again when another process or thread has changed reference rows:
/// noticed within half a second. Safe from any thread; call it outside of transactions.
class ReferenceCache {
 public:
  explicit ReferenceCache(Store& store) : store_(store) {}

  /// Throws as Store::read.
  std::shared_ptr<const Reference> get();

  /// The next get() looks at once.
  void invalidate();

 private:
  Store& store_;
  std::mutex mutex_;
  std::shared_ptr<const Reference> current_;
  std::int64_t generation_ = -1;
  bool refreshing_ = false;
  std::chrono::steady_clock::time_point looked_{};
};

/// To be called in the transaction that changes reference rows.
void bump_reference_generation(Db& db);

}  // namespace idm
