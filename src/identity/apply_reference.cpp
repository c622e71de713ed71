#include "identity/apply_reference.h"

#include <algorithm>
#include <filesystem>
#include <orm/group-odb.hxx>
#include <orm/managed_system-odb.hxx>
#include <orm/resource-odb.hxx>
#include <orm/role-odb.hxx>
#include <orm/security_domain-odb.hxx>
#include <set>

#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/apply_policy.h"
#include "identity/reference_checks.h"
#include "identity/reference_rows.h"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm {
namespace {

using Entries = std::vector<ReferenceEntry>;

/// Thrown to leave a transaction without storing anything.
struct DryRunEnds {};

/// One file being applied inside one transaction.
class Application {
 public:
  Application(Db& db, const Entries& entries, const ApplyOptions& options,
              const std::string& folder)
      : db_(db),
        rows_(db, entries),
        secret_key_(options.secret_key),
        further_kinds_(options.further_kinds),
        folder_(folder) {}

  /// True when rows were stored.
  bool changed() const { return changed_; }
  const std::vector<std::string>& lines() const { return lines_; }

  void apply(const ReferenceEntry& entry) {
    if (entry.kind == "policy") report(entry, apply_policy(rows_, entry));
    if (entry.kind == "domain") apply_plain(entry, with_status(SecurityDomain{}));
    if (entry.kind == "connector") apply_plain(entry, ProvisionConnector{});
    if (entry.kind == "managed_system") apply_managed_system(entry);
    if (entry.kind == "role") apply_role(entry);
    if (entry.kind == "resource") apply_resource(entry);
    if (entry.kind == "group") apply_group(entry);
    for (const AppliedKind& further : further_kinds_) {
      if (entry.kind != further.kind.name) continue;
      report(entry, further.apply(db_, entry, folder_));
    }
  }

 private:
  using Changes = ReferenceRows::Changes;

  template <class Row>
  static Row with_status(Row row) {
    row.status = Text("ACTIVE");
    return row;
  }

  void report(const ReferenceEntry& entry, const Applied& applied) {
    const auto& [created, changes] = applied;
    std::string line = entry.label() + (created           ? " created"
                                        : changes.empty() ? " unchanged"
                                                          : " changed");
    if (!changes.empty() && !created) {
      std::string list;
      for (const std::string& change : changes) list += (list.empty() ? "" : ", ") + change;
      line += " (" + list + ")";
    }
    changed_ = changed_ || created || !changes.empty();
    lines_.push_back(line);
  }

  /// A row whose key is its id and that has nothing below it.
  template <class Row>
  void apply_plain(const ReferenceEntry& entry, Row fresh) {
    fresh.id = entry.id;
    const auto stored = db_.find<Row>(entry.id);
    Row row = stored.value_or(fresh);
    const Changes changes = rows_.set_columns(entry, row);
    rows_.store(!stored, changes, row);
    report(entry, {!stored, changes});
  }

  /// Options and secrets that the file does not name stay; an empty value takes one away.
  void apply_managed_system(const ReferenceEntry& entry) {
    if (entry.id.starts_with('@'))
      refuse_reference(entry.where, "an id that begins with @ is none of a managed system");
    const auto stored = db_.find<ManagedSystem>(entry.id);
    ManagedSystem row = stored.value_or(with_status(ManagedSystem{}));
    row.id = entry.id;
    Changes changes = rows_.set_columns(entry, row);
    connectors::Settings options = connectors::options_of(row);
    connectors::Settings secrets = connectors::secrets_of(row, secret_key_);
    const connectors::Settings old_secrets = secrets;
    for (const ReferenceEntry& nested : entry.nested)
      set_setting(nested, nested.kind == "secret" ? secrets : options, changes);
    connectors::set_options(row, options);
    if (secrets != old_secrets) connectors::set_secrets(row, secret_key_, secrets);
    try {
      if (!row.kind.null()) connectors::check(row, secret_key_);
    } catch (const Error& error) {
      refuse_reference(entry.where, error.what());
    }
    rows_.store(!stored, changes, row);
    report(entry, {!stored, changes});
  }

  static void set_setting(const ReferenceEntry& nested, connectors::Settings& settings,
                          Changes& changes) {
    const auto given = nested.values.find("value");
    if (given == nested.values.end())
      refuse_reference(nested.where, nested.label() + " lacks its value");
    const std::string& wanted = std::get<std::string>(given->second.value);
    const auto found = settings.find(nested.id);
    const std::string before = found == settings.end() ? "" : found->second;
    if (before == wanted) return;
    changes.push_back(nested.label() + (nested.kind == "secret"
                                            ? std::string(": replaced")
                                            : ": \"" + before + "\" -> \"" + wanted + "\""));
    if (wanted.empty())
      settings.erase(nested.id);
    else
      settings[nested.id] = wanted;
  }

