#include "identity/reference_checks.h"

#include <orm/group-odb.hxx>
#include <orm/resource-odb.hxx>
#include <orm/role-odb.hxx>
#include <set>

#include "core/error.h"
#include "identity/authentication_policy.h"
#include "identity/password_policy.h"

namespace idm {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, where + ": " + why);
}

template <class Row, class Id, class ParentOf>
void walk(Db& db, const ReferenceEntry& entry, Id id, ParentOf parent_of) {
  std::set<Id> passed;
  for (std::optional<Id> next = id; next;) {
    if (!passed.insert(*next).second)
      refuse(entry.where, "parent: the parents of " + entry.label() + " lead back to it");
    const std::optional<Row> row = db.find<Row>(*next);
    next = row ? parent_of(*row) : std::nullopt;
  }
}

std::optional<std::string> value_of(const Text& text) {
  return text.null() ? std::nullopt : std::optional(*text);
}

}  // namespace

void check_policy_rule(const std::string& where, const PolicyAttribute& rule) {
  try {
    PasswordPolicy scratch;
    tighten(scratch, {item_of(rule)}, "the rule");
    check_authentication_rule(rule);
  } catch (const Error& error) {
    refuse(where, error.what());
  }
}

void refuse_circle(Db& db, const ReferenceEntry& entry) {
  if (entry.kind == "role")
    walk<Role>(db, entry, RoleId{entry.id, entry.domain}, [](const Role& row) {
      return row.parent_role_id.null()
                 ? std::nullopt
                 : std::optional(RoleId{*row.parent_role_id, row.id.domain_id});
    });
  if (entry.kind == "group")
    walk<Group>(db, entry, entry.id, [](const Group& row) { return value_of(row.parent_id); });
  if (entry.kind == "resource")
    walk<Resource>(db, entry, entry.id,
                   [](const Resource& row) { return value_of(row.parent_id); });
}

}  // namespace idm
