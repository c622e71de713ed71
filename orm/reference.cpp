#include "orm/reference.h"

#include <algorithm>

#include "core/error.h"
#include "core/folding.h"
#include "orm/group-odb.hxx"
#include "orm/managed_system-odb.hxx"
#include "orm/metadata-odb.hxx"
#include "orm/organization-odb.hxx"
#include "orm/policy-odb.hxx"
#include "orm/prepared.h"
#include "orm/reference_generation-odb.hxx"
#include "orm/resource-odb.hxx"
#include "orm/role-odb.hxx"
#include "orm/security_domain-odb.hxx"

namespace idm {
namespace {

constexpr auto look_every = std::chrono::milliseconds(500);
constexpr const char* generation_id = "REFERENCE";

template <class Row>
std::vector<Row> all(Db& db) {
  return rows_where<Row>(db, odb::query<Row>(true));
}

template <class Row>
std::unordered_set<std::string> ids(Db& db) {
  std::unordered_set<std::string> found;
  for (Row& row : all<Row>(db)) found.insert(std::move(row.id));
  return found;
}

template <class Map, class Key>
const auto* found_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <class Row>
const std::vector<Row>& list_in(const std::unordered_map<std::string, std::vector<Row>>& lists,
                                const std::string& key) {
  static const std::vector<Row> none;
  const auto* found = found_in(lists, key);
  return found ? *found : none;
}

const std::string& key_of(const std::string& id) { return id; }
template <class Row>
const std::string& key_of(const std::pair<const std::string, Row>& entry) {
  return entry.first;
}

template <class Ids>
std::string stored_spelling(const Ids& ids, const std::string& id) {
  if (id.empty() || ids.count(id)) return id;
  const std::string folded = fold(id);
  for (const auto& entry : ids)
    if (fold(key_of(entry)) == folded) return key_of(entry);
  return id;
}

std::int64_t generation(Db& db) {
  const std::optional<ReferenceGeneration> row =
      db.find<ReferenceGeneration>(std::string(generation_id));
  return row ? row->generation : 0;
}

}  // namespace

Reference Reference::load(Db& db) {
  Reference reference;
  reference.metadata_types_ = ids<MetadataType>(db);
  reference.metadata_elements_ = ids<MetadataElement>(db);
  reference.organizations_ = ids<Organization>(db);
  reference.load_systems(db);
  for (SecurityDomain& row : all<SecurityDomain>(db))
    reference.domains_.emplace(row.id, std::move(row));
  for (Role& row : all<Role>(db)) reference.roles_.emplace(row.id, std::move(row));
  for (Group& row : all<Group>(db)) reference.groups_.emplace(row.id, std::move(row));
  for (Resource& row : all<Resource>(db)) reference.resources_.emplace(row.id, std::move(row));
  reference.load_what_is_provisioned(db);
  for (const GroupRole& row : all<GroupRole>(db))
    reference.roles_of_group_[row.id.group_id].push_back({row.id.role_id, row.id.domain_id});
  for (ResourceProperty& row : all<ResourceProperty>(db))
    if (!row.resource_id.null())
      reference.resource_properties_[*row.resource_id].push_back(std::move(row));
  for (PolicyAttribute& row : all<PolicyAttribute>(db))
    if (!row.policy_id.null())
      reference.policy_attributes_[*row.policy_id].push_back(std::move(row));
  reference.policy_associations_ = all<PolicyAssociation>(db);
  return reference;
}

std::string Reference::domain_id(const std::string& id) const {
  return stored_spelling(domains_, id);
}
std::string Reference::organization_id(const std::string& id) const {
  return stored_spelling(organizations_, id);
}
std::string Reference::group_id(const std::string& id) const {
  return stored_spelling(groups_, id);
}
std::string Reference::metadata_type_id(const std::string& id) const {
  return stored_spelling(metadata_types_, id);
}
std::string Reference::metadata_element_id(const std::string& id) const {
  return stored_spelling(metadata_elements_, id);
}
std::string Reference::managed_system_id(const std::string& id) const {
  return stored_spelling(managed_systems_, id);
}
std::string Reference::resource_id(const std::string& id) const {
  return stored_spelling(resources_, id);
}
RoleId Reference::role_id(const RoleId& id) const {
  if (roles_.count(id)) return id;
  const std::string role = fold(id.role_id), domain = fold(id.domain_id);
  for (const auto& [key, row] : roles_)
    if (fold(key.role_id) == role && fold(key.domain_id) == domain) return key;
  return id;
}

std::vector<RoleId> Reference::roles_named(const std::string& id) const {
  const std::string folded = fold(id);
  std::vector<RoleId> found;
  for (const auto& [key, role] : roles_)
    if (fold(key.role_id) == folded) found.push_back(key);
  return found;
}

void Reference::load_systems(Db& db) {
  std::unordered_map<std::string, ProvisionConnector> connectors;
  for (ProvisionConnector& row : all<ProvisionConnector>(db))
    connectors.emplace(row.id, std::move(row));
  for (const ManagedSystem& row : all<ManagedSystem>(db)) {
    managed_systems_.emplace(row.id, row);
    if (row.connector_id.null()) continue;
    if (const auto* connector = found_in(connectors, *row.connector_id))
      connector_of_system_.emplace(row.id, *connector);
  }
}

void Reference::load_what_is_provisioned(Db& db) {
  std::unordered_set<std::string> forms;
  for (const ResourceType& type : all<ResourceType>(db))
    if (!type.provision_resource.null() && *type.provision_resource == 0) forms.insert(type.id);
  for (const auto& [id, resource] : resources_)
    if (!resource.managed_system_id.null() && !resource.type_id.null() &&
        forms.count(*resource.type_id))
      not_provisioned_.insert(*resource.managed_system_id);
  for (const ResourceRole& row : all<ResourceRole>(db))
    resources_of_role_[{row.id.role_id, row.id.domain_id}].push_back(row.id.resource_id);
}

const SecurityDomain* Reference::domain(const std::string& id) const {
  return found_in(domains_, id);
}
const Role* Reference::role(const RoleId& id) const { return found_in(roles_, id); }
const Role* Reference::role_called(const std::string& domain, const std::string& id_or_name) const {
  if (const Role* found = role({id_or_name, domain})) return found;
  for (const auto& [id, row] : roles_)
    if (id.domain_id == domain && row.name == id_or_name) return &row;
  return nullptr;
}

const Group* Reference::group(const std::string& id) const { return found_in(groups_, id); }
const ManagedSystem* Reference::managed_system(const std::string& id) const {
  return found_in(managed_systems_, id);
}
const Resource* Reference::resource(const std::string& id) const {
  return found_in(resources_, id);
}

const Resource* Reference::resource_of_managed_system(const std::string& id) const {
  for (const auto& [resource_id, resource] : resources_)
    if (!resource.managed_system_id.null() && *resource.managed_system_id == id) return &resource;
  return nullptr;
}

const ProvisionConnector* Reference::connector_of(const std::string& managed_system_id) const {
  return found_in(connector_of_system_, managed_system_id);
}

bool Reference::is_provisioned(const std::string& managed_system_id) const {
  return has_managed_system(managed_system_id) && !not_provisioned_.count(managed_system_id);
}

const std::vector<std::string>& Reference::resources_of_role(const RoleId& id) const {
  static const std::vector<std::string> none;
  const auto* found = found_in(resources_of_role_, id);
  return found ? *found : none;
}

const std::vector<RoleId>& Reference::roles_of_group(const std::string& group_id) const {
  return list_in(roles_of_group_, group_id);
}

std::vector<std::string> Reference::groups_with_role(const RoleId& role) const {
  std::vector<std::string> groups;
  for (const auto& [group, roles] : roles_of_group_)
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) groups.push_back(group);
  return groups;
}

