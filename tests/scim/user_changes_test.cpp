#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

#include "orm/login_archive-odb.hxx"
#include "provisioning/delete_user.h"
#include "scim_house.h"

// contract rest.md sections 1.2, 1.3, 1.7 and 5; the sentence in quotes is the rule that a test
// holds.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(scim_user_changes)

// "Replaces: a readWrite attribute that is left out is cleared (`active` back to true, `password`
// is kept). A body `id` that differs from the path is ignored."
BOTH_DATABASES(put_replaces) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(full_user));
  house.patch(id, R"({"op":"replace","path":"active","value":false})");
  const Json after = house.put(id, R"({"id":"other","userName":"babs","title":"t"})");
  BOOST_TEST(written(after).dump() == R"({"userName":"babs","title":"t","active":true})");
  const UserGraph user = stored(house.repository, id);
  BOOST_TEST(user.user.first_name.null());
  BOOST_TEST(user.emails.empty());
  BOOST_TEST(user.roles.empty());
  BOOST_TEST(user.user.email.null());
  BOOST_TEST(user.principals.at(0).login.id.login == "babs");
}

// "`lastModified` changes only when something changed"; "No effective change → 200 with unchanged
// `version`."
BOTH_DATABASES(who_changes_nothing_writes_nothing) {
  ScimHouse house(dialect);
  const Json before = house.post(full_user);
  const std::string id = id_of(before);
  const auto audited = count<AuditEntry>(house.repository);
  BOOST_TEST(house.put(id, full_user).dump() == before.dump());
  BOOST_TEST(house.patch(id, R"({"op":"add","path":"title","value":"Tour Guide"})").dump() ==
             before.dump());
  BOOST_TEST(count<AuditEntry>(house.repository) == audited);
  const Json after = house.patch(id, R"({"op":"add","path":"locale","value":"de"})");
  BOOST_TEST(version(after) != version(before));
  BOOST_TEST(after["meta"]["lastModified"] != before["meta"]["lastModified"]);
  const Json back = house.patch(id, R"({"op":"add","path":"locale","value":"en-US"})");
  BOOST_TEST(version(back) == version(before));
}

// "`If-Match` on PUT/PATCH/DELETE: mismatch 412; `*` matches any existing one; lists allowed; weak
// comparison."
BOTH_DATABASES(if_match_guards_a_change) {
  ScimHouse house(dialect);
  const Json user = house.post(R"({"userName":"ada"})");
  const std::string id = id_of(user), tag = version(user);
  const char* change = R"({"op":"add","path":"title","value":"t"})";
  BOOST_CHECK_EXCEPTION(house.patch(id, change, R"(W/"old")"), rest::Refusal, refused(412));
  BOOST_CHECK_EXCEPTION(house.put(id, R"({"userName":"ada","title":"x"})", R"("a", "b")"),
                        rest::Refusal, refused(412));
  BOOST_CHECK_EXCEPTION(scim::remove_user(house.place(), id, R"(W/"old")"), rest::Refusal,
                        refused(412));
  BOOST_TEST(house.patch(id, change, R"("x", )" + tag.substr(2))["title"] == "t");
  BOOST_TEST(house.patch(id, R"({"op":"remove","path":"title"})", "*").contains("title") == false);
}

// "active=false ↔ user status `inactive` with secondary status `disabled`"; "A success reply must
// mean that the account is really disabled, SOAP and connectors included."
BOTH_DATABASES(deactivation_reaches_the_accounts) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(R"({"userName":"ada","roles":[{"value":"HR"}]})"));
  BOOST_TEST(house.news() == (Lines{"101 CREATE", "110 CREATE"}));
  BOOST_TEST(house.patch(id, R"({"op":"Replace","path":"active","value":"False"})")["active"] ==
             false);
  const UserGraph off = stored(house.repository, id);
  BOOST_TEST(*off.user.status == "INACTIVE");
  BOOST_TEST(*off.user.secondary_status == "DISABLED");
  const Lines told = house.news();
  BOOST_TEST(std::count(told.begin(), told.end(), "101 SUSPEND") == 1);
  BOOST_TEST(std::count(told.begin(), told.end(), "110 SUSPEND") == 1);
  BOOST_TEST(house.patch(id, R"({"op":"replace","value":{"active":true}})")["active"] == true);
  const Lines again = house.news();
  BOOST_TEST(std::count(again.begin(), again.end(), "101 RESUME") == 1);
  BOOST_TEST(stored(house.repository, id).user.secondary_status.null());
}

