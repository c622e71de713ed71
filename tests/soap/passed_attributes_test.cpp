#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "core/seal.h"
#include "identity/users.h"
#include "orm/prepared.h"
#include "orm/task-odb.hxx"
#include "support/soap_caller.h"

// PasswordSync is read with every field: "attributeList is forwarded when passThruAttributes
// (default true)" (behaviour.md 7.3), valueAsByteArray of other versions too (1.15).
namespace idm {
using namespace test;

namespace {

std::string envelope(const std::string& fields) {
  return R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:p="http://www.openiam.org/service/provision"
      xmlns:t="http://www.openiam.org/service/types"><e:Body><p:setPassword><passwordSync>
    <securityDomain>USR_SEC_DOMAIN</securityDomain><managedSystemId>101</managedSystemId>
    <principal>cn=ada</principal>)" +
         fields + R"(<attributeList><t:name>pin</t:name><t:value>MQ==</t:value>
      <t:valueAsByteArray>AAE=</t:valueAsByteArray><t:metadataElementId>101</t:metadataElementId>
      <t:operation>2</t:operation><t:multivalued>true</t:multivalued>
      <t:valueList>MQ==</t:valueList><t:valueList>Mg==</t:valueList>
      <t:dataType>string</t:dataType><t:objectType>PASSWORD</t:objectType>
      <t:attributeContainer><attributeList><name>memberOf</name><value>c3RhZmY=</value>
        <operationEnum>add</operationEnum></attributeList></t:attributeContainer>
    </attributeList></passwordSync></p:setPassword></e:Body></e:Envelope>)";
}

/// What the newest task holds sealed after that request.
nlohmann::json sealed_after(SoapCaller& server, const std::string& fields) {
  const http::Response reply = server.post("/ProvisioningService", "text/xml", envelope(fields));
  BOOST_TEST(reply.body.find("status=\"success\"") != std::string::npos, reply.body);
  const auto tasks = server.services().store.read([](Db& db) {
    return rows_where<Task>(db, odb::query<Task>(true) + "ORDER BY" + odb::query<Task>::id);
  });
  BOOST_REQUIRE(!tasks.empty());
  return nlohmann::json::parse(unseal(server.services().secret_key, *tasks.back().secret).value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attributes_beside_a_password)

BOOST_AUTO_TEST_CASE(they_travel_with_it_unless_the_caller_says_otherwise) {
  SoapCaller server(Dialect::Sqlite);
  UserRequest ada;
  ada.principals = {principal("cn=ada")};
  ada.principals[0].login.id.managed_system_id = "101";
  users::add(server.services(), ada);
  const nlohmann::json pin = {
      {"name",                "pin"                                                                          },
      {"value",               "MQ=="                                                                         },
      {"value_as_bytes",      "AAE="                                                                         },
      {"metadata_element_id", "101"                                                                          },
      {"operation",           "2"                                                                            },
      {"multivalued",         true                                                                           },
      {"values",              nlohmann::json{"MQ==", "Mg=="}                                                 },
      {"data_type",           "string"                                                                       },
      {"object_type",         "PASSWORD"                                                                     },
      {"members",             nlohmann::json::array(
                      {{{"name", "memberOf"}, {"value", "c3RhZmY="}, {"operation", "add"}}})}
  };
  const nlohmann::json with = sealed_after(server, "<password>Passing51</password>");
  BOOST_TEST(with["password"] == "Passing51");
  BOOST_TEST(with["attributes"] == nlohmann::json::array({pin}));
  const nlohmann::json without = sealed_after(
      server, "<password>Another52</password><passThruAttributes>false</passThruAttributes>");
  BOOST_TEST(without["password"] == "Another52");
  BOOST_TEST(!without.contains("attributes"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
