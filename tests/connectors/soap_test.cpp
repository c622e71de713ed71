// The soap connector against a connector as OpenIAM's, which checks each request's namespaces.
#include "connectors/soap_house.h"

namespace idm::connectors::test {

BOOST_AUTO_TEST_SUITE(soap_connector)

// connector-behaviour.md 3: "value: base64 of UTF-8 text"; "multivalued + valueList: true + each
// item base64; value absent"; "valueAsByteArray: base64 of raw bytes".
BOOST_DATA_TEST_CASE(an_account_is_created_with_its_attributes, both_protocols(), protocol) {
  SoapHouse house(protocol);
  const Put done = house.put("ada", {
                                        {"sn",    {"Lövelace & <Co>"}              },
                                        {"phone", {"1", "2"}                        },
                                        {"photo", {std::string("\xFF\xD8\0\x01", 4)}},
                                        {"blank", {}                                }
  });
  BOOST_TEST(done == Put::Created);
  const json expected = {
      {"sn",    {"Lövelace & <Co>"}},
      {"phone", {"1", "2"}          },
      {"photo", {"bytes:/9gAAQ=="}  }
  };
  BOOST_TEST(house.attributes("ada") == expected);
}

// connector-behaviour.md 3: "Add sends 1."; the key field is the user's principalFieldName.
BOOST_DATA_TEST_CASE(attributes_of_an_add_are_to_be_added, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.target.options["principal_field"] = "uid";
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  const std::string body = house.sent("add").at(0);
  BOOST_TEST(contains(body, "<types:operation>1</types:operation>"));
  BOOST_TEST(contains(body, "<types:principalFieldName>uid</types:principalFieldName>"));
  BOOST_TEST(contains(body, "<types:dataType>string</types:dataType>"));
}

// connector-behaviour.md 3: "operation 0 unchanged, 1 add, 2 replace, 3 delete"; "Modify compares
// with the looked-up value: unknown on target 1 (objectclass 2), same 0, different 2". Other than
// OpenIAM we say 2 where only the case differs, and 3 for a value that is to go.
BOOST_DATA_TEST_CASE(a_change_says_what_becomes_of_each_attribute, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put(
      "ada",
      {
          {"same",  {"x"}  },
          {"other", {"y"}  },
          {"case",  {"ada"}},
          {"gone",  {"z"}  },
          {"kept",  {"k"}  }
  });
  const Put done = house.put("ada", {
                                        {"same",        {"x"}     },
                                        {"other",       {"yy"}    },
                                        {"case",        {"Ada"}   },
                                        {"gone",        {}        },
                                        {"never",       {}        },
                                        {"fresh",       {"f"}     },
                                        {"objectClass", {"person"}}
  });
  BOOST_TEST(done == Put::Changed);
  const std::string body = house.sent("modify").at(0);
  const auto operation_of = [&](const std::string& name) {
    const std::size_t at = body.find("<types:name>" + name + "<");
    if (at == body.npos) return '-';
    return body.at(body.find("<types:operation>", at) + 17);
  };
  BOOST_TEST(operation_of("same") == '0');
  BOOST_TEST(operation_of("other") == '2');
  BOOST_TEST(operation_of("case") == '2');
  BOOST_TEST(operation_of("gone") == '3');
  BOOST_TEST(operation_of("never") == '-');
  BOOST_TEST(operation_of("fresh") == '1');
  BOOST_TEST(operation_of("objectClass") == '2');
  BOOST_TEST(contains(body, "<types:objectType>USER</types:objectType>"));
  const json expected = {
      {"same",        {"x"}     },
      {"other",       {"yy"}    },
      {"case",        {"Ada"}   },
      {"kept",        {"k"}     },
      {"fresh",       {"f"}     },
      {"objectClass", {"person"}}
  };
  BOOST_TEST(house.attributes("ada") == expected);
}

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

// connector-behaviour.md 3: "objectType: USER or PASSWORD; set on modify". It cannot be compared.
BOOST_DATA_TEST_CASE(a_secret_is_always_sent_and_marked, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"sn", {"Lovelace"}}
  });
  house.put("ada", {
                       {"pin", {"1234"}, true}
  });
  BOOST_TEST(contains(house.sent("modify").at(0), "<types:objectType>PASSWORD</types:objectType>"));
  const json expected = {"1234"};
  BOOST_TEST(house.attributes("ada").at("pin") == expected);
}

