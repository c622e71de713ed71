#include "scim/group_members_change.h"

#include <algorithm>
#include <set>

#include "core/folding.h"
#include "identity/group_members.h"
#include "orm/group-odb.hxx"
#include "orm/prepared.h"
#include "orm/scim_resource-odb.hxx"
#include "provisioning/revise_user.h"
#include "scim/memberships.h"
#include "scim/resource.h"
#include "scim/user_resource.h"

namespace idm::scim {
namespace {

enum class Kind { User, Group, Nobody };

bool is_user(Db& db, const std::string& id) {
  const std::optional<User> user = db.find<User>(id);
  // MariaDB's comparison passes by blanks at the end.
  return user && user->id == id && (user->status.null() || fold(*user->status) != "deleted");
}

bool is_group(Db& db, const std::string& id) {
  const std::optional<Group> group = db.find<Group>(id);
  return group && group->id == id;
}

std::string text_at(const Json& element, const char* name) {
  const Json* value = member(element, name);
  return value ? value->get<std::string>() : std::string();
}

class MemberChange {
 public:
  MemberChange(Db& db, const Place& place, const std::string& group_id, Json& unknown)
      : db_(db), place_(place), group_id_(group_id), unknown_(unknown) {
    for (const Json& element : unknown) unknown_ids_.insert(text_at(element, "value"));
  }

  void run(const MemberChanges& changes) {
    std::set<std::string> stay;
    for (const Json& element : changes.added) stay.insert(text_at(element, "value"));
    if (changes.from_none) remove_all_but(stay);
    for (const std::string& id : changes.removed)
      if (!stay.contains(id)) remove(id);
    forget_removed();
    for (const Json& element : changes.added) add(element);
    // A user who joins or leaves has the group counted already.
    if (changed_ && !counted_) group_members::mark_changed(db_, {group_id_});
  }

  bool changed() const { return changed_; }

  void remove_all_but(const std::set<std::string>& stay) {
    for (const UserGroup& row :
         rows_where<UserGroup>(db_, odb::query<UserGroup>::group_id == group_id_))
      if (!stay.contains(row.user_id)) remove_user(row.user_id);
    for (const std::string& child : children_of(db_, group_id_))
      if (!stay.contains(child)) remove_nested(child);
    const auto goes = [&](const std::string& id) { return !stay.contains(id); };
    changed_ |= std::erase_if(unknown_ids_, goes) > 0;
  }

 private:
  bool has_user(const std::string& id) {
    using Query = odb::query<UserGroup>;
    return !rows_where<UserGroup>(db_, Query::group_id == group_id_ && Query::user_id == id)
                .empty();
  }

  /// Groups belong to all tenants; who may work in one alone finds members of others there and
  /// brings none.
  bool is_known(const std::string& user_id) {
    return !place_.bound || has_user(user_id) || find_user(db_, place_, user_id);
  }

  Kind kind_of(const std::string& id, const std::string& wanted) {
    if (wanted != "Group" && is_user(db_, id) && is_known(id)) return Kind::User;
    if (wanted != "User" && is_group(db_, id)) return Kind::Group;
    return Kind::Nobody;
  }

  void add(const Json& element) {
    const std::string id = text_at(element, "value");
    switch (kind_of(id, text_at(element, "type"))) {
      case Kind::User:
        return add_user(id);
      case Kind::Group:
        return add_nested(id);
      case Kind::Nobody:
        break;
    }
    if (!place_.services.config.scim.lenient_members)
      throw invalid_value("members: there is no user or group '" + id + "'");
    if (!unknown_ids_.insert(id).second) return;
    Json kept{
        {"value", id}
    };
    if (const std::string type = text_at(element, "type"); !type.empty()) kept["type"] = type;
    unknown_.push_back(std::move(kept));
    changed_ = true;
  }

  void add_user(const std::string& id) {
    if (has_user(id)) return;
    require_own_roles(place_, group_id_);
    revise(id, [&](UserGraph& user) {
      UserGroup row;
      row.group_id = group_id_;
      row.user_id = id;
      row.created_by = place_.requestor.user_id;
      user.groups.push_back(std::move(row));
    });
  }

  void add_nested(const std::string& id) {
    if (db_.find<GroupNesting>(GroupNestingId{group_id_, id})) return;
    if (leads_back(db_, group_id_, id))
      throw invalid_value("members: the group '" + id +
                          "' holds this group already, or is it: groups cannot go in a circle");
    db_.insert(GroupNesting{
        {group_id_, id}
    });
    changed_ = true;
  }

  void remove(const std::string& id) {
    remove_user(id);
    remove_nested(id);
    changed_ |= unknown_ids_.erase(id) > 0;
  }

  void forget_removed() {
    Json kept = Json::array();
    for (Json& element : unknown_)
      if (unknown_ids_.contains(text_at(element, "value"))) kept.push_back(std::move(element));
    unknown_ = std::move(kept);
  }

  void remove_user(const std::string& id) {
    if (!has_user(id)) return;
    revise(id, [&](UserGraph& user) {
      std::erase_if(user.groups, [&](const UserGroup& row) { return row.group_id == group_id_; });
    });
  }

  void remove_nested(const std::string& id) {
    const GroupNestingId key{group_id_, id};
    if (!db_.find<GroupNesting>(key)) return;
    db_.erase<GroupNesting>(key);
    changed_ = true;
  }

  template <class Edit>
  void revise(const std::string& user_id, Edit edit) {
    UserAnswer answer;
    provisioning::revise_user(
        db_, place_.services, *place_.reference, origin_of(place_), user_id,
        [&](Db&, UserGraph& user) {
          edit(user);
          return true;
        },
        answer);
    changed_ = counted_ = true;
  }

  Db& db_;
  const Place& place_;
  const std::string& group_id_;
  Json& unknown_;
  std::set<std::string> unknown_ids_;
  bool changed_ = false, counted_ = false;
};

}  // namespace

bool change_members(Db& db, const Place& place, const std::string& group_id,
                    const MemberChanges& changes, Json& unknown) {
  MemberChange change(db, place, group_id, unknown);
  change.run(changes);
  return change.changed();
}

void end_memberships(Db& db, const Place& place, const std::string& group_id) {
  Json unknown = Json::array();
  MemberChange(db, place, group_id, unknown).remove_all_but({});
  for (const std::string& parent : parents_of(db, group_id)) {
    db.erase<GroupNesting>(GroupNestingId{parent, group_id});
    group_members::mark_changed(db, {parent});
  }
}

}  // namespace idm::scim
