#include "support/reply_schema.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

namespace {

std::string envelope(const std::string& body) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
         " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
         "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
         " xmlns:p=\"http://www.openiam.org/service/provision\" "
         "xmlns:u=\"urn:idm.openiam.org/srvc/user/service\""
         " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><s:Body>" +
         body + "</s:Body></s:Envelope>";
}

std::string violations(const std::string& body) { return schema_violations(envelope(body)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(reply_schemas)

BOOST_AUTO_TEST_CASE(the_committed_wsdls_are_those_of_the_tables) {
  BOOST_TEST(std::system("python3 " IDM_SOURCE_DIR "/wsdl/make_wsdl.py --check") == 0);
}

// behaviour.md 1.8: errorCode, responseValue (anyType), errorText in that order, and a required
// attribute status.
BOOST_AUTO_TEST_CASE(a_reply_of_the_contract_is_valid) {
  BOOST_TEST(
      violations("<p:setPasswordResponse><return status=\"success\"><responseValue "
                 "xsi:type=\"xsd:string\">x"
                 "</responseValue><errorText>t</errorText></return></p:setPasswordResponse>") ==
      "");
  BOOST_TEST(violations("<u:getUserWithDependentResponse><return "
                        "status=\"failure\"><errorCode>userNotFound</errorCode>"
                        "</return></u:getUserWithDependentResponse>") == "");
}

// design.md section 3, getUserByPrincipal: responseValue carries a Subject of the user-service
// namespace.
BOOST_AUTO_TEST_CASE(a_subject_in_a_reply_is_checked_by_its_type) {
  const std::string start =
      "<u:getUserByPrincipalResponse><return status=\"success\"><responseValue "
      "xsi:type=\"u:Subject\">";
  const std::string end = "</responseValue></return></u:getUserByPrincipalResponse>";
  const std::string flags =
      "<readOnly>false</readOnly><expirationTime>0</expirationTime><resultCode>0</resultCode>";
  const std::string days = "<daysToPwdExp>-1</daysToPwdExp>";
  BOOST_TEST(
      violations(start + flags + days + "<groups xsi:type=\"xsd:string\">G</groups>" + end) == "");
  BOOST_TEST(violations(start + flags + end) != "");
}

BOOST_AUTO_TEST_CASE(what_the_contract_does_not_have_is_a_violation) {
  BOOST_TEST(violations("<p:setPasswordResponse><return/></p:setPasswordResponse>") != "");
  BOOST_TEST(violations("<p:setPasswordResponse><return status=\"success\"><more/></return>"
                        "</p:setPasswordResponse>") != "");
  BOOST_TEST(violations("<p:setPasswordResponse><return "
                        "status=\"success\"><errorText/><errorCode>success</errorCode>"
                        "</return></p:setPasswordResponse>") != "");
  BOOST_TEST(violations("<p:unheardOfResponse/>") != "");
  BOOST_TEST(violations("<x xmlns=\"urn:x\"/>") != "");
  BOOST_TEST(violations("") != "");
  BOOST_TEST(schema_violations("<a>") != "");
}

// behaviour.md 1.4, 1.7: BaseObject's fields are unqualified, the user's own are qualified.
BOOST_AUTO_TEST_CASE(qualification_is_checked) {
  const std::string start =
      "<u:addUserResponse><return status=\"success\"><user><objectState>NEW</objectState>";
  const std::string end = "</user></return></u:addUserResponse>";
  const auto user = [&](const std::string& fields) { return violations(start + fields + end); };
  const std::string rest = "<d:showInSearch>0</d:showInSearch><d:delAdmin>0</d:delAdmin>";
  BOOST_TEST(user("<d:firstName>A</d:firstName>" + rest) == "");
  BOOST_TEST(user("<firstName>A</firstName>" + rest) != "");
}

BOOST_AUTO_TEST_CASE(a_fault_needs_its_code_and_reason) {
  BOOST_TEST(
      violations(
          "<s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring></s:Fault>") == "");
  BOOST_TEST(violations("<s:Fault><faultcode>s:Client</faultcode></s:Fault>") != "");
}

BOOST_AUTO_TEST_SUITE_END()