// connector-behaviour.md 3: "attributeContainer: list of BaseAttribute (no namespace, value base64,
// operationEnum nochange/add/replace/delete): used for group membership with dataType memberOf".
BOOST_DATA_TEST_CASE(groups_travel_in_an_attribute_container, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", {
                       {"memberOf", {"cn=staff", "cn=old"}}
  });
  house.put("ada", {
                       {"memberOf", {"cn=staff", "cn=new"}}
  });
  const json expected = {"cn=staff", "cn=new"};
  BOOST_TEST(house.attributes("ada").at("memberOf") == expected);
  const std::string body = house.sent("modify").at(0);
  BOOST_TEST(contains(body, "<types:dataType>memberOf</types:dataType>"));
  for (const char* operation : {"nochange", "add", "delete"})
    BOOST_TEST(contains(body, std::string("<operationEnum>") + operation));
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

// connector-behaviour.md 4: "Before add/modify the account counts as existing only if at least one
// attribute came back"; "the first any-object {T}extensibleObject: its attributes. attributeList
// and pso are ignored".
BOOST_AUTO_TEST_CASE(without_an_attribute_an_account_does_not_count_as_there) {
  SoapHouse house("local");
  const std::string empty =
      "<t:extensibleObject><t:operation>0</t:operation></t:extensibleObject>"
      "<c:pso><c:psoID ID='ada'/></c:pso><c:attributeList><t:name>sn</t:name></c:attributeList>";
  house.server.misbehave({
      {"operation",  "lookup"           },
      {"mode",       "reply"            },
      {"attributes", " status='success'"},
      {"text",       empty              }
  });
  BOOST_TEST(!house.connector().find("ada", house.call()));
}

// connector-behaviour.md 2: "Code newer than the descriptions: ... DO accept both on input"; a
// connector may also know more than we. An object after the first does not count.
BOOST_AUTO_TEST_CASE(a_reply_may_hold_more_than_we_read) {
  SoapHouse house("local");
  house.server.misbehave({
      {"operation",  "lookup"                                             },
      {"mode",       "reply"                                              },
      {"attributes", " status='successMoreResultsToReturn' requestID='R1'"},
      {"text",
       "<unknown><t:name>x</t:name></unknown><t:extensibleObject><t:objectId>1</t:objectId>"
       "<t:new>n</t:new><t:operation>0</t:operation><t:attributes><t:name>sn</t:name>"
       "<t:value>QQ==</t:value><t:newer>1</t:newer></t:attributes></t:extensibleObject>"
       "<t:extensibleObject><t:attributes><t:name>sn</t:name><t:value>Qg==</t:value>"
       "</t:attributes></t:extensibleObject>"                             },
  });
  const std::optional<Account> found = house.connector().find("ada", house.call());
  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->attributes.size() == 1U);
  BOOST_TEST(found->attributes[0].values.at(0) == "A");
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

// connector-behaviour.md 3: valueAsByteArray holds one value.
BOOST_DATA_TEST_CASE(several_binary_values_are_refused, both_protocols(), protocol) {
  SoapHouse house(protocol);
  const Failure failure = house.failure([&] {
    house.put("ada", {
                         {"photo", {"\xFF", "\xFE"}}
    });
  });
  BOOST_TEST(failure.kind() == Failure::Kind::Refused);
  BOOST_TEST(contains(failure.what(), "managed system 'hr': put 'ada': attribute 'photo'"));
  BOOST_TEST(house.sent("add").empty());
}

// connector-behaviour.md 3: "value: base64 of UTF-8 text, unwrapped lines".
BOOST_DATA_TEST_CASE(long_values_come_back_whole, both_protocols(), protocol) {
  SoapHouse house(protocol);
  const std::string essay(300000, 'e');
  house.put("ada", {
                       {"essay", {essay}}
  });
  const auto found = house.connector().find("ada", house.call());
  BOOST_REQUIRE(found);
  BOOST_TEST((find_attribute(*found, "essay")->values.at(0) == essay));
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