// The same for one who is made like that.
BOTH_DATABASES(who_is_made_inactive_has_suspended_accounts) {
  ScimHouse house(dialect);
  const Json user = house.post(R"({"userName":"ada","active":"FALSE","roles":["END_USER"]})");
  BOOST_TEST(user["active"] == false);
  BOOST_TEST(house.news() == (Lines{"101 CREATE", "101 SUSPEND"}));
}

// "read: `active` is true only when status is active or pending_initial_login and secondary status
// is not disabled (locked stays active)"
BOTH_DATABASES(active_is_read_from_both_statuses) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(R"({"userName":"ada"})"));
  const auto active = [&](const char* status, const char* second) {
    house.store().transact([&](Db& db) {
      User user = *db.find<User>(id);
      user.status = text(status);
      user.secondary_status = second ? text(second) : Text();
      db.update(user);
    });
    return house.get(id)["active"].get<bool>();
  };
  BOOST_TEST(active("ACTIVE", nullptr));
  BOOST_TEST(active("PENDING_INITIAL_LOGIN", nullptr));
  BOOST_TEST(active("ACTIVE", "LOCKED"));
  BOOST_TEST(!active("ACTIVE", "DISABLED"));
  BOOST_TEST(!active("LEAVE", nullptr));
}

// "DELETE is a logical delete: status `deleted`; its userName may be used again at once";
// "afterwards GET/PUT/PATCH/DELETE of it: 404"; tasks of the one who left are still there.
BOTH_DATABASES(a_deleted_user_is_gone_and_the_name_is_free) {
  ScimHouse house(dialect);
  const std::string id =
      id_of(house.post(R"({"userName":"ada","externalId":"e1","password":"Secret#2026"})"));
  house.patch(id, R"({"op":"add","path":"roles","value":[{"value":"HR"}]})");
  house.news();
  house.remove(id);
  BOOST_TEST(house.news() == (Lines{"101 DELETE", "110 DELETE"}));
  const auto gone = refused(404);
  BOOST_CHECK_EXCEPTION(house.get(id), rest::Refusal, gone);
  BOOST_CHECK_EXCEPTION(house.put(id, R"({"userName":"ada"})"), rest::Refusal, gone);
  BOOST_CHECK_EXCEPTION(house.patch(id, R"({"op":"add","path":"title","value":"t"})"),
                        rest::Refusal, gone);
  BOOST_CHECK_EXCEPTION(house.remove(id), rest::Refusal, gone);
  const UserGraph user = stored(house.repository, id);
  BOOST_TEST(*user.user.status == "DELETED");
  BOOST_TEST(user.principals.empty());
  BOOST_TEST(count<ArchivedLogin>(house.repository) == 1u);
  BOOST_TEST(count<PasswordHistory>(house.repository) == 0u);
  BOOST_TEST(count<ScimResource>(house.repository) == 0u);
  BOOST_TEST(id_of(house.post(R"({"userName":"ada","externalId":"e1"})")) != id);
}

// "A SOAP deleteUser keeps them INACTIVE and reserved, as OpenIAM does."
BOTH_DATABASES(a_user_deleted_over_soap_is_gone_and_the_name_is_not_free) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(R"({"userName":"ada"})"));
  provisioning::Deletion deletion;
  deletion.principal = text("ada");
  deletion.status = text("DELETED");
  provisioning::delete_user(house.services(), deletion);
  BOOST_CHECK_EXCEPTION(house.get(id), rest::Refusal, refused(404));
  BOOST_CHECK_EXCEPTION(house.post(R"({"userName":"ada"})"), rest::Refusal,
                        refused(409, "uniqueness"));
}

