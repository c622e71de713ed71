#include <boost/test/unit_test.hpp>

#include "provisioning/delete_user.h"
#include "scim_house.h"

// contract rest.md section 1.2 (Group), 1.4 and 5; the sentence in quotes is the rule that a test
// holds.
namespace idm {
using namespace test;

namespace {

std::string with_members(const std::string& name, const std::vector<std::string>& ids) {
  Json body{
      {"displayName", name}
  };
  for (const std::string& id : ids)
    body["members"].push_back(Json{
        {"value", id}
    });
  return body.dump();
}

/// The users and groups of these tests.
struct GroupHouse : ScimHouse {
  explicit GroupHouse(Dialect dialect) : ScimHouse(dialect) {
    ada = id_of(post(R"({"userName":"ada","displayName":"Ada L."})"));
    grace =
        id_of(post(R"({"userName":"grace","name":{"givenName":"Grace","familyName":"Hopper"}})"));
  }

  std::string ada, grace;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_groups)

// "`members[]` {value,$ref,type,display}: `type` defaults to `User`, `$ref` and `display` are
// filled by the server (what the client sends there is ignored)"
BOTH_DATABASES(a_group_shows_its_members) {
  GroupHouse house(dialect);
  const Json group = house.post_group(
      R"({"displayName":"Staff","externalId":"e","members":[{"value":")" + house.ada +
      R"(","display":"no","$ref":"no"},{"value":")" + house.grace + R"(","type":"user"}]})");
  BOOST_TEST(group["displayName"] == "Staff");
  BOOST_TEST(group["externalId"] == "e");
  BOOST_REQUIRE(group["members"].size() == 2u);
  BOOST_TEST(group["members"][0].dump() ==
             R"({"value":")" + house.ada + R"(","$ref":"https://id.example.org/scim/v2/Users/)" +
                 house.ada + R"(","type":"User","display":"Ada L."})");
  BOOST_TEST(group["members"][1]["display"] == "Grace Hopper");
  BOOST_TEST(group["meta"]["location"] == "https://id.example.org/scim/v2/Groups/" + id_of(group));
  BOOST_TEST(house.get_group(id_of(group)).dump() == group.dump());
  BOOST_TEST(stored(house.repository, house.ada).groups.at(0).group_id == id_of(group));
}

// "`displayName` required, not unique"
BOTH_DATABASES(a_display_name_is_needed_and_may_be_another_s_too) {
  GroupHouse house(dialect);
  BOOST_CHECK_EXCEPTION(house.post_group("{}"), rest::Refusal, refused(400, "invalidValue"));
  const std::string long_name(200, 'n');
  const Json one = house.post_group(with_members(long_name, {}));
  BOOST_TEST(one["displayName"] == long_name);
  BOOST_TEST(id_of(house.post_group(with_members(long_name, {}))) != id_of(one));
}

// "An unknown member value is 400 invalidValue [O; `scim.lenient_members=true` keeps it]"
BOTH_DATABASES(a_member_who_is_nobody_is_refused_or_kept) {
  GroupHouse house(dialect);
  const auto groups = count<Group>(house.repository);
  BOOST_CHECK_EXCEPTION(house.post_group(with_members("G", {house.ada, "nobody"})), rest::Refusal,
                        refused(400, "invalidValue"));
  BOOST_TEST(count<Group>(house.repository) == groups);
  BOOST_TEST(stored(house.repository, house.ada).groups.empty());
  house.repository.config.scim.lenient_members = true;
  const Json group = house.post_group(with_members("G", {house.ada, "nobody"}));
  BOOST_TEST(values_of(group, "members") == (std::vector<std::string>{house.ada, "nobody"}));
  const Json after =
      house.patch_group(id_of(group), R"({"op":"remove","path":"members[value eq \"nobody\"]"})");
  BOOST_TEST(values_of(after, "members") == std::vector<std::string>{house.ada});
}

// "Nested groups allowed; a cycle is 400 invalidValue."; "`groups` on a User … (direct, and `type:
// indirect` for nested)"
BOTH_DATABASES(groups_may_be_in_groups_but_not_in_circles) {
  GroupHouse house(dialect);
  const std::string inner = id_of(house.post_group(with_members("Inner", {house.ada})));
  const std::string middle = id_of(house.post_group(with_members("Middle", {inner})));
  const std::string outer = id_of(house.post_group(with_members("Outer", {middle, house.grace})));
  const Json members = house.get_group(outer)["members"];
  BOOST_REQUIRE(members.size() == 2u);
  BOOST_TEST(members[1]["type"] == "Group");
  BOOST_TEST(members[1]["display"] == "Middle");
  BOOST_TEST(members[1]["$ref"] == "https://id.example.org/scim/v2/Groups/" + middle);
  const Json groups = house.get(house.ada)["groups"];
  BOOST_REQUIRE(groups.size() == 3u);
  BOOST_TEST(groups[0]["type"] == "direct");
  BOOST_TEST(groups[0]["display"] == "Inner");
  BOOST_TEST(groups[2]["type"] == "indirect");
  BOOST_TEST(groups[2]["value"] == outer);
  for (const std::string& own : {inner, outer})
    BOOST_CHECK_EXCEPTION(
        house.patch_group(inner,
                          R"({"op":"add","path":"members","value":{"value":")" + own + "\"}}"),
        rest::Refusal, refused(400, "invalidValue"));
}

