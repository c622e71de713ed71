#include "identity/apply_reference.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <orm/group-odb.hxx>
#include <orm/managed_system-odb.hxx>
#include <orm/metadata-odb.hxx>
#include <orm/organization-odb.hxx>
#include <orm/policy-odb.hxx>
#include <orm/resource-odb.hxx>
#include <orm/role-odb.hxx>
#include <orm/security_domain-odb.hxx>
#include <set>

#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "core/nearest.h"
#include "identity/reference_checks.h"
#include "identity/reference_columns.h"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/text.h"

namespace idm {
namespace {

using Entries = std::vector<ReferenceEntry>;
using Value = std::variant<std::string, int>;

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, where + ": " + why);
}

/// Thrown to leave a transaction without storing anything.
struct DryRunEnds {};

std::string shown(const Text& value) { return value ? "\"" + *value + "\"" : "nothing"; }
std::string shown(const Number& value) { return value ? std::to_string(*value) : "nothing"; }

/// What the file wants a member to be; an empty string clears it.
void convert(const Value& value, Text& target) {
  target = std::get<std::string>(value).empty() ? Text() : Text(std::get<std::string>(value));
}
void convert(const Value& value, Number& target) { target = std::get<int>(value); }

/// One file being applied inside one transaction.
class Application {
 public:
  Application(Db& db, const Entries& entries, const ApplyOptions& options,
              const std::string& folder)
      : db_(db),
        secret_key_(options.secret_key),
        further_kinds_(options.further_kinds),
        folder_(folder) {
    for (const ReferenceEntry& entry : entries) in_file_.insert(entry.label());
  }

  /// True when rows were stored.
  bool changed() const { return changed_; }
  const std::vector<std::string>& lines() const { return lines_; }

  void apply(const ReferenceEntry& entry) {
    if (entry.kind == "policy") apply_policy(entry);
    if (entry.kind == "domain") apply_plain(entry, with_status(SecurityDomain{}));
    if (entry.kind == "connector") apply_plain(entry, ProvisionConnector{});
    if (entry.kind == "managed_system") apply_managed_system(entry);
    if (entry.kind == "role") apply_role(entry);
    if (entry.kind == "resource") apply_resource(entry);
    if (entry.kind == "group") apply_group(entry);
    for (const AppliedKind& further : further_kinds_) {
      if (entry.kind != further.kind.name) continue;
      db_.flush();
      const Applied applied = further.apply(db_, entry, folder_);
      report(entry, applied.created, applied.changes);
    }
  }

 private:
  using Changes = std::vector<std::string>;

  template <class Row>
  static Row with_status(Row row) {
    row.status = Text("ACTIVE");
    return row;
  }