// "`password`: writeOnly, never returned, runs through the password policy (400 invalidValue)."
BOTH_DATABASES(a_password_is_set_by_the_policy_and_never_shown) {
  ScimHouse house(dialect);
  const Json user = house.post(R"({"userName":"ada","password":"Secret#2026"})");
  const std::string id = id_of(user);
  BOOST_TEST(user.dump().find("ecret") == std::string::npos);
  const auto hash = [&] { return stored(house.repository, id).principals.at(0).login.password; };
  const Text first = hash();
  BOOST_TEST(!first.null());
  const Json after =
      house.patch(id, R"({"op":"replace","value":{"password":"Another#2027","title":"t"}})");
  BOOST_TEST(!after.contains("password"));
  BOOST_TEST(after["title"] == "t");
  BOOST_TEST(hash() != first);
  const Text second = hash();
  BOOST_CHECK_EXCEPTION(house.post(R"({"userName":"grace","password":""})"), rest::Refusal,
                        refused(400, "invalidValue"));
  // The user's own name in it, which the shipped policy refuses or not; that it is repeated it
  // does.
  BOOST_CHECK_EXCEPTION(
      house.patch(id, R"({"op":"replace","value":{"password":"Another#2027","title":"u"}})"),
      rest::Refusal, refused(400, "invalidValue"));
  BOOST_TEST(house.get(id)["title"] == "t");
  BOOST_TEST(hash() == second);
}

// "`manager.value` is kept even when it names nobody; `$ref` and `displayName` are filled only when
// it resolves."
BOTH_DATABASES(a_manager_is_shown_when_there_is_one) {
  ScimHouse house(dialect);
  const Json boss = house.post(R"({"userName":"boss","displayName":"The Boss"})");
  const Json user = house.post(full_user);
  BOOST_TEST(user[enterprise]["manager"].dump() == R"({"value":"nobody"})");
  const Json led = house.patch(id_of(user), R"({"op":"Add","path":")" + enterprise +
                                                R"(:manager","value":")" + id_of(boss) + "\"}");
  BOOST_TEST(led[enterprise]["manager"]["displayName"] == "The Boss");
  BOOST_TEST(led[enterprise]["manager"]["$ref"] == boss["meta"]["location"]);
  const auto supervisors = stored(house.repository, id_of(user)).supervisors;
  BOOST_REQUIRE(supervisors.size() == 1u);
  BOOST_TEST(supervisors[0].supervisor_id == id_of(boss));
  house.remove(id_of(boss));
  BOOST_TEST(house.get(id_of(user))[enterprise]["manager"].dump() ==
             R"({"value":")" + id_of(boss) + "\"}");
}

// Texts that SOAP's modifyUser takes as "clear this" are texts here.
BOTH_DATABASES(the_word_null_is_a_name_like_others) {
  ScimHouse house(dialect);
  const Json user = house.post(R"({"userName":"n","name":{"familyName":"Null"},"title":"t"})");
  BOOST_TEST(user["name"]["familyName"] == "Null");
  const Json after = house.patch(id_of(user), R"({"op":"replace","path":"title","value":"null"})");
  BOOST_TEST(after["title"] == "null");
  BOOST_TEST(*stored(house.repository, id_of(user)).user.title == "null");
}

// An e-mail that is changed keeps its row, so that who knows it by its id still finds it.
BOTH_DATABASES(contacts_keep_their_rows) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(full_user));
  const std::string row = stored(house.repository, id).emails.at(0).id;
  const Json after = house.patch(
      id, R"({"op":"replace","path":"emails[type eq \"work\"].value","value":"new@example.com"})");
  BOOST_TEST(values_of(after, "emails") ==
             (std::vector<std::string>{"new@example.com", "babs@jensen.org"}));
  const UserGraph user = stored(house.repository, id);
  BOOST_TEST(user.emails.at(0).id == row);
  BOOST_TEST(*user.emails.at(0).address == "new@example.com");
  BOOST_TEST(*user.user.email == "new@example.com");
}

// "tenant": a user of one security domain is not there in another.
BOTH_DATABASES(tenants_do_not_see_each_other) {
  ScimHouse house(dialect);
  house.store().transact([](Db& db) {
    SecurityDomain domain = *db.find<SecurityDomain>("USR_SEC_DOMAIN");
    domain.id = "ACME";
    db.insert(domain);
    bump_reference_generation(db);
  });
  house.repository.reference.invalidate();
  const Json here = house.post(R"({"userName":"ada"})");
  const Json there = scim::create_user(
      house.place("ACME"),
      {scim::read_document(scim::user_type, Json::parse(R"({"userName":"ada"})"))});
  BOOST_CHECK_EXCEPTION(house.get(id_of(there)), rest::Refusal, refused(404));
  BOOST_CHECK_EXCEPTION(scim::get_user(house.place("ACME"), id_of(here)), rest::Refusal,
                        refused(404));
  BOOST_TEST(scim::get_user(house.place("ACME"), id_of(there))["userName"] == "ada");
}

// "each write is serialised per resource"
BOTH_DATABASES(changes_at_once_are_all_there) {
  ScimHouse house(dialect);
  const std::string id = id_of(house.post(R"({"userName":"ada"})"));
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      try {
        house.patch(id, R"({"op":"add","path":"emails","value":{"value":"a)" + std::to_string(i) +
                            R"(@x"}})");
      } catch (const std::exception&) {
        ++failed;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(house.get(id)["emails"].size() == 12u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
