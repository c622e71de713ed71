#include "identity/reference_rows.h"

#include <functional>
#include <map>
#include <orm/group-odb.hxx>
#include <orm/managed_system-odb.hxx>
#include <orm/metadata-odb.hxx>
#include <orm/organization-odb.hxx>
#include <orm/policy-odb.hxx>
#include <orm/resource-odb.hxx>
#include <orm/role-odb.hxx>
#include <orm/security_domain-odb.hxx>

#include "core/error.h"

namespace idm {

void refuse_reference(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, where + ": " + why);
}

ReferenceRows::ReferenceRows(Db& db, const std::vector<ReferenceEntry>& entries) : db_(db) {
  for (const ReferenceEntry& entry : entries) in_file_.insert(entry.label());
}

std::string ReferenceRows::shown(const Text& value) {
  return value ? "\"" + *value + "\"" : "nothing";
}
std::string ReferenceRows::shown(const Number& value) {
  return value ? std::to_string(*value) : "nothing";
}

/// What the file wants a member to be; an empty string clears it.
void ReferenceRows::convert(const Value& value, Text& target) {
  target = std::get<std::string>(value).empty() ? Text() : Text(std::get<std::string>(value));
}
void ReferenceRows::convert(const Value& value, Number& target) { target = std::get<int>(value); }

void ReferenceRows::check_reference(const ReferenceEntry& entry, const ReferenceKey& key,
                                    const std::string& id, const std::string& where) {
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
  if (!stored.at(kind)())
    refuse_reference(where, key.name + ": there is no " + kind + " \"" + id + "\"");
}

void ReferenceRows::check_role(const RoleId& id, const std::string& where) {
  const std::string name = "role " + id.domain_id + "/" + id.role_id;
  if (!in_file_.count(name) && !db_.find<Role>(id)) refuse_reference(where, "there is no " + name);
}

}  // namespace idm
