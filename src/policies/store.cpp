#include "policies/store.h"

#include <algorithm>

#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "core/nearest.h"
#include "orm/managed_system-odb.hxx"
#include "orm/prepared.h"
#include "orm/provisioning_policy-odb.hxx"
#include "orm/text.h"
#include "policies/field.h"
#include "policies/json_text.h"
#include "policies/stored.h"

namespace idm::policies {
namespace {

using Query = odb::query<ProvisioningPolicy>;

constexpr std::size_t longest_name = 50;

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

/// Would every stored transform, and every policy that refers to one, still work?
void check_references(Db& db, const StoredTransforms& transforms) {
  for (const auto& [name, body] : transforms) {
    Place place{"transform \"" + name + "\""};
    place.stored = &transforms;
    place.references = {name};
    compile_transform(body, place);
  }
  for (const ProvisioningPolicy& policy : rows_where<ProvisioningPolicy>(db, Query(true))) {
    if (policy.fields.find("reference") == std::string::npos) continue;
    const std::string label =
        "policy " + policy.id.usage + " of managed system " + policy.id.managed_system_id;
    try {
      compile_fields(parse_json(policy.fields, "fields"), transforms);
    } catch (const Error& error) {
      fail(label + ": " + error.what());
    }
  }
}

void check_usage(const std::string& usage) {
  const std::vector<std::string>& known = usage_types();
  if (std::find(known.begin(), known.end(), usage) == known.end())
    fail("there is no usage type \"" + usage + "\"" + did_you_mean(usage, known));
}

}  // namespace

StoredTransforms stored_transforms(Db& db) {
  StoredTransforms all;
  for (const StoredTransform& row :
       rows_where<StoredTransform>(db, odb::query<StoredTransform>(true)))
    all.emplace(row.name, parse_json(row.body, "transform \"" + row.name + "\""));
  return all;
}

const std::vector<std::string>& usage_types() {
  static const std::vector<std::string> all{
      "CREATE",       "UPDATE",          "ENABLE",          "DISABLE",
      "DELETE",       "ASSIGN",          "UNASSIGN",        "CREATE_GROUP",
      "UPDATE_GROUP", "DELETE_GROUP",    "REGISTER",        "CREATE_IDENTITY",
      "EDIT_GROUP",   "UPDATE_IDENTITY", "CHANGE_PASSWORD", "UNLOCK"};
  return all;
}

std::vector<ProvisioningPolicy> list_policies(Db& db, const std::string& managed_system_id) {
  return rows_where<ProvisioningPolicy>(db, (Query::id.managed_system_id == managed_system_id) +
                                                "ORDER BY" + Query::create_date + "," +
                                                Query::policy_id);
}

std::optional<ProvisioningPolicy> find_policy(Db& db, const std::string& managed_system_id,
                                              const std::string& usage) {
  return db.find<ProvisioningPolicy>(ProvisioningPolicyId{managed_system_id, usage});
}

void check_policy(Db& db, const PolicyDocument& document) {
  check_usage(document.usage);
  compile_fields(parse_json(document.fields, "fields"), stored_transforms(db));
}

ProvisioningPolicy put_policy(Db& db, const std::string& managed_system_id,
                              const PolicyDocument& document,
                              std::optional<std::uint64_t> version) {
  if (!db.find<ManagedSystem>(managed_system_id))
    throw Error(ErrorCode::ObjectIdInvalid,
                "there is no managed system \"" + managed_system_id + "\"");
  check_policy(db, document);
  const auto stored = find_policy(db, managed_system_id, document.usage);
  if (version && *version != (stored ? stored->version : 0))
    throw Error(ErrorCode::StaleVersion,
                "the policy " + document.usage + " has been changed in the meantime");
  ProvisioningPolicy row = stored.value_or(ProvisioningPolicy{});
  row.name = document.name;
  row.description = document.description;
  row.fields = document.fields;
  row.last_update = now();
  if (stored) {
    db.update(row);
    return row;
  }
  row.id = {managed_system_id, document.usage};
  row.policy_id = new_id();
  row.create_date = row.last_update;
  row.version = 1;
  db.insert(row);
  return row;
}

bool erase_policy(Db& db, const std::string& managed_system_id, const std::string& usage) {
  if (!find_policy(db, managed_system_id, usage)) return false;
  db.erase<ProvisioningPolicy>(ProvisioningPolicyId{managed_system_id, usage});
  return true;
}

bool put_transform(Db& db, const std::string& name, const std::string& body) {
  if (name.empty() || first_characters(name, longest_name) != name)
    fail("the name of a transform has 1 to 50 characters");
  StoredTransforms all = stored_transforms(db);
  all[name] = parse_json(body, "transform \"" + name + "\"");
  check_references(db, all);
  auto stored = db.find<StoredTransform>(name);
  if (stored && stored->body == body) return false;
  StoredTransform row{name, body};
  if (stored)
    db.update(row);
  else
    db.insert(row);
  return true;
}

bool erase_transform(Db& db, const std::string& name) {
  StoredTransforms all = stored_transforms(db);
  if (all.erase(name) == 0) return false;
  check_references(db, all);
  db.erase<StoredTransform>(name);
  return true;
}

}  // namespace idm::policies