const std::vector<ResourceProperty>& Reference::resource_properties(
    const std::string& resource_id) const {
  return list_in(resource_properties_, resource_id);
}

const std::vector<PolicyAttribute>& Reference::policy_attributes(
    const std::string& policy_id) const {
  return list_in(policy_attributes_, policy_id);
}

std::shared_ptr<const Reference> ReferenceCache::get() {
  std::unique_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (current_ && (refreshing_ || now - looked_ < look_every)) return current_;
  // One looks, the others go on with what there is. Should the database be away, so does that one.
  auto old = current_;
  const std::int64_t old_generation = generation_;
  refreshing_ = true;
  looked_ = now;
  lock.unlock();
  std::shared_ptr<const Reference> fresh = old;
  std::int64_t newest = old_generation;
  try {
    store_.read([&](Db& db) {
      newest = generation(db);
      if (!old || newest != old_generation)
        fresh = std::make_shared<const Reference>(Reference::load(db));
    });
  } catch (...) {
    lock.lock();
    refreshing_ = false;
    if (!old) throw;
    return old;
  }
  lock.lock();
  refreshing_ = false;
  current_ = fresh;
  generation_ = newest;
  return current_;
}

void ReferenceCache::invalidate() {
  const std::lock_guard lock(mutex_);
  looked_ = {};
}

void bump_reference_generation(Db& db) {
  // In SQL, so that of two changes at once neither counter is lost. The row comes with the
  // migrations.
  db.odb().execute("UPDATE REFERENCE_GENERATION SET GENERATION = GENERATION + 1");
}

}  // namespace idm