  void report(const ReferenceEntry& entry, bool created, const Changes& changes) {
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

  template <class Row>
  bool exists(const std::string& id) {
    return db_.find<Row>(id).has_value();
  }

  void check_reference(const ReferenceEntry& entry, const ReferenceKey& key, const std::string& id,
                       const std::string& where) {
    const std::string kind = key.refers;
    if (kind.empty() || id.empty()) return;
    if (kind == "role") return check_role({id, entry.domain}, where);
    if (in_file_.count(kind + " " + id)) return;
    const std::map<std::string, std::function<bool()>> stored{
        {"policy",            [&] { return exists<Policy>(id); }            },
        {"policy_definition", [&] { return exists<PolicyDefinition>(id); }  },
        {"domain",            [&] { return exists<SecurityDomain>(id); }    },
        {"connector",         [&] { return exists<ProvisionConnector>(id); }},
        {"managed_system",    [&] { return exists<ManagedSystem>(id); }     },
        {"resource",          [&] { return exists<Resource>(id); }          },
        {"resource_type",     [&] { return exists<ResourceType>(id); }      },
        {"group",             [&] { return exists<Group>(id); }             },
        {"organization",      [&] { return exists<Organization>(id); }      },
        {"metadata_type",     [&] { return exists<MetadataType>(id); }      },
        {"metadata_element",  [&] { return exists<MetadataElement>(id); }   },
    };
    if (!stored.at(kind)()) refuse(where, key.name + ": there is no " + kind + " \"" + id + "\"");
  }

  void check_role(const RoleId& id, const std::string& where) {
    const std::string name = "role " + id.domain_id + "/" + id.role_id;
    if (!in_file_.count(name) && !db_.find<Role>(id)) refuse(where, "there is no " + name);
  }

  /// Sets what the entry says; tells what became different.
  template <class Row>
  Changes set_columns(const ReferenceEntry& entry, Row& row) {
    Changes changes;
    for (const ReferenceColumn<Row>& column : reference_columns<Row>()) {
      const auto given = entry.values.find(column.key.name);
      if (given == entry.values.end()) continue;
      if (const auto* id = std::get_if<std::string>(&given->second.value))
        check_reference(entry, column.key, *id, given->second.where);
      std::visit(
          [&](auto member) {
            auto wanted = row.*member;
            convert(given->second.value, wanted);
            if (wanted == row.*member) return;
            changes.push_back(column.key.name + ": " + shown(row.*member) + " -> " + shown(wanted));
            row.*member = wanted;
          },
          column.member);
    }
    return changes;
  }

  /// Stores the row when it is new or became different.
  template <class Row>
  void store(bool created, const Changes& changes, Row& row) {
    if (created)
      db_.insert(row);
    else if (!changes.empty())
      db_.update(row);
  }

  /// A row whose key is its id and that has nothing below it.
  template <class Row>
  void apply_plain(const ReferenceEntry& entry, Row fresh) {
    fresh.id = entry.id;
    const auto stored = db_.find<Row>(entry.id);
    Row row = stored.value_or(fresh);
    const Changes changes = set_columns(entry, row);
    store(!stored, changes, row);
    report(entry, !stored, changes);
  }

  /// Options and secrets that the file does not name stay; an empty value takes one away.
  void apply_managed_system(const ReferenceEntry& entry) {
    if (entry.id.starts_with('@'))
      refuse(entry.where, "an id that begins with @ is none of a managed system");
    const auto stored = db_.find<ManagedSystem>(entry.id);
    ManagedSystem row = stored.value_or(with_status(ManagedSystem{}));
    row.id = entry.id;
    Changes changes = set_columns(entry, row);
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
      refuse(entry.where, error.what());
    }
    store(!stored, changes, row);
    report(entry, !stored, changes);
  }

  static void set_setting(const ReferenceEntry& nested, connectors::Settings& settings,
                          Changes& changes) {
    const auto given = nested.values.find("value");
    if (given == nested.values.end()) refuse(nested.where, nested.label() + " lacks its value");
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
    if (!in_file_.count("domain " + entry.domain) && !exists<SecurityDomain>(entry.domain))
      refuse(entry.where, "domain: there is no domain \"" + entry.domain + "\"");
    const RoleId id{entry.id, entry.domain};
    const auto stored = db_.find<Role>(id);
    Role row = stored.value_or(with_status(Role{}));
    row.id = id;
    if (!stored) row.create_date = now();
    const Changes changes = set_columns(entry, row);
    store(!stored, changes, row);
    report(entry, !stored, changes);
  }

  void apply_group(const ReferenceEntry& entry) {
    const auto stored = db_.find<Group>(entry.id);
    Group row = stored.value_or(with_status(Group{}));
    row.id = entry.id;
    if (!stored) row.create_date = now();
    Changes changes = set_columns(entry, row);
    if (!changes.empty()) row.last_update = now();
    store(!stored, changes, row);
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
    report(entry, !stored, changes);
  }

  void apply_resource(const ReferenceEntry& entry) {
    const auto stored = db_.find<Resource>(entry.id);
    Resource row = stored.value_or(Resource{});
    row.id = entry.id;
    Changes changes = set_columns(entry, row);
    store(!stored, changes, row);
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
    report(entry, !stored, changes);
  }

