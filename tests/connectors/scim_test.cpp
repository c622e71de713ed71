#include <boost/test/unit_test.hpp>

#include "connectors/scim_house.h"
#include "core/error.h"
#include "support/database.h"

using namespace idm;
using namespace idm::connectors;
using namespace idm::test;

namespace {

using Json = nlohmann::json;
using Cause = Failure::Kind;
using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(scim_connector, ScimHouse)

BOOST_AUTO_TEST_CASE(a_missing_account_is_created_with_all_that_it_shall_have) {
  const auto scim = connector();
  BOOST_CHECK(scim->put(ada_account(), true, within(5000)) == Put::Created);
  const Json ada = user("ada");
  BOOST_TEST(ada["name"]["familyName"] == "Lovelace");
  BOOST_TEST(ada["emails"] == Json::parse(R"([{"type": "work", "value": "ada@example.org"}])"));
  BOOST_TEST(ada["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"] ==
             "Engines");
  BOOST_TEST(ada["schemas"].size() == 2u);
  BOOST_TEST(ada["active"] == true);
  BOOST_TEST(changes().back()["request_id"] == "R-4711");
}

BOOST_AUTO_TEST_CASE(an_account_that_may_not_be_created_stays_missing) {
  BOOST_CHECK(connector()->put(ada_account(), false, within(5000)) == Put::Missing);
  BOOST_TEST(changes().empty());
}

BOOST_AUTO_TEST_CASE(what_was_written_is_found_by_the_names_it_was_written_by) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  const auto found = connector()->find("ada", within(5000));
  BOOST_REQUIRE(found);
  BOOST_TEST(found->name == "ada");
  BOOST_CHECK(found->active == true);
  for (const Attribute& attribute : ada_account().attributes)
    BOOST_TEST(values_of(*found, attribute.name) == attribute.values, attribute.name);
  BOOST_CHECK(!scim->find("nobody", within(5000)));
}

BOOST_AUTO_TEST_CASE(a_change_is_one_patch_of_what_differs_under_the_version_that_was_read) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  control({
      {"forget_requests", true}
  });
  Account account = ada_account();
  account.attributes[1].values = {"King"};
  account.attributes[2].values = {};
  account.attributes.push_back({"emails[type eq \"home\"].value", {"ada@home.example"}});
  account.attributes.push_back({"addresses[type eq \"work\"].locality", {"London"}});
  account.attributes.push_back({"addresses[type eq \"work\"].country", {"GB"}});
  BOOST_CHECK(scim->put(account, true, within(5000)) == Put::Changed);

  const Json ada = user("ada");
  BOOST_TEST(ada["name"]["familyName"] == "King");
  BOOST_TEST(ada["name"]["givenName"] == "Ada");
  BOOST_TEST(!ada.contains("title"));
  BOOST_TEST(ada["emails"].size() == 2u);
  BOOST_TEST(ada["addresses"] ==
             Json::parse(R"([{"type": "work", "locality": "London", "country": "GB"}])"));
  BOOST_REQUIRE(changes().size() == 1u);
  BOOST_TEST(changes()[0]["method"] == "PATCH");
  BOOST_TEST(changes()[0]["if_match"] == "W/\"1\"");
}

BOOST_AUTO_TEST_CASE(an_account_that_is_as_wanted_is_left_alone) {
  connector()->put(ada_account(), true, within(5000));
  control({
      {"forget_requests", true}
  });
  BOOST_CHECK(connector()->put(ada_account(), true, within(5000)) == Put::Changed);
  BOOST_TEST(changes().empty());
}

BOOST_AUTO_TEST_CASE(a_value_in_a_list_changes_in_its_place_and_goes_with_its_element) {
  const auto scim = connector();
  Account account{
      "ada",
      {{"emails[type eq \"work\"].value", {"a@example.org"}},
        {"phoneNumbers[type eq \"mobile\"].value", {"+44 1"}},
        {"entitlements.value", {"read", "write"}}},
      std::nullopt
  };
  scim->put(account, true, within(5000));
  account.attributes[0].values = {"b@example.org"};
  account.attributes[1].values = {};
  account.attributes[2].values = {"read"};
  scim->put(account, true, within(5000));
  const Json ada = user("ada");
  BOOST_TEST(ada["emails"] == Json::parse(R"([{"type": "work", "value": "b@example.org"}])"));
  BOOST_TEST(ada["phoneNumbers"].empty());
  BOOST_TEST(ada["entitlements"] == Json::parse(R"([{"value": "read"}])"));
}

BOOST_AUTO_TEST_CASE(a_change_by_somebody_else_in_between_is_read_again_once) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  Account account = ada_account();
  account.attributes[2].values = {"Mathematician"};
  control({
      {"change_before_patch", 1}
  });
  BOOST_CHECK(scim->put(account, true, within(5000)) == Put::Changed);
  BOOST_TEST(user("ada")["title"] == "Mathematician");
  BOOST_TEST(user("ada")["nickName"] == "changed meanwhile");

  account.attributes[2].values = {"Poet"};
  control({
      {"change_before_patch", 2}
  });
  BOOST_CHECK_EXCEPTION(scim->put(account, true, within(5000)), Failure,
                        failure(Cause::Busy, "412"));
}