  void apply_role(const ReferenceEntry& entry) {
    if (!rows_.is_in_file("domain " + entry.domain) && !rows_.exists<SecurityDomain>(entry.domain))
      refuse_reference(entry.where, "domain: there is no domain \"" + entry.domain + "\"");
    const RoleId id{entry.id, entry.domain};
    const auto stored = db_.find<Role>(id);
    Role row = stored.value_or(with_status(Role{}));
    row.id = id;
    if (!stored) row.create_date = now();
    const Changes changes = rows_.set_columns(entry, row);
    rows_.store(!stored, changes, row);
    report(entry, {!stored, changes});
  }

  void apply_group(const ReferenceEntry& entry) {
    const auto stored = db_.find<Group>(entry.id);
    Group row = stored.value_or(with_status(Group{}));
    row.id = entry.id;
    if (!stored) row.create_date = now();
    Changes changes = rows_.set_columns(entry, row);
    if (!changes.empty()) row.last_update = now();
    rows_.store(!stored, changes, row);
    using Q = odb::query<GroupRole>;
    set_roles<GroupRole>(
        entry, Q::id.group_id == entry.id,
        [](const GroupRole& link) {
          return RoleId{link.id.role_id, link.id.domain_id};
        },
        [&](const RoleId& role) {
          return GroupRole{
              {role.domain_id, role.role_id, entry.id}
          };
        },
        changes);
    report(entry, {!stored, changes});
  }

  void apply_resource(const ReferenceEntry& entry) {
    const auto stored = db_.find<Resource>(entry.id);
    Resource row = stored.value_or(Resource{});
    row.id = entry.id;
    Changes changes = rows_.set_columns(entry, row);
    rows_.store(!stored, changes, row);
    using Q = odb::query<ResourceRole>;
    set_roles<ResourceRole>(
        entry, Q::id.resource_id == entry.id,
        [](const ResourceRole& link) {
          return RoleId{link.id.role_id, link.id.domain_id};
        },
        [&](const RoleId& role) {
          ResourceRole link;
          link.id = {entry.id, role.domain_id, role.role_id, "NA"};
          return link;
        },
        changes);
    for (const ReferenceEntry& property : entry.nested) apply_property(entry, property, changes);
    report(entry, {!stored, changes});
  }

  /// `roles` is the whole list: what it lacks is taken away.
  template <class Link, class RoleOf, class MakeLink>
  void set_roles(const ReferenceEntry& entry, const odb::query<Link>& of_entry, RoleOf role_of,
                 MakeLink make_link, Changes& changes) {
    if (!entry.roles) return;
    std::vector<Link> surplus;
    std::set<RoleId> present;
    for (const Link& link : db_.odb().query<Link>(of_entry)) {
      const auto wanted =
          std::any_of(entry.roles->begin(), entry.roles->end(),
                      [&](const auto& role) { return role.value == role_of(link); });
      if (wanted)
        present.insert(role_of(link));
      else
        surplus.push_back(link);
    }
    for (const Link& link : surplus) {
      db_.erase<Link>(link.id);
      changes.push_back("roles: - " + role_of(link).domain_id + "/" + role_of(link).role_id);
    }
    for (const Located<RoleId>& role : *entry.roles) {
      rows_.check_role(role.value, role.where);
      if (present.count(role.value)) continue;
      db_.insert(make_link(role.value));
      changes.push_back("roles: + " + role.value.domain_id + "/" + role.value.role_id);
    }
  }

  void apply_property(const ReferenceEntry& resource, const ReferenceEntry& nested,
                      Changes& changes) {
    using Q = odb::query<ResourceProperty>;
    const auto stored =
        rows_.first<ResourceProperty>(Q::resource_id == resource.id && Q::name == nested.id);
    ResourceProperty row = stored.value_or(ResourceProperty{});
    if (!stored) {
      row.id = new_id();
      row.resource_id = resource.id;
      row.name = nested.id;
    }
    rows_.apply_nested(nested, stored, row, changes);
  }

  Db& db_;
  ReferenceRows rows_;
  const std::string& secret_key_;
  const std::vector<AppliedKind>& further_kinds_;
  const std::string& folder_;
  std::vector<std::string> lines_;
  bool changed_ = false;
};

}  // namespace

std::vector<std::string> apply_reference(Store& store, const std::string& file,
                                         const ApplyOptions& options) {
  std::vector<ReferenceKind> kinds = reference_kinds();
  for (const AppliedKind& further : options.further_kinds) kinds.push_back(further.kind);
  const Entries entries = read_reference_file(file, kinds, options.default_domain);
  const std::string folder = std::filesystem::path(file).parent_path().string();
  std::vector<std::string> lines;
  try {
    store.transact([&](Db& db) {
      Application application(db, entries, options, folder);
      for (const ReferenceEntry& entry : entries) application.apply(entry);
      for (const ReferenceEntry& entry : entries) refuse_circle(db, entry);
      lines = application.lines();
      if (options.dry_run) throw DryRunEnds();
      if (application.changed()) bump_reference_generation(db);
    });
  } catch (const DryRunEnds&) {
    lines.push_back("dry run: nothing was stored");
  }
  return lines;
}

}  // namespace idm
