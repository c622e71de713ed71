#include "scim/group_resource.h"

#include "core/ids.h"
#include "identity/attempt.h"
#include "identity/group_members.h"
#include "identity/user_events.h"
#include "orm/group-odb.hxx"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/scim_resource-odb.hxx"
#include "orm/text.h"
#include "scim/document.h"
#include "scim/etag.h"
#include "scim/group_members_change.h"
#include "scim/memberships.h"
#include "scim/resource.h"

namespace idm::scim {
namespace {

constexpr std::size_t longest_name = 80;  // GRP.GRP_NAME

Refusal no_such_group() { return not_found("there is no such group"); }

/// A group's own rows.
struct Stored {
  Group group;
  std::optional<ScimResource> side;
  Json remembered = Json::object();  ///< displayName and externalId as sent
  Json unknown = Json::array();      ///< members who are nobody
};

std::vector<Group> group_rows(Db& db, const std::string& id, bool locked) {
  using Query = odb::query<Group>;
  const bool lock = locked && db.dialect() == Dialect::MySql;
  std::vector<Group> rows =
      rows_by<Group>(db, lock ? "group_locked" : "group_by_id", id, [&](const std::string& key) {
        const Query condition = Query::id == Query::_ref(key);
        return lock ? Query(condition + "FOR UPDATE") : condition;
      });
  std::erase_if(rows, [&](const Group& row) { return row.id != id; });
  return rows;
}

std::optional<Stored> load(Db& db, const std::string& id, bool locked) {
  std::vector<Group> rows = group_rows(db, id, locked);
  if (rows.empty()) return std::nullopt;
  Stored stored;
  stored.group = std::move(rows.front());
  stored.side = db.find<ScimResource>(id);
  if (stored.side && !stored.side->document.null()) {
    Json json = Json::parse(*stored.side->document);
    stored.remembered = std::move(json["document"]);
    stored.unknown = std::move(json["unknown"]);
  }
  return stored;
}

/// displayName and externalId as they now stand.
Json document_of(const Stored& stored) {
  Json document = stored.remembered;
  const Text& column = stored.group.name;
  const Json* sent = member(document, "displayName");
  const bool as_sent =
      sent && column == Text(first_characters(sent->get<std::string>(), longest_name));
  if (!as_sent) document["displayName"] = column.null() ? stored.group.id : *column;
  return document;
}

std::string version_of_group(const Stored& stored, const Json& document) {
  const std::int64_t changes = stored.side ? stored.side->changes : 0;
  const std::string tag =
      weak_tag(document.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(3, 8);
  return "W/\"" + std::to_string(changes) + "-" + tag + "\"";
}

Json dressed(Db& db, const Place& place, const Stored& stored, Members members) {
  const std::string& id = stored.group.id;
  Json document = document_of(stored);
  const std::string version = version_of_group(stored, in_order(group_type, document));
  document["id"] = id;
  document["schemas"] = Json::array({std::string(group_urn)});
  if (members == Members::Read) {
    Json list = members_of_group(db, place, id);
    if (list.is_null()) list = Json::array();
    for (const Json& element : stored.unknown) list.push_back(element);
    if (!list.empty()) document["members"] = std::move(list);
  }
  Json resource = in_order(group_type, document);
  Json meta{
      {"resourceType", "Group"}
  };
  Moment changed = stored.group.last_update;
  if (stored.side && !stored.side->last_modified.null() &&
      (changed.null() || *changed < *stored.side->last_modified))
    changed = stored.side->last_modified;
  if (!stored.group.create_date.null()) meta["created"] = shown_instant(*stored.group.create_date);
  if (!changed.null()) meta["lastModified"] = shown_instant(*changed);
  meta["location"] = location(place, group_type.endpoint, id);
  meta["version"] = version;
  resource["meta"] = std::move(meta);
  return resource;
}

/// What may be written of a document, without members.
Json accepted(const Json& document) {
  Json wanted = writable_part(group_type, document);
  wanted.erase("members");
  refuse_missing(group_type, wanted);
  return wanted;
}

/// Stores what is remembered; the row is there when the group was counted as changed.
void store_side_row(Db& db, const std::string& id, const Json& document, const Json& unknown) {
  std::optional<ScimResource> row = db.find<ScimResource>(id);
  if (!row) throw Error(ErrorCode::Internal, "the group " + id + " was not counted as changed");
  const Json* external = member(document, "externalId");
  row->external_id = external ? Text(first_characters(external->get<std::string>(), 255)) : Text();
  row->display_name = first_characters(document.at("displayName").get<std::string>(), 255);
  row->document = Json{
      {"document", document},
      {"unknown",
       unknown             }
  }.dump(-1, ' ', false, Json::error_handler_t::replace);
  db.update(*row);
}

audit::AuditEvent event_of(const Place& place, const char* action, const std::string& id) {
  audit::AuditEvent event = user_events::event_of(action, origin_of(place), "");
  event.object_type = "GROUP";
  if (!id.empty()) event.object_id = id;
  return event;
}

/// One transaction, with an audit row whether it is stored or refused.
template <class Work>
void attempt(const Place& place, const char* action, const std::string& id, Work work) {
  in_scim_words([&] { return audit::attempt(place.services, event_of(place, action, id), work); });
}

void put_name(const Json& document, Group& group) {
  group.name = first_characters(document.at("displayName").get<std::string>(), longest_name);
}

MemberChanges members_in(const Json& document, bool from_none) {
  MemberChanges changes;
  changes.from_none = from_none;
  if (const Json* members = member(document, "members"))
    changes.added.assign(members->begin(), members->end());
  return changes;
}

/// Frees the rows that refer to a group which goes.
void release(Db& db, const std::string& id) {
  for (const GroupRole& row : rows_where<GroupRole>(db, odb::query<GroupRole>::id.group_id == id))
    db.erase<GroupRole>(row.id);
  for (Group& child : rows_where<Group>(db, odb::query<Group>::parent_id == id)) {
    child.parent_id.reset();
    db.update(child);
  }
  if (db.find<ScimResource>(id)) db.erase<ScimResource>(id);
}

}  // namespace

std::optional<Json> find_group(Db& db, const Place& place, const std::string& id, Members members) {
  const std::optional<Stored> stored = load(db, id, false);
  if (!stored) return std::nullopt;
  return dressed(db, place, *stored, members);
}

Json get_group(const Place& place, const std::string& id, Members members) {
  std::optional<Json> group =
      place.services.store.read([&](Db& db) { return find_group(db, place, id, members); });
  if (!group) throw no_such_group();
  return std::move(*group);
}

Json create_group(const Place& place, const Json& document, Members shown) {
  const Json wanted = accepted(document);
  const MemberChanges members = members_in(document, false);
  Json resource;
  attempt(place, "CREATE", "", [&](Db& db) {
    Group group;
    group.id = new_id();
    group.create_date = now();
    group.last_update = group.create_date;
    group.status = std::string("ACTIVE");
    put_name(wanted, group);
    db.insert(group);
    group_members::mark_changed(db, {group.id});
    Json unknown = Json::array();
    change_members(db, place, group.id, members, unknown);
    store_side_row(db, group.id, wanted, unknown);
    bump_reference_generation(db);
    audit::record(db, event_of(place, "CREATE", group.id));
    resource = *find_group(db, place, group.id, shown);
  });
  return resource;
}

Json change_group(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match, const ChangeGroup& change,
                  Members shown) {
  Json resource;
  attempt(place, "MODIFY", id, [&](Db& db) {
    std::optional<Stored> stored = load(db, id, true);
    if (!stored) throw no_such_group();
    const Json before = accepted(document_of(*stored));
    const Json now_is = dressed(db, place, *stored, Members::Skip);
    require_match(if_match, version_of(now_is));
    const GroupWish wish = change(now_is, [&] {
      const Json whole = dressed(db, place, *stored, Members::Read);
      const Json* members = member(whole, "members");
      return members ? *members : Json::array();
    });
    const Json wanted = accepted(wish.document);
    const bool renames = wanted["displayName"] != before["displayName"];
    const bool joins = change_members(db, place, id, wish.members, stored->unknown);
    if (wanted != before || joins) {
      if (wanted != before) {
        group_members::mark_changed(db, {id});
        put_name(wanted, stored->group);
        stored->group.last_update = now();
        db.update(stored->group);
      }
      store_side_row(db, id, wanted, stored->unknown);
      if (renames) bump_reference_generation(db);
      audit::record(db, event_of(place, "MODIFY", id));
    }
    resource = *find_group(db, place, id, shown);
  });
  return resource;
}

Json replace_group(const Place& place, const std::string& id,
                   const std::optional<std::string>& if_match, const Json& document,
                   Members shown) {
  return change_group(
      place, id, if_match,
      [&](const Json&, const MemberReader&) {
        return GroupWish{document, members_in(document, true)};
      },
      shown);
}

void remove_group(const Place& place, const std::string& id,
                  const std::optional<std::string>& if_match) {
  attempt(place, "DELETE", id, [&](Db& db) {
    const std::optional<Stored> stored = load(db, id, true);
    if (!stored) throw no_such_group();
    require_match(if_match, version_of(dressed(db, place, *stored, Members::Skip)));
    end_memberships(db, place, id);
    release(db, id);
    db.erase<Group>(id);
    bump_reference_generation(db);
    audit::record(db, event_of(place, "DELETE", id));
  });
}

}  // namespace idm::scim
