#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

#include "scim_house.h"

// contract rest.md sections 1.2, 1.3, 1.7 and 5; the sentence in quotes is the rule that a test
// holds.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(scim_users)

// "all of RFC 7643 §4.1 …, enterprise extension"; what does not fit a column comes back whole.
BOTH_DATABASES(everything_that_was_sent_is_read_again) {
  ScimHouse house(dialect);
  const Json created = house.post(full_user);
  Json sent = Json::parse(full_user);
  sent.erase("schemas");
  BOOST_TEST(written(created).dump() == scim::in_order(scim::user_type, sent).dump());
  BOOST_TEST(house.get(id_of(created)).dump() == created.dump());
}

// "`id`: … same value as the SOAP `userId`"; "`meta`: `resourceType`, `created`, `lastModified`,
// absolute `location`, `version`"; "`schemas` … lists the core URN plus each extension that has a
// value"
BOTH_DATABASES(the_server_says_who_it_is) {
  ScimHouse house(dialect);
  const Json user = house.post(R"({"userName":"ada"})");
  BOOST_TEST(user["schemas"].dump() == R"(["urn:ietf:params:scim:schemas:core:2.0:User"])");
  BOOST_TEST(user["active"] == true);
  BOOST_TEST(user["meta"]["resourceType"] == "User");
  BOOST_TEST(user["meta"]["location"] == "https://id.example.org/scim/v2/Users/" + id_of(user));
  BOOST_TEST(user["meta"]["created"].get<std::string>().size() == 24u);
  BOOST_TEST(user["meta"]["created"] == user["meta"]["lastModified"]);
  BOOST_TEST(stored(house.repository, id_of(user)).principals.at(0).login.id.login == "ada");
  BOOST_TEST(house.post(full_user)["schemas"].size() == 2u);
}

// "A user created through any surface (SOAP included) is at once visible through every other one"
BOTH_DATABASES(the_columns_are_those_that_soap_clients_read) {
  ScimHouse house(dialect);
  const UserGraph user = stored(house.repository, id_of(house.post(full_user)));
  BOOST_TEST(*user.user.first_name == "Barbara");
  BOOST_TEST(*user.user.last_name == "Jensen");
  BOOST_TEST(*user.user.prefix == "Prof");
  BOOST_TEST(*user.user.employee_id == "701984");
  BOOST_TEST(*user.user.department == "Tour Operations");
  BOOST_TEST(*user.user.email == "bjensen@example.com");
  BOOST_TEST(*user.user.status == "ACTIVE");
  BOOST_REQUIRE(user.emails.size() == 2u);
  BOOST_TEST(*user.emails[0].name == "work");
  BOOST_TEST(*user.emails[0].is_default == 1);
  BOOST_TEST(*user.emails[1].description == "private");
  BOOST_REQUIRE(user.phones.size() == 2u);
  BOOST_REQUIRE(user.addresses.size() == 1u);
  BOOST_TEST(*user.addresses[0].address1 == "100 Universal City Plaza");
  BOOST_TEST(*user.addresses[0].state == "California, the");
  BOOST_REQUIRE(user.roles.size() == 1u);
  BOOST_TEST(user.roles[0].id.role_id == "HR");
}

// The same, the other way round.
BOTH_DATABASES(a_user_made_by_soap_reads_well) {
  ScimHouse house(dialect);
  UserRequest request = ada();
  request.user.title = text("Countess");
  request.user.email = text("countess@example.org");
  const Json user = house.get(house.add(request));
  BOOST_TEST(user["userName"] == "ada");
  BOOST_TEST(user["displayName"] == "Ada Lovelace");
  BOOST_TEST(user["name"].dump() == R"({"familyName":"Lovelace","givenName":"Ada"})");
  BOOST_TEST(user["title"] == "Countess");
  BOOST_TEST(user["active"] == true);
  BOOST_TEST(user["emails"].dump() ==
             R"([{"value":"ada@example.org","type":"WORK"},)"
             R"({"value":"countess@example.org","type":"work","primary":true}])");
  BOOST_TEST(user["roles"].dump() == R"([{"value":"END_USER"}])");
  BOOST_TEST(user["groups"].size() == 1u);
  BOOST_TEST(user["groups"][0]["value"] == "END_USER_GRP");
  BOOST_TEST(user["groups"][0]["type"] == "direct");
}

// What SOAP changes shows at once, and what it does not touch stays exact.
BOTH_DATABASES(a_change_over_soap_shows_and_leaves_the_rest) {
  ScimHouse house(dialect);
  const Json before = house.post(full_user);
  UserRequest change;
  change.user.id = id_of(before);
  change.user.title = text("Director");
  change.user.last_name = text("Smith");
  change.roles = {role("HR", "USR_SEC_DOMAIN", Operation::Delete)};
  provisioning::modify_user(house.services(), change);
  const Json after = house.get(id_of(before));
  BOOST_TEST(after["title"] == "Director");
  BOOST_TEST(after["name"]["familyName"] == "Smith");
  BOOST_TEST(!after["name"].contains("formatted"));
  BOOST_TEST(after["name"]["honorificPrefix"] == "Professor");
  BOOST_TEST(after["addresses"].dump() == before["addresses"].dump());
  BOOST_TEST(values_of(after, "roles") == std::vector<std::string>{"no-such-role"});
  BOOST_TEST(version(after) != version(before));
}

// "`userName` required, uniqueness case-insensitive across the tenant"; "409 uniqueness: userName
// taken"
BOTH_DATABASES(a_user_name_is_taken_once) {
  ScimHouse house(dialect);
  house.post(R"({"userName":"Ada"})");
  BOOST_CHECK_EXCEPTION(house.post(R"({"userName":"ADA"})"), rest::Refusal,
                        refused(409, "uniqueness"));
  const std::string other = id_of(house.post(R"({"userName":"grace"})"));
  BOOST_CHECK_EXCEPTION(house.patch(other, R"({"op":"replace","path":"userName","value":"aDa"})"),
                        rest::Refusal, refused(409, "uniqueness"));
  BOOST_CHECK_EXCEPTION(house.put(other, R"({"userName":"ADA"})"), rest::Refusal,
                        refused(409, "uniqueness"));
  BOOST_CHECK_EXCEPTION(house.post("{}"), rest::Refusal, refused(400, "invalidValue"));
  BOOST_TEST(house.get(other)["userName"] == "grace");
}

// "A concurrent duplicate create must give exactly one 201 and 409 for the rest."
BOTH_DATABASES(of_many_who_want_a_name_at_once_one_has_it) {
  ScimHouse house(dialect);
  std::atomic<int> made = 0, taken = 0, other = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i)
    threads.emplace_back([&] {
      try {
        house.post(R"({"userName":"everybody"})");
        ++made;
      } catch (const rest::Refusal& refusal) {
        ++(refusal.status == 409 && refusal.type == "uniqueness" ? taken : other);
      } catch (const std::exception&) {
        ++other;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(made == 1);
  BOOST_TEST(taken == 31);
  BOOST_TEST(other == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
