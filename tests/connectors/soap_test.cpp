// The soap connector against a connector as OpenIAM's, which checks each request's namespaces.
#include "connectors/soap_house.h"

namespace idm::connectors::test {

BOOST_AUTO_TEST_SUITE(soap_connector)

// connector.h: "an account that is already as wanted ... is a success".
BOOST_DATA_TEST_CASE(what_is_as_wanted_is_not_sent_again, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  BOOST_TEST(house.put("ada", {
                                  {"sn", {"Lovelace"}}
  }) == Put::Changed);
  BOOST_TEST(house.sent("modify").empty());
  BOOST_TEST(house.server.state().at("created") == 1);
}

// connector.h: "An account that is not there is created when may_create, else the answer is Missing
// and nothing has changed." connector-behaviour.md 7: in a modify, "entry not in the directory: it
// is created", so we look first.
BOOST_DATA_TEST_CASE(a_change_does_not_create_unless_it_may, both_protocols(), protocol) {
  SoapHouse house(protocol);
  BOOST_TEST(house.put("ada",
                       {
                           {"sn", {"Lovelace"}}
  },
                       false) == Put::Missing);
  BOOST_TEST(house.account("ada").is_null());
  BOOST_TEST(house.sent("modify").empty());
}

// connector-behaviour.md 4 and 5: lookup; "failure = not there".
BOOST_DATA_TEST_CASE(an_account_is_found_with_its_attributes, both_protocols(), protocol) {
  SoapHouse house(protocol);
  BOOST_TEST(!house.connector().find("ada", house.call()));
  const std::string photo("\xFF\0\x01", 3);
  house.put("ada", {
                       {"sn",    {"Lövelace"}},
                       {"phone", {"1", "2"}   },
                       {"photo", {photo}      }
  });
  const std::optional<Account> found = house.connector().find("ada", house.call());
  BOOST_REQUIRE(found);
  BOOST_TEST(found->name == "ada");
  std::map<std::string, std::vector<std::string>> read;
  for (const Attribute& attribute : found->attributes) read[attribute.name] = attribute.values;
  read.erase("uid");  // the remote protocol has the name among the attributes
  const std::map<std::string, std::vector<std::string>> expected{
      {"sn",    {"Lövelace"}},
      {"phone", {"1", "2"}   },
      {"photo", {photo}      }
  };
  BOOST_TEST((read == expected));
}

// connector-behaviour.md 3: "Rename: modify with the new name plus an extra attribute ORIG_IDENTITY
// (operation 2, dataType String) holding the old one". connector.h: "Refused when both names exist,
// or neither"; what is already as wanted is a success.
BOOST_DATA_TEST_CASE(a_rename_is_a_modify_that_names_the_original, both_protocols(), protocol) {
  SoapHouse house(protocol);
  Connector& connector = house.connector();
  house.put("ada", {
                       {"sn", {"Byron"}}
  });
  connector.rename("ada", "ada.lovelace", house.call());
  BOOST_TEST(house.account("ada").is_null());
  BOOST_TEST(house.attributes("ada.lovelace").at("sn").at(0) == "Byron");
  BOOST_TEST(contains(house.sent("modify").at(0), "<types:dataType>String</types:dataType>"));

  connector.rename("ada", "ada.lovelace", house.call());
  BOOST_TEST(house.sent("modify").size() == 1U);

  const auto rename = [&](const char* from, const char* to) {
    return house.failure([&] { connector.rename(from, to, house.call()); });
  };
  BOOST_TEST(rename("bob", "carl").kind() == Failure::Kind::Refused);
  house.put("bob", {
                       {"sn", {"B"}}
  });
  BOOST_TEST(rename("bob", "ada.lovelace").kind() == Failure::Kind::Refused);
}

// connector-behaviour.md 4: in suspend and resume psoID is {S}psoID. 5: resume has the
// suspendHandler too (the connector of the test refuses anything else).
BOOST_DATA_TEST_CASE(an_account_is_suspended_and_resumed, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  house.connector().suspend("ada", house.call());
  BOOST_TEST(house.account("ada").at("active") == false);
  house.connector().resume("ada", house.call());
  BOOST_TEST(house.account("ada").at("active") == true);
}

// connector-behaviour.md 4 and 5: password (clear); SET_PASSWORD without scriptHandler.
BOOST_DATA_TEST_CASE(a_password_is_set, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  house.connector().set_password("ada", "pässword<1>", house.call());
  BOOST_TEST(house.account("ada").at("password") == "pässword<1>");
}

// connector-behaviour.md 7: "delete ... Entry missing: directoryError". connector.h: "already gone,
// is a success".
BOOST_DATA_TEST_CASE(an_account_is_removed_and_may_be_gone_already, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  house.connector().remove("ada", house.call());
  BOOST_TEST(house.account("ada").is_null());
  house.connector().remove("ada", house.call());

  house.put("bob", {
                       {"sn", {"B"}}
  });
  house.server.misbehave({
      {"operation", "delete"            },
      {"mode",      "failure"           },
      {"error",     "directoryError"    },
      {"text",      "no right to delete"},
      {"before",    true                }
  });
  const Failure failure = house.failure([&] { house.connector().remove("bob", house.call()); });
  BOOST_TEST(failure.kind() == Failure::Kind::Refused);
  BOOST_TEST(contains(failure.what(), "no right to delete"));
}

// connector-behaviour.md 4 and 5: testConnection sends the managed system's record; "failure:
// errorMessage becomes the caller's errorText". The connector there repeats the password.
BOOST_DATA_TEST_CASE(a_test_proves_the_credentials, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.connector().test(house.call());

  SoapHouse locked_out(protocol);
  locked_out.target.secrets["password"] = "wr0ng";
  const Failure failure = house.failure([&] { locked_out.connector().test(locked_out.call()); });
  BOOST_TEST(failure.kind() == Failure::Kind::Refused);
  BOOST_TEST(failure.what() ==
             "managed system 'hr': testConnection: it answered failure (authenticationFailed): "
             "*** is not the password of admin");
}

// connector-behaviour.md 5: search: "searchValue = key field, searchQuery, hostPort"; "each:
// attributeList". 4: ConnectorService has it with the same type. The protocol has no pages.
BOOST_DATA_TEST_CASE(accounts_are_listed_in_pages, both_protocols(), protocol) {
  SoapHouse house(protocol);
  Connector& connector = house.connector();
  BOOST_TEST(connector.list("", 2, house.call()).accounts.empty());
  for (const char* name : {"bob", "ada", "eve", "dan", "carl"})
    house.put(name, {
                        {"sn", {name}}
    });
  std::vector<std::string> names;
  std::size_t pages = 0;
  Page page;
  do {
    page = connector.list(page.next, 2, house.call());
    for (const Account& account : page.accounts) {
      names.push_back(account.name);
      BOOST_TEST(find_attribute(account, "SN")->values.at(0) == account.name);
    }
    ++pages;
  } while (!page.next.empty());
  const std::vector<std::string> expected{"ada", "bob", "carl", "dan", "eve"};
  BOOST_TEST(names == expected);
  BOOST_TEST(pages == 3U);
  BOOST_TEST(house.sent("search").size() == 2U);

  // Another connector, as after a restart, goes on in the middle.
  SoapHouse again(protocol, house.server);
  BOOST_TEST(again.connector().list("dan", 2, again.call()).accounts.at(0).name == "eve");
}

// connector-behaviour.md 5: search: "success or a non-empty userList".
BOOST_DATA_TEST_CASE(a_search_with_accounts_succeeds_whatever_its_status, both_protocols(),
                     protocol) {
  SoapHouse house(protocol);
  house.server.misbehave({
      {"mode",       "reply"            },
      {"attributes", " status='failure'"},
      {"text",
       "<userList><attributeList><t:name>UID</t:name><t:value>YWRh</t:value></attributeList>"
       "</userList>"                    }
  });
  const Page page = house.connector().list("", 10, house.call());
  BOOST_REQUIRE(page.accounts.size() == 1U);
  BOOST_TEST(page.accounts[0].name == "ada");
}

// connector-behaviour.md 1: "SOAPAction .../ConnectorService/<op> or
// .../RemoteConnectorService/<op>; empty for local testConnection".
BOOST_DATA_TEST_CASE(each_operation_has_its_soap_action, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  house.connector().test(house.call());
  const std::string service =
      house.protocol == "local" ? "ConnectorService" : "RemoteConnectorService";
  const std::string base = "http://www.openiam.org/service/connector/" + service + "/";
  const json requests = house.server.state().at("requests");
  BOOST_TEST(requests.at(0).at("action") == "\"" + base + "lookup\"");
  BOOST_TEST(requests.at(1).at("action") == "\"" + base + "add\"");
  BOOST_TEST(requests.at(2).at("action") ==
             (house.protocol == "local" ? "\"\"" : "\"" + base + "testConnection\""));
}

// connector-behaviour.md 4: "requestID = R + 32 hex digits (valid xs:ID)"; ours is the call's, so
// that one finds it in the connector's log.
BOOST_DATA_TEST_CASE(a_request_has_the_id_of_the_call, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  BOOST_TEST(contains(house.sent("add").at(0), "R0123456789abcdef0123456789abcdef"));
  house.connector().remove("ada", {Clock::now() + std::chrono::seconds(10), "not an: ID"});
  BOOST_TEST(!contains(house.sent("delete").at(0), "not an"));
}

BOOST_AUTO_TEST_CASE(the_default_policies_are_an_object_of_lists) {
  const json policies = json::parse(find_kind("soap")->default_policies);
  for (const char* usage : {"CREATE", "UPDATE"})
    for (const json& field : policies.at(usage))
      BOOST_TEST(contains(field.at("attributes").at("template").get<std::string>(), "${"));
}

BOOST_AUTO_TEST_CASE(a_protocol_that_there_is_not_is_refused) {
  SoapHouse house;
  house.target.options["protocol"] = "spml";
  BOOST_CHECK_EXCEPTION(house.connector(), Error, [](const Error& error) {
    return contains(error.what(), "\"spml\" is neither local nor remote");
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::connectors::test