  /// `roles` is the whole list: what it lacks is taken away.
  template <class Link, class RoleOf, class MakeLink>
  void set_roles(const ReferenceEntry& entry, const odb::query<Link>& of_entry, RoleOf role_of,
                 MakeLink make_link, Changes& changes) {
    if (!entry.roles) return;
    db_.flush();
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
      check_role(role.value, role.where);
      if (present.count(role.value)) continue;
      db_.insert(make_link(role.value));
      changes.push_back("roles: + " + role.value.domain_id + "/" + role.value.role_id);
    }
  }

  void apply_policy(const ReferenceEntry& entry) {
    const auto stored = db_.find<Policy>(entry.id);
    Policy row = stored.value_or(Policy{});
    row.id = entry.id;
    if (!stored) row.create_date = now();
    if (!stored) row.status = Number(1);
    Changes changes = set_columns(entry, row);
    if (!row.definition_id) refuse(entry.where, entry.label() + " lacks its definition");
    if (!changes.empty()) row.last_update = now();
    store(!stored, changes, row);
    db_.flush();
    for (const ReferenceEntry& nested : entry.nested) {
      if (nested.kind == "attribute") apply_policy_attribute(row, nested, changes);
      if (nested.kind == "association") apply_association(row, nested, changes);
    }
    report(entry, !stored, changes);
  }

  /// Stores a row below another; its changes are told with the parent's.
  template <class Row>
  Row apply_nested(const ReferenceEntry& nested, const std::optional<Row>& stored, Row row,
                   Changes& changes) {
    const Changes own = set_columns(nested, row);
    store(!stored, own, row);
    if (!stored) changes.push_back(nested.label() + " created");
    if (stored)
      for (const std::string& change : own) changes.push_back(nested.label() + "." + change);
    return row;
  }

  template <class Row>
  std::optional<Row> first(const odb::query<Row>& query) {
    db_.flush();
    for (const Row& row : db_.odb().query<Row>(query)) return row;
    return std::nullopt;
  }

  void apply_policy_attribute(const Policy& policy, const ReferenceEntry& nested,
                              Changes& changes) {
    using Q = odb::query<PolicyAttribute>;
    const auto stored = first<PolicyAttribute>(Q::policy_id == policy.id && Q::name == nested.id);
    PolicyAttribute row = stored.value_or(PolicyAttribute{});
    if (!stored) {
      row.id = new_id();
      row.policy_id = policy.id;
      row.name = nested.id;
      row.parameter_id = parameter_of(policy, nested);
    }
    check_policy_rule(nested.where, apply_nested(nested, stored, row, changes));
  }

  /// The rule that the policy's definition knows by that name.
  std::string parameter_of(const Policy& policy, const ReferenceEntry& nested) {
    using Q = odb::query<PolicyParameter>;
    std::vector<std::string> names;
    for (const PolicyParameter& parameter :
         db_.odb().query<PolicyParameter>(Q::definition_id == policy.definition_id.get())) {
      if (parameter.name && *parameter.name == nested.id) return parameter.id;
      if (parameter.name) names.push_back(*parameter.name);
    }
    refuse(nested.where, "policies of definition \"" + policy.definition_id.get() +
                             "\" have no rule \"" + nested.id + "\"" +
                             did_you_mean(nested.id, names));
  }

  /// What one place already has of that kind of policy gives way.
  void apply_association(const Policy& policy, const ReferenceEntry& nested, Changes& changes) {
    std::optional<PolicyAssociation> stored = association_at(policy, nested);
    if (stored && !is(stored->policy_id, policy.id)) {
      changes.push_back(nested.label() + " taken from policy " + shown(stored->policy_id));
      stored->policy_id = policy.id;
      db_.update(*stored);
    }
    PolicyAssociation row = stored.value_or(PolicyAssociation{});
    if (!stored) {
      row.id = new_id();
      row.policy_id = policy.id;
      row.level = nested.id;
      row.value = nested.second_id;
    }
    apply_nested(nested, stored, row, changes);
  }

  std::optional<PolicyAssociation> association_at(const Policy& policy,
                                                  const ReferenceEntry& nested) {
    using Q = odb::query<PolicyAssociation>;
    db_.flush();
    const auto found =
        rows_where<PolicyAssociation>(db_, Q::level == nested.id && Q::value == nested.second_id);
    for (const PolicyAssociation& row : found) {
      const auto other = row.policy_id ? db_.find<Policy>(*row.policy_id) : std::nullopt;
      if (other && other->definition_id == policy.definition_id) return row;
    }
    return std::nullopt;
  }

  void apply_property(const ReferenceEntry& resource, const ReferenceEntry& nested,
                      Changes& changes) {
    using Q = odb::query<ResourceProperty>;
    const auto stored =
        first<ResourceProperty>(Q::resource_id == resource.id && Q::name == nested.id);
    ResourceProperty row = stored.value_or(ResourceProperty{});
    if (!stored) {
      row.id = new_id();
      row.resource_id = resource.id;
      row.name = nested.id;
    }
    apply_nested(nested, stored, row, changes);
  }

  Db& db_;
  const std::string& secret_key_;
  const std::vector<AppliedKind>& further_kinds_;
  const std::string& folder_;
  std::set<std::string> in_file_;
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
      db.flush();
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