// "Deleting a user or group removes it from every group."
BOTH_DATABASES(who_is_deleted_is_in_no_group) {
  GroupHouse house(dialect);
  const std::string inner = id_of(house.post_group(with_members("Inner", {house.ada})));
  const Json outer = house.post_group(with_members("Outer", {inner, house.ada, house.grace}));
  house.remove(house.ada);
  Json after = house.get_group(id_of(outer));
  BOOST_TEST(values_of(after, "members") == (std::vector<std::string>{house.grace, inner}));
  BOOST_TEST(version(after) != version(outer));
  scim::remove_group(house.place(), inner, {});
  BOOST_CHECK_EXCEPTION(house.get_group(inner), rest::Refusal, refused(404));
  BOOST_CHECK_EXCEPTION(scim::remove_group(house.place(), inner, {}), rest::Refusal, refused(404));
  after = house.get_group(id_of(outer));
  BOOST_TEST(values_of(after, "members") == std::vector<std::string>{house.grace});
  scim::remove_group(house.place(), id_of(outer), {});
  BOOST_TEST(!house.get(house.grace).contains("groups"));
}

// "groups made over SOAP/apply are visible", and what SOAP does to their members counts.
BOTH_DATABASES(a_group_of_the_repository_is_a_resource) {
  GroupHouse house(dialect);
  const Json before = house.get_group("END_USER_GRP");
  BOOST_TEST(!before.contains("members"));
  UserRequest another = ada();
  another.principals = {principal("by.soap")};
  const std::string soap = house.add(another);
  const Json after = house.get_group("END_USER_GRP");
  BOOST_TEST(values_of(after, "members") == std::vector<std::string>{soap});
  BOOST_TEST(after["members"][0]["display"] == "Ada Lovelace");
  BOOST_TEST(version(after) != version(before));
  UserRequest change;
  change.user.id = soap;
  change.groups = {group("END_USER_GRP", Operation::Delete)};
  provisioning::modify_user(house.services(), change);
  const Json again = house.get_group("END_USER_GRP");
  BOOST_TEST(!again.contains("members"));
  BOOST_TEST(version(again) != version(after));
}

// "PUT: Replaces", dialect 6: "path-less group replace that carries `id` (ignored) and
// `displayName`; it must not empty the members"
BOTH_DATABASES(a_group_is_replaced_or_renamed) {
  GroupHouse house(dialect);
  const std::string id = id_of(house.post_group(with_members("G", {house.ada})));
  const Json renamed =
      house.patch_group(id, R"({"op":"replace","value":{"id":")" + id + R"(","displayName":"H"}})");
  BOOST_TEST(renamed["displayName"] == "H");
  BOOST_TEST(values_of(renamed, "members") == std::vector<std::string>{house.ada});
  const Json replaced = house.put_group(id, with_members("H", {house.grace}));
  BOOST_TEST(values_of(replaced, "members") == std::vector<std::string>{house.grace});
  BOOST_TEST(stored(house.repository, house.ada).groups.empty());
  BOOST_TEST(house.put_group(id, with_members("H", {house.grace})).dump() == replaced.dump());
  BOOST_TEST(!house.put_group(id, with_members("H", {})).contains("members"));
}

// What the group's roles give comes and goes with its members.
BOTH_DATABASES(a_member_has_what_the_group_s_roles_give) {
  GroupHouse house(dialect);
  const std::string id = id_of(house.post_group(with_members("G", {})));
  house.store().transact([&](Db& db) {
    GroupRole row;
    row.id = {"USR_SEC_DOMAIN", "HR", id};
    db.insert(row);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  house.news();
  house.patch_group(id,
                    R"({"op":"add","path":"members","value":[{"value":")" + house.ada + "\"}]}");
  BOOST_TEST(house.news() == (Lines{"101 CREATE", "110 CREATE"}));
  house.patch_group(id, R"({"op":"remove","path":"members[value eq \")" + house.ada + R"(\"]"})");
  BOOST_TEST(house.news() == (Lines{"101 DELETE", "110 DELETE"}));
}

// "No effective change → 200 with unchanged `version`."; "remove with filter, nothing matches:
// success, no change"
BOTH_DATABASES(a_change_that_changes_nothing_keeps_the_version) {
  GroupHouse house(dialect);
  const Json group = house.post_group(with_members("G", {house.ada}));
  const std::string add =
      R"({"op":"add","path":"members","value":[{"value":")" + house.ada + "\"}]}";
  BOOST_TEST(house.patch_group(id_of(group), add).dump() == group.dump());
  BOOST_TEST(
      house.patch_group(id_of(group), R"({"op":"remove","path":"members[value eq \"nobody\"]"})")
          .dump() == group.dump());
}

// "`excludedAttributes=members` must not read them"
BOTH_DATABASES(members_are_left_unread_when_nobody_looks) {
  GroupHouse house(dialect);
  const Json group = house.post_group(with_members("G", {house.ada}));
  const Json without = scim::get_group(house.place(), id_of(group), scim::Members::Skip);
  BOOST_TEST(!without.contains("members"));
  BOOST_TEST(version(without) == version(group));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
