#include <boost/test/unit_test.hpp>

#include "core/base64.h"
#include "identity/users.h"
#include "support/soap_caller.h"

namespace idm {
namespace {

std::string request(const std::string& user_id, const std::string& bytes) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
         "xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><s:Body>"
         "<u:addAttribute xmlns:u=\"urn:idm.openiam.org/srvc/user/service\"><attribute>"
         "<d:name>photo</d:name><d:userId>" +
         user_id + "</d:userId><d:attrGroup>G</d:attrGroup><d:valueAsBytes>" + bytes +
         "</d:valueAsBytes></attribute></u:addAttribute></s:Body></s:Envelope>";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attribute_extras)

// design.md section 3: "elements of other published versions are used: … valueAsBytes and attrGroup
// stored"
BOOST_AUTO_TEST_CASE(an_attribute_sent_alone_keeps_its_group_and_bytes) {
  test::SoapCaller server(Dialect::Sqlite);
  const std::string user_id = users::add(server.services(), {}).user.user.id;
  const auto post = [&](const std::string& bytes) {
    return server.post("/UserDataService", "text/xml", request(user_id, bytes));
  };
  const http::Response bad = post("no base64!"), big = post(to_base64(std::string(65536, 'x')));
  BOOST_TEST(bad.status == 500);
  BOOST_TEST(bad.body.find("valueAsBytes") != std::string::npos);
  BOOST_TEST(bad.body.find("line 1 is not xs:base64Binary") != std::string::npos);
  // "too long …: a Client fault naming element, limit and line"
  BOOST_TEST(big.status == 500);
  BOOST_TEST(big.body.find("line 1 holds more than 65535 bytes") != std::string::npos);
  BOOST_TEST(post("QUJD").status == 200);
  const UserGraph user = users::get_with_dependents(server.services(), user_id, true);
  BOOST_REQUIRE_EQUAL(user.attributes.size(), 1u);
  BOOST_TEST(*user.attributes[0].group == "G");
  const std::vector<char>& bytes = *user.attributes[0].value_as_bytes;
  BOOST_TEST(std::string(bytes.begin(), bytes.end()) == "ABC");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
