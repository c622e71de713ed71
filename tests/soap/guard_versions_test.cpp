// Requests as different clients write them: seed spellings, other published versions, xsi:type,
// namespaces.
#include <boost/test/unit_test.hpp>

#include "guard_fixture.h"

using namespace guard_fixture;

namespace {

std::string user_data(const std::string& body) { return passed(body, Service::UserData); }

SoapConfig lenient() {
  SoapConfig config;
  config.reject_unknown_elements = false;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xml_guard_versions)

// design.md section 3 "seed spellings"; behaviour.md 1.17 has the contract's.
BOOST_AUTO_TEST_CASE(seed_spellings_become_the_contracts) {
  BOOST_TEST(user_data("<u:getUserByPrincipal><principalName>x</principalName><managedSystemId>0</"
                       "managedSystemId>"
                       "<dependents>true</dependents></u:getUserByPrincipal>") ==
             "<usersvc:getUserByPrincipal><principal>x</principal><managedSysId>0</managedSysId>"
             "<dependants>true</dependants></usersvc:getUserByPrincipal>");
  BOOST_TEST(user_data("<u:getUserWithDependent><id>1</id><dependents>1</dependents></"
                       "u:getUserWithDependent>") ==
             "<usersvc:getUserWithDependent><id>1</id><dependants>true</dependants></"
             "usersvc:getUserWithDependent>");
  for (const std::string given : {"dependents", "dependants"})
    BOOST_TEST(user_data("<u:addUserWithDependant><" + given + ">0</" + given +
                         "></u:addUserWithDependant>") ==
               "<usersvc:addUserWithDependant><dependency>false</dependency></"
               "usersvc:addUserWithDependant>");
  BOOST_TEST(passed("<p:resetPassword><passwordSync><managedSysId>0</managedSysId></passwordSync></"
                    "p:resetPassword>") ==
             "<prov:resetPassword><passwordSync><managedSystemId>0</"
             "managedSystemId><passThruAttributes>true"
             "</passThruAttributes></passwordSync></prov:resetPassword>");
  BOOST_TEST(
      added("<d:principalList><id><managedSystemId>0</managedSystemId></id></d:principalList>") ==
      "<udto:principalList><id><managedSysId>0</managedSysId></id></udto:principalList>");
}

BOOST_AUTO_TEST_CASE(seed_spellings_of_a_principal_are_taken_wherever_one_is_named) {
  const std::string given = "<principalName>x</principalName><managedSysId>0</managedSysId>";
  const std::string meant = "<principal>x</principal><managedSystemId>0</managedSystemId>";
  BOOST_TEST(passed("<p:deleteUser>" + given + "</p:deleteUser>") ==
             "<prov:deleteUser>" + meant + "</prov:deleteUser>");
  for (const std::string name : {"setPassword", "resetPassword", "syncPasswordFromSrc"})
    BOOST_TEST(passed("<p:" + name + "><passwordSync>" + given + "</passwordSync></p:" + name +
                      ">") == "<prov:" + name + "><passwordSync>" + meant +
                                  "<passThruAttributes>true</passThruAttributes></passwordSync>" +
                                  "</prov:" + name + ">");
}

BOOST_AUTO_TEST_CASE(a_field_given_in_both_spellings_came_twice) {
  BOOST_TEST(
      user_data("<u:getUserByPrincipal><principal>x</principal><principalName>y</principalName>"
                "</u:getUserByPrincipal>") ==
      "refused: element 'principalName' (no namespace) at line 2 comes twice in "
      "'getUserByPrincipal'");
}

BOOST_AUTO_TEST_CASE(principal_name_stays_where_the_contract_has_it) {
  BOOST_TEST(
      passed("<p:getTargetSystemUser><principalName>x</principalName></p:getTargetSystemUser>") ==
      "<prov:getTargetSystemUser><principalName>x</principalName></prov:getTargetSystemUser>");
}

// behaviour.md 1.15: another published WSDL gives ProvisionUser an unqualified principalList.
BOOST_AUTO_TEST_CASE(an_unqualified_principal_list_is_the_qualified_one) {
  BOOST_TEST(added("<principalList><id><login>a</login></id></principalList>"
                   "<d:principalList><id><login>b</login></id></d:principalList>") ==
             "<udto:principalList><id><login>a</login></id></udto:principalList>"
             "<udto:principalList><id><login>b</login></id></udto:principalList>");
}

// behaviour.md 1.15: attrGroup, valueAsBytes, valueAsByteArray, externalGroupName,
// ProvisionUser/securityDomain.
BOOST_AUTO_TEST_CASE(elements_of_other_versions_travel_beside_the_envelope) {
  const Guarded result = guarded(envelope(
      "<p:addUser><user><d:userAttributes><d:userAttributeEntry "
      "key=\"a\"><d:userAttribute><d:name>a</d:name>"
      "</d:userAttribute></d:userAttributeEntry><d:userAttributeEntry key=\"b\"><d:userAttribute>"
      "<d:attrGroup>G</d:attrGroup><d:valueAsBytes>QUJD</d:valueAsBytes></d:userAttribute></"
      "d:userAttributeEntry>"
      "</d:userAttributes><memberOfGroups><g:subGroup/><g:externalGroupName>RQ==</"
      "g:externalGroupName></memberOfGroups>"
      "<securityDomain>IDM</securityDomain></user></p:addUser>"));
  BOOST_TEST_REQUIRE(result.ok, result.reason);
  BOOST_TEST_REQUIRE(result.extras.size() == 4u);
  const auto check = [&](std::size_t i, const std::string& path, std::size_t index,
                         const std::string& value) {
    BOOST_TEST(std::string(result.extras[i].path) == path);
    BOOST_TEST(result.extras[i].index == index);
    BOOST_TEST(result.extras[i].value == value);
  };
  check(0, "userAttribute/attrGroup", 1, "G");
  check(1, "userAttribute/valueAsBytes", 1, "QUJD");
  check(2, "Group/externalGroupName", 0, "RQ==");
  check(3, "ProvisionUser/securityDomain", 0, "IDM");
  for (const char* name : {"attrGroup", "valueAsBytes", "externalGroupName", "securityDomain"})
    BOOST_TEST(result.envelope.find(name) == std::string::npos);

  const Guarded sync =
      guarded(envelope("<p:setPassword><passwordSync><attributeList/"
                       "><attributeList><t:valueAsByteArray>QQ==</t:valueAsByteArray>"
                       "</attributeList></passwordSync></p:setPassword>"));
  BOOST_TEST_REQUIRE(sync.extras.size() == 1u);
  BOOST_TEST(std::string(sync.extras[0].path) == "ExtensibleAttribute/valueAsByteArray");
  BOOST_TEST(sync.extras[0].index == 1u);
}

BOOST_AUTO_TEST_CASE(the_users_own_security_domain_stays_in_the_envelope) {
  BOOST_TEST(added("<d:securityDomain>IDM</d:securityDomain>") ==
             "<udto:securityDomain>IDM</udto:securityDomain>");
}

// toolchain.md 4.2: the joint header has the provisioning service's base types; the user service's
// are their twins.
BOOST_AUTO_TEST_CASE(an_xsi_type_of_the_other_service_is_its_twin) {
  BOOST_TEST(
      user_data(
          "<u:addUser><user><d:principalList xsi:type=\"u:Login\"><id xsi:type=\"u:LoginId\"/>"
          "</d:principalList></user></u:addUser>") ==
      "<usersvc:addUser><user><udto:principalList><id></id></udto:principalList></user></"
      "usersvc:addUser>");
  BOOST_TEST(added("<d:principalList xsi:type=\"u:Login\"/>") ==
             "<udto:principalList></udto:principalList>");
  BOOST_TEST(
      user_data("<u:addUser><user><d:principalList xsi:type=\"p:Login\"/></user></u:addUser>") ==
      "<usersvc:addUser><user><udto:principalList></udto:principalList></user></usersvc:addUser>");
}

// toolchain.md 4.2: ProvisionUser is a user, and may come where a user is declared.
BOOST_AUTO_TEST_CASE(a_derived_type_brings_its_fields) {
  BOOST_TEST(
      user_data("<u:addUser><user xsi:type=\"p:ProvisionUser\"><d:firstName>A</d:firstName>"
                "<requestId>1</requestId></user></u:addUser>") ==
      "<usersvc:addUser><user xsi:type=\"prov:ProvisionUser\"><udto:firstName>A</udto:firstName>"
      "<requestId>1</requestId><notifyTargetSystems>true</notifyTargetSystems></user></"
      "usersvc:addUser>");
  BOOST_TEST(user_data("<u:addUser><user><requestId>1</requestId></user></u:addUser>") ==
             "refused: element 'requestId' (no namespace) at line 2 is not known in 'user'");
  BOOST_TEST(
      added("<d:supervisor><d:supervisor xsi:type=\"d:user\"><d:userId>1</d:userId></d:supervisor>"
            "</d:supervisor>") ==
      "<udto:supervisor><udto:supervisor><udto:userId>1</udto:userId></udto:supervisor></"
      "udto:supervisor>");
}

BOOST_AUTO_TEST_CASE(an_unknown_xsi_type_is_refused) {
  BOOST_TEST(added("<d:principalList xsi:type=\"p:Policy\"/>") ==
             "refused: element 'principalList' (urn:idm.openiam.org/srvc/user/dto) at line 2 has "
             "the xsi:type 'p:Policy' "
             "(http://www.openiam.org/service/provision), which is not known there");
  BOOST_TEST(passed("<p:addUser><user xsi:type=\"q:ProvisionUser\"/></p:addUser>")
                 .starts_with("refused: "));
  BOOST_TEST(passed("<p:addUser><user xsi:type=\"d:user\"/></p:addUser>").starts_with("refused: "));
}

// SOAP toolkits without a schema (Perl, PHP) send a guess of the plain type with every value.
BOOST_AUTO_TEST_CASE(the_plain_type_that_a_client_guessed_is_ignored) {
  BOOST_TEST(added("<d:employeeId xsi:type=\"xsd:int\">7</d:employeeId>") ==
             "<udto:employeeId>7</udto:employeeId>");
  BOOST_TEST(added("<d:status xsi:type=\"d:UserStatus\">active</d:status>") ==
             "<udto:status>active</udto:status>");
  BOOST_TEST(
      added("<d:employeeId xsi:type=\"p:Nonsense\">7</d:employeeId>").starts_with("refused: "));
}

// behaviour.md 1.12: the order of elements is irrelevant; members of a list may lie apart.
BOOST_AUTO_TEST_CASE(any_order_and_any_prefix_style_will_do) {
  BOOST_TEST(
      passed(
          "<addUser xmlns=\"http://www.openiam.org/service/provision\"><user "
          "xmlns=\"\"><requestId>1</requestId>"
          "<lastName xmlns=\"urn:idm.openiam.org/srvc/user/dto\">B</lastName><password>x</password>"
          "<z:firstName "
          "xmlns:z=\"urn:idm.openiam.org/srvc/user/dto\">A</z:firstName></user></addUser>") ==
      "<prov:addUser><user><requestId>1</requestId><udto:lastName>B</udto:lastName><password>x</"
      "password>"
      "<udto:firstName>A</udto:firstName><notifyTargetSystems>true</notifyTargetSystems></user></"
      "prov:addUser>");
  BOOST_TEST(passed("<p:deprovisionSelectedResources><resourceList>a</resourceList><userId>1</"
                    "userId><resourceList/>"
                    "</p:deprovisionSelectedResources>") ==
             "<prov:deprovisionSelectedResources><resourceList>a</resourceList><userId>1</"
             "userId><resourceList>"
             "</resourceList></prov:deprovisionSelectedResources>");
}

// behaviour.md 1.12: wrong namespace = unknown element; design.md section 3 "requests, leniency".
BOOST_AUTO_TEST_CASE(unknown_and_wrongly_qualified_elements_are_refused_with_line_and_namespace) {
  BOOST_TEST(
      added("\n\n<firstName>A</firstName>") ==
      "refused: element 'firstName' (no namespace) at line 4 is not known in 'user'; it belongs in "
      "urn:idm.openiam.org/srvc/user/dto");
  BOOST_TEST(added("<d:principalList><p:userId>1</p:userId></d:principalList>") ==
             "refused: element 'userId' (http://www.openiam.org/service/provision) at line 2 is "
             "not known in "
             "'principalList'; it belongs in no namespace");
  BOOST_TEST(added("<d:favouriteColour/>") ==
             "refused: element 'favouriteColour' (urn:idm.openiam.org/srvc/user/dto) at line 2 is "
             "not known in 'user'");
  BOOST_TEST(
      passed("<addUser xmlns=\"http://www.openiam.org/service/provision\"><user/></addUser>") ==
      "refused: element 'user' (http://www.openiam.org/service/provision) at line 2 is not known "
      "in 'addUser'; it "
      "belongs in no namespace");
}

BOOST_AUTO_TEST_CASE(a_single_element_may_not_be_repeated) {
  BOOST_TEST(added("<d:firstName>A</d:firstName><d:firstName>B</d:firstName>") ==
             "refused: element 'firstName' (urn:idm.openiam.org/srvc/user/dto) at line 2 comes "
             "twice in 'user'");
}

// soap.unknown_elements = ignore
BOOST_AUTO_TEST_CASE(unknown_elements_are_left_out_and_noted_when_configured_so) {
  const Guarded result = guarded(
      envelope("<p:addUser><user><firstName><deep>x</deep>y</firstName><d:firstName>A</d:firstName>"
               "<d:firstName>B</d:firstName></user></p:addUser>"),
      Service::Provisioning, lenient());
  BOOST_TEST_REQUIRE(result.ok, result.reason);
  BOOST_TEST(result.envelope.find("<user><udto:firstName>A</udto:firstName><notify") !=
             std::string::npos);
  BOOST_TEST_REQUIRE(result.dropped.size() == 2u);
  BOOST_TEST(result.dropped[0].starts_with(
      "element 'firstName' (no namespace) at line 2 is not known in 'user'"));
  BOOST_TEST(result.dropped[1].find("comes twice in 'user'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_flood_of_unknown_elements_is_noted_only_in_part) {
  const Guarded result = guarded(envelope("<p:addUser>" + repeated("<x/>", 1000) + "</p:addUser>"),
                                 Service::Provisioning, lenient());
  BOOST_TEST(result.ok);
  BOOST_TEST(result.dropped.size() == 32u);
}

// toolchain.md 4.7: stray text between elements silently loses all following members in gSOAP.
BOOST_AUTO_TEST_CASE(text_beside_elements_is_refused) {
  BOOST_TEST(
      added("<d:firstName>A</d:firstName>stray") ==
      "refused: element 'user' (no namespace) at line 2 holds elements, but also text, at line 2");
  BOOST_TEST(passed("<p:addUser>x</p:addUser>", Service::Provisioning, lenient())
                 .starts_with("refused: "));
}

BOOST_AUTO_TEST_CASE(elements_inside_text_are_refused) {
  BOOST_TEST(added("<d:firstName>A<b>c</b></d:firstName>") ==
             "refused: element 'b' (no namespace) at line 2 lies inside 'firstName', which holds "
             "text only");
}

BOOST_AUTO_TEST_CASE(a_reference_into_soap_encoding_is_refused) {
  BOOST_TEST(passed("<p:addUser><user href=\"#id0\"/></p:addUser>").find("has an href") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