BOOST_AUTO_TEST_CASE(with_put_the_whole_user_is_written_and_nothing_of_it_lost) {
  control({
      {"add_user",
       {{"id", "u1"},
        {"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User"}},
        {"userName", "ada"},
        {"nickName", "countess"}}}
  });
  BOOST_CHECK(connector({
                            {"update", "put"}
  })
                  ->put(ada_account(), true, within(5000)) == Put::Changed);
  const Json ada = user("ada");
  BOOST_TEST(ada["nickName"] == "countess");
  BOOST_TEST(ada["title"] == "Countess");
  BOOST_TEST(changes().back()["method"] == "PUT");
}

BOOST_AUTO_TEST_CASE(names_with_quotes_and_other_letters_are_found) {
  const auto scim = connector();
  for (const std::string name : {"o\"brien\\", "zoë", "a b&c=d"}) {
    BOOST_CHECK(scim->put({name, {}, std::nullopt}, true, within(5000)) == Put::Created);
    BOOST_TEST(connector()->find(name, within(5000))->name == name);
  }
}

BOOST_AUTO_TEST_CASE(groups_follow_the_attribute_that_names_them) {
  for (const char* group : {"staff", "poets", "admins"})
    control({
        {"add_group", group}
    });
  const auto members = [&] {
    Texts names;
    const Json state = control();
    for (const Json& group : state["groups"])
      if (!group["members"].empty()) names.push_back(group["displayName"]);
    return names;
  };
  for (const bool user_shows_groups : {true, false}) {
    control({
        {"show_groups", user_shows_groups}
    });
    const auto scim = connector({
        {"group_attribute", "memberOf"}
    });
    Account account{"ada", {{"memberOf", {"staff", "poets"}}}, std::nullopt};
    scim->put(account, true, within(5000));
    BOOST_TEST(members() == (Texts{"staff", "poets"}));
    account.attributes[0].values = {"poets", "admins"};
    scim->put(account, true, within(5000));
    BOOST_TEST(members() == (Texts{"poets", "admins"}));
    BOOST_TEST(values_of(*scim->find("ada", within(5000)), "memberOf").size() == 2u);
    account.attributes[0].values = {"nobody"};
    BOOST_CHECK_EXCEPTION(scim->put(account, true, within(5000)), Failure,
                          failure(Cause::Refused, "no group 'nobody'"));
    scim->remove("ada", within(5000));
  }
}

BOOST_AUTO_TEST_CASE(suspended_accounts_are_inactive_until_resumed) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  scim->suspend("ada", within(5000));
  scim->suspend("ada", within(5000));
  BOOST_CHECK(scim->find("ada", within(5000))->active == false);
  scim->resume("ada", within(5000));
  BOOST_CHECK(scim->find("ada", within(5000))->active == true);
  BOOST_CHECK_EXCEPTION(scim->suspend("nobody", within(5000)), Failure,
                        failure(Cause::Refused, "no such account"));
}

BOOST_AUTO_TEST_CASE(a_password_is_set_and_appears_nowhere_when_refused) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  scim->set_password("ada", "Passing51", within(5000));
  BOOST_TEST(user("ada")["password"] == "Passing51");
  BOOST_CHECK_EXCEPTION(
      scim->set_password("ada", "weak", within(5000)), Failure, [](const Failure& refusal) {
        const std::string words = refusal.what();
        return refusal.kind() == Cause::Refused && words.find("weak") == words.npos &&
               words.find("password *** is too ***") != words.npos;
      });
}

BOOST_AUTO_TEST_CASE(a_rename_may_be_repeated_and_takes_no_name_of_another) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  scim->put({"byron", {}, std::nullopt}, true, within(5000));
  scim->rename("ada", "ada.king", within(5000));
  scim->rename("ada", "ada.king", within(5000));
  BOOST_TEST(user("ada.king")["title"] == "Countess");
  scim->rename("ada.king", "Ada.King", within(5000));
  BOOST_TEST(user("Ada.King")["title"] == "Countess");
  BOOST_CHECK_EXCEPTION(scim->rename("Ada.King", "byron", within(5000)), Failure,
                        failure(Cause::Refused, "both"));
  BOOST_CHECK_EXCEPTION(scim->rename("nobody", "noone", within(5000)), Failure,
                        failure(Cause::Refused, "neither"));
}

BOOST_AUTO_TEST_CASE(a_removed_account_is_gone_and_one_that_is_gone_is_no_failure) {
  const auto scim = connector(), other = connector();
  scim->put(ada_account(), true, within(5000));
  other->find("ada", within(5000));
  scim->remove("ada", within(5000));
  other->remove("ada", within(5000));
  BOOST_TEST(user("ada").is_null());
  BOOST_CHECK(other->put(ada_account(), true, within(5000)) == Put::Created);
}

