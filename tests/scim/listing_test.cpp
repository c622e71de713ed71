#include "scim/listing.h"

#include "scim/listed_people.h"

namespace idm::scim::test {
namespace {

struct Names : ListedPeople {
  explicit Names(Dialect dialect) : ListedPeople(dialect) {
    add(R"({"userName": "carol", "name": {"familyName": "Miller"}, "title": "B"})");
    add(R"({"userName": "Bob", "name": {"familyName": "miller"}, "active": false})");
    add(R"({"userName": "alice", "name": {"familyName": "Abel"}, "title": "a",
            "emails": [{"value": "z@x"}, {"value": "b@x", "primary": true}]})");
    add(R"({"userName": "dave", "emails": ["c@x"]})");
  }

  std::string names(const ListRequest& request,
                    std::span<const ResourceType* const> types = only_users) {
    return names_of(page(request, types).resources);
  }

  std::string names(const std::string& filter) { return names(filtered(filter)); }
};

ListRequest index_page(std::int64_t start, std::int64_t count) {
  ListRequest request;
  request.start_index = start;
  request.count = count;
  return request;
}

ListRequest sorted_by(const std::string& path, bool ascending = true) {
  ListRequest request = index_page(1, 100);
  request.sort_by = path;
  request.ascending = ascending;
  return request;
}

BOOST_AUTO_TEST_SUITE(scim_listing)

// 1.6: "Without sortBy the order is stable (creation time, then id) so pages never overlap." "Past
// the end: empty list, 200." "count=0: total only."
BOOST_DATA_TEST_CASE(pages_follow_the_order_of_creation, idm::test::both_dialects, dialect) {
  Names people(dialect);
  BOOST_TEST(people.names(index_page(1, 100)) == "carol Bob alice dave");
  BOOST_TEST(people.names(index_page(2, 2)) == "Bob alice");
  const Page beyond = people.page(index_page(5, 2));
  BOOST_TEST(beyond.resources.empty());
  BOOST_TEST(beyond.total == 4);
  BOOST_TEST(people.page(index_page(1, 0)).total == 4);
  BOOST_TEST(people.page(index_page(1, 0)).resources.empty());
  // The same where documents are looked at.
  ListRequest request = filtered("name.familyName co \"l\"", 1);
  request.start_index = 3;
  const Page last = people.page(request);
  BOOST_TEST(last.total == 3);
  BOOST_TEST(names_of(last.resources) == "alice");
  request.start_index = 4;
  BOOST_TEST(people.page(request).resources.empty());
}

// 5.7: "userName eq case-sensitive -> duplicates; lookup of an absent user answering 404"
BOOST_DATA_TEST_CASE(filters_find_by_what_documents_say, idm::test::both_dialects, dialect) {
  Names people(dialect);
  BOOST_TEST(people.names("userName eq \"BOB\"") == "Bob");
  BOOST_TEST(people.names("userName eq \"nobody\"") == "");
  BOOST_TEST(people.names("emails eq \"B@X\" and title pr") == "alice");
  BOOST_TEST(people.names("active eq false") == "Bob");
  BOOST_TEST(people.names("active eq true and not (title pr)") == "dave");
  BOOST_TEST(people.names("shoeSize eq 42") == "");
  BOOST_TEST(people.names("meta.created lt \"2020-01-01T00:00:00Z\"") == "");
  BOOST_TEST(people.names("meta.lastModified gt \"2020-01-01T00:00:00Z\" and title eq \"b\"") ==
             "carol");
}

// 1.6: "sortBy (attribute path, multi-valued: primary's or first's value) …; missing values last
// when ascending; case rule as for filters."
BOOST_DATA_TEST_CASE(lists_are_sorted_by_any_attribute, idm::test::both_dialects, dialect) {
  Names people(dialect);
  BOOST_TEST(people.names(sorted_by("userName")) == "alice Bob carol dave");
  BOOST_TEST(people.names(sorted_by("userName", false)) == "dave carol Bob alice");
  BOOST_TEST(people.names(sorted_by("title")) == "alice carol Bob dave");
  BOOST_TEST(people.names(sorted_by("TITLE", false)) == "Bob dave carol alice");
  BOOST_TEST(people.names(sorted_by("emails")) == "alice dave carol Bob");
  BOOST_TEST(people.names(sorted_by("name.familyName")) == "alice carol Bob dave");
  ListRequest second = sorted_by("userName");
  second.start_index = 2;
  second.count = 2;
  BOOST_TEST(people.names(second) == "Bob carol");
  BOOST_CHECK_EXCEPTION(people.page(sorted_by("shoeSize")), Refusal, [](const Refusal& refusal) {
    return refusal.scim_type() == "invalidValue";
  });
  BOOST_CHECK_EXCEPTION(people.page(sorted_by("password")), Refusal,
                        [](const Refusal& refusal) { return refusal.status() == 403; });
}

// 1.6: cursors. "reply nextCursor (absent on the last page) …, totalResults, no startIndex"
BOOST_DATA_TEST_CASE(a_walk_by_cursor_sees_everything_once, idm::test::both_dialects, dialect) {
  Names people(dialect);
  const auto walk = [&](ListRequest request) {
    std::string all;
    request.cursor = "";
    for (int pages = 0; pages < 10; ++pages) {
      const Page page = people.page(request);
      all += names_of(page.resources) + "|";
      if (!page.next_cursor) break;
      request.cursor = page.next_cursor;
    }
    return all;
  };
  BOOST_TEST(walk(index_page(1, 3)) == "carol Bob alice|dave|");
  BOOST_TEST(walk(index_page(1, 2)) == "carol Bob|alice dave|");
  BOOST_TEST(walk(filtered("name.familyName pr", 2)) == "carol Bob|alice|");
  ListRequest sorted = sorted_by("title");
  sorted.count = 1;
  BOOST_TEST(walk(sorted) == "alice|carol|Bob|dave|");
  sorted.ascending = false;
  BOOST_TEST(walk(sorted) == "Bob|dave|carol|alice|");
}

BOOST_DATA_TEST_CASE(a_cursor_holds_its_place_when_the_list_changes, idm::test::both_dialects,
                     dialect) {
  Names people(dialect);
  ListRequest request = index_page(1, 2);
  request.cursor = "";
  const Page first = people.page(request);
  for (const Json& seen : first.resources)
    remove_user(people.place, seen.at("id").get<std::string>(), std::nullopt);
  people.add(R"({"userName": "erin"})");
  request.cursor = first.next_cursor;
  BOOST_TEST(people.names(request) == "alice dave");
  // Another filter or order, or another collection, is another list.
  ListRequest other = filtered("title pr", 2);
  other.cursor = first.next_cursor;
  const auto is_invalid = [](const Refusal& refusal) {
    return refusal.scim_type() == "invalidCursor";
  };
  BOOST_CHECK_EXCEPTION(people.page(other), Refusal, is_invalid);
  BOOST_CHECK_EXCEPTION(people.page(request, only_groups), Refusal, is_invalid);
  people.place.domain = "OTHER";
  BOOST_CHECK_EXCEPTION(people.page(request), Refusal, is_invalid);
}

BOOST_DATA_TEST_CASE(the_root_lists_users_and_groups, idm::test::both_dialects, dialect) {
  Names people(dialect);
  const std::size_t shipped = people.everything(only_groups).size();
  people.add_group(R"({"displayName": "Zebras"})");
  const Page page = people.page(index_page(1, 1000), all_types);
  BOOST_TEST(page.total == static_cast<std::int64_t>(shipped) + 5);
  BOOST_TEST(page.resources.size() == shipped + 5);
  BOOST_TEST(people.names(filtered("userName eq \"bob\" or displayName eq \"ZEBRAS\""),
                          all_types) == "Bob Zebras");
  BOOST_TEST(people.names(filtered("meta.resourceType eq \"Group\" and displayName sw \"z\""),
                          all_types) == "Zebras");
  // Page by page it is the same.
  std::vector<std::string> ids;
  for (std::int64_t start = 1; start <= page.total; start += 3)
    for (const std::string& id : ids_of(people.page(index_page(start, 3), all_types).resources))
      ids.push_back(id);
  BOOST_TEST(ids == ids_of(page.resources), boost::test_tools::per_element());
}

// 1.2, 1.5: the deleted and those of other tenants are not there; groups belong to all.
BOOST_DATA_TEST_CASE(who_is_not_there_is_not_listed, idm::test::both_dialects, dialect) {
  Names people(dialect);
  remove_user(people.place, people.page(filtered("userName eq \"bob\"")).resources[0]["id"],
              std::nullopt);
  BOOST_TEST(people.names(index_page(1, 100)) == "carol alice dave");
  BOOST_TEST(people.names("userName eq \"bob\"") == "");
  BOOST_TEST(people.page(index_page(1, 0)).total == 3);
  people.place.domain = "OTHER";
  BOOST_TEST(people.names(index_page(1, 100)) == "");
  BOOST_TEST(people.names("userName eq \"carol\"") == "");
}

BOOST_DATA_TEST_CASE(groups_are_found_by_name_and_member, idm::test::both_dialects, dialect) {
  Names people(dialect);
  const std::string carol = people.page(filtered("userName eq \"carol\"")).resources[0]["id"];
  const std::string inner = people.add_group(
      R"({"displayName": "Inner", "externalId": "X1", "members": [")" + carol + "\"]}");
  people.add_group(R"({"displayName": "Outer", "members": [{"value": ")" + inner +
                   R"(", "type": "Group"}]})");
  const auto found = [&](const std::string& filter) {
    return people.names(filtered(filter), only_groups);
  };
  BOOST_TEST(found("displayName eq \"iNNER\"") == "Inner");
  BOOST_TEST(found("externalId eq \"X1\"") == "Inner");
  BOOST_TEST(found("externalId eq \"x1\"") == "");
  BOOST_TEST(found("members.value eq \"" + carol + "\"") == "Inner");
  BOOST_TEST(found("members eq \"" + inner + "\"") == "Outer");
  BOOST_TEST(found("members[value eq \"" + inner + "\" and type eq \"Group\"]") == "Outer");
  BOOST_TEST(found("members[value eq \"" + inner + "\" and type eq \"User\"]") == "");
  BOOST_TEST(found("id eq \"" + inner + "\"") == "Inner");
}

BOOST_DATA_TEST_CASE(a_list_response_counts_what_it_has, idm::test::both_dialects, dialect) {
  Names people(dialect);
  ListRequest request = index_page(2, 2);
  request.attributes = {"userName"};
  Json response = list_response(people.place, only_users, request);
  BOOST_TEST(response["schemas"].dump() ==
             R"(["urn:ietf:params:scim:api:messages:2.0:ListResponse"])");
  BOOST_TEST(response["totalResults"] == 4);
  BOOST_TEST(response["startIndex"] == 2);
  BOOST_TEST(response["itemsPerPage"] == 2);
  BOOST_TEST(!response.contains("nextCursor"));
  BOOST_TEST(response["Resources"][0].size() == 3u);  // schemas, id, userName
  request = filtered("userName eq \"nobody\"");
  BOOST_TEST(list_response(people.place, only_users, request)["Resources"].dump() == "[]");
  request = index_page(1, 3);
  request.cursor = "";
  response = list_response(people.place, only_users, request);
  BOOST_TEST(!response.contains("startIndex"));
  BOOST_TEST(response["nextCursor"].is_string());
  BOOST_TEST(response["itemsPerPage"] == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim::test
