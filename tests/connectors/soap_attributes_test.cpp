// How attributes travel to and from connectors as OpenIAM's.
#include "connectors/soap_house.h"

namespace idm::connectors::test {

BOOST_AUTO_TEST_SUITE(soap_attributes)

// connector-behaviour.md 3: "value: base64 of UTF-8 text"; "multivalued + valueList: true + each
// item base64; value absent"; "valueAsByteArray: base64 of raw bytes".
BOOST_DATA_TEST_CASE(an_account_is_created_with_its_attributes, both_protocols(), protocol) {
  SoapHouse house(protocol);
  const Put done = house.put("ada", {
                                        {"sn",    {"Lövelace & <Co>"}              },
                                        {"phone", {"1", "2"}                        },
                                        {"photo", {std::string("\xFF\xD8\0\x01", 4)}},
                                        {"blank", {}                                },
                                        {"empty", {""}                              }
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

// connector-behaviour.md 2: "global elements {T}extensibleUser and {T}extensibleObject (any-content
// of data and of responses)"; a user is an object too.
BOOST_AUTO_TEST_CASE(a_reply_may_hold_a_user_for_an_object) {
  SoapHouse house("local");
  for (const char* start :
       {"<t:extensibleUser>",
        "<t:extensibleObject xmlns:i='http://www.w3.org/2001/XMLSchema-instance' "
        "i:type='t:ExtensibleUser'>"}) {
    const std::string tag(start + 1, std::string(start).find_first_of(" >") - 1);
    house.server.misbehave({
        {"mode",       "reply"                },
        {"attributes", " status='success'"    },
        {"text",       start +
                     std::string("<t:attributes><t:name>sn</t:name><t:value>QQ==</t:value>"
                                 "</t:attributes></") +
                     tag + ">"}
    });
    const std::optional<Account> found = house.connector().find("ada", house.call());
    BOOST_REQUIRE(found);
    BOOST_TEST(found->attributes.at(0).values.at(0) == "A");
  }
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::connectors::test