BOOST_AUTO_TEST_CASE(a_service_that_keeps_its_users_gets_them_deactivated) {
  const auto scim = connector({
      {"delete", "deactivate"}
  });
  scim->put(ada_account(), true, within(5000));
  scim->remove("ada", within(5000));
  scim->remove("ada", within(5000));
  BOOST_TEST(user("ada")["active"] == false);
}

BOOST_AUTO_TEST_CASE(accounts_are_listed_page_by_page) {
  const auto scim = connector();
  for (int i = 0; i < 7; ++i)
    scim->put({"user" + std::to_string(i), {}, std::nullopt}, true, within(5000));
  control({
      {"page_limit", 2}
  });
  Texts names;
  std::size_t pages = 0;
  Page page;
  do {
    page = scim->list(page.next, 3, within(5000));
    for (const Account& account : page.accounts) names.push_back(account.name);
    ++pages;
  } while (!page.next.empty());
  BOOST_TEST(names.size() == 7u);
  BOOST_TEST(names.back() == "user6");
  BOOST_TEST(pages == 4u);
}

BOOST_AUTO_TEST_CASE(connections_are_kept) {
  const auto scim = connector();
  for (int i = 0; i < 3; ++i) scim->find("ada", within(5000));
  const Json requests = control()["requests"];
  BOOST_TEST(requests[0]["port"] == requests[2]["port"]);
}

BOOST_AUTO_TEST_CASE(a_token_is_fetched_once_and_again_when_it_is_no_longer_taken) {
  const Target with_client = target(
      {
          {"auth",      "client_credentials"                                          },
          {"token_url", "http://127.0.0.1:" + std::to_string(server.port()) + "/token"},
          {"client_id", "us"                                                          },
          {"scope",     "scim users"                                                  }
  },
      {{"client_secret", "p:ss wörd"}});
  const auto scim = make(with_client);
  scim->test(within(5000));
  scim->test(within(5000));
  BOOST_TEST(control()["tokens_given"] == 1);
  control({
      {"tokens", {"another"}}
  });
  scim->test(within(5000));
  BOOST_TEST(control()["tokens_given"] == 2);

  control({
      {"token_lifetime", 0}
  });
  const auto later = make(with_client);
  later->test(within(5000));
  later->test(within(5000));
  BOOST_TEST(control()["tokens_given"] == 4);

  Target wrong = with_client;
  wrong.secrets["client_secret"] = "hunter2";
  BOOST_CHECK_EXCEPTION(make(wrong)->test(within(5000)), Failure,
                        failure(Cause::Refused, "invalid_client unknown us/***"));
}

BOOST_AUTO_TEST_CASE(a_wrong_token_is_refused_and_not_repeated_in_the_words) {
  BOOST_CHECK_EXCEPTION(make(target(
                                 {
  },
                                 {{"token", "guess"}}))
                            ->test(within(5000)),
                        Failure, failure(Cause::Refused, "bad token Bearer ***: the credentials"));
}

BOOST_AUTO_TEST_CASE(options_that_do_not_go_together_are_refused_by_name) {
  const auto refusal = [](const Target& target) {
    try {
      make(target);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  BOOST_TEST(refusal(target({
                         {"auth", "magic"}
  }))
                 .find("\"auth\"") != std::string::npos);
  BOOST_TEST(refusal(target({}, {})).find("\"token\"") != std::string::npos);
  BOOST_TEST(refusal(target({
                         {"auth", "client_credentials"}
  }))
                 .find("\"token_url\"") != std::string::npos);
  Target elsewhere = target();
  elsewhere.url = "ftp://example.org";
  BOOST_TEST(refusal(elsewhere).find("ftp://example.org") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(attributes_that_are_no_scim_paths_are_refused_by_name) {
  const auto scim = connector();
  for (const char* name : {"given name", "emails[type eq work].value", "emails[type eq \"work\"]",
                           "emails[value sw \"a\"].value", "a.b.c", ""}) {
    const Account account{"ada", {{name, {"x"}}}, std::nullopt};
    BOOST_CHECK_EXCEPTION(scim->put(account, true, within(5000)), Failure,
                          failure(Cause::Refused, "attribute \"" + std::string(name) + "\""));
  }
  const Account two{"ada", {{"name.givenName", {"x", "y"}}}, std::nullopt};
  BOOST_CHECK_EXCEPTION(scim->put(two, true, within(5000)), Failure,
                        failure(Cause::Refused, "one value"));
  const Account other{"ada", {{"userName", {"eve"}}}, std::nullopt};
  BOOST_CHECK_EXCEPTION(scim->put(other, true, within(5000)), Failure,
                        failure(Cause::Refused, "rename"));
  BOOST_TEST(changes().empty());
}

BOOST_AUTO_TEST_SUITE_END()
