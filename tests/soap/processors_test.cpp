#include <boost/test/unit_test.hpp>

#include "support/reply_schema.h"
#include "support/scripts.h"
#include "support/soap_caller.h"

// The operator's programs as callers see them: FAIL_PREPROCESSOR, FAIL_POSTPROCESSOR and the flags
// of ProvisionUser that skip them.
namespace idm {
using namespace test;

namespace {

Scripts& scripts() {
  static Scripts kept;
  return kept;
}

/// Refuses in addUser what is called Evil before, and what is called Late afterwards.
void with_programs(Config& config) {
  config.processors.before =
      scripts().write("before",
                      "#!/bin/sh\ngrep -q Evil && echo '{\"status\":\"failed\",\"message\":"
                      "\"nobody is <Evil>\"}' || echo '{\"status\":\"ok\","
                      "\"user\":{\"title\":\"Dr\"}}'\n");
  config.processors.after =
      scripts().write("after",
                      "#!/bin/sh\ngrep -q Late && echo '{\"status\":\"failed\",\"message\":"
                      "\"too late\"}' || echo '{\"status\":\"ok\"}'\n");
}

std::string add(SoapCaller& server, const std::string& elements) {
  const http::Response reply =
      server.post("/ProvisioningService", "text/xml",
                  "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
                  " xmlns:p=\"http://www.openiam.org/service/provision\""
                  " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><e:Body><p:addUser><user>" +
                      elements +
                      "<d:status>active</d:status></user></p:addUser></e:Body>"
                      "</e:Envelope>");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(schema_violations(reply.body).empty(), reply.body);
  return reply.body;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(processors_over_soap)

BOOST_AUTO_TEST_CASE(a_pre_processor_refuses_with_its_code_and_words) {
  SoapCaller server(Dialect::Sqlite, with_programs);
  const std::string refused = add(server, "<d:lastName>Evil</d:lastName>");
  BOOST_TEST(has(refused, "status=\"failure\""), refused);
  BOOST_TEST(has(refused, "FAIL_PREPROCESSOR"));
  BOOST_TEST(has(refused, "nobody is &lt;Evil&gt;"));
}

BOOST_AUTO_TEST_CASE(what_a_pre_processor_changed_is_in_the_reply) {
  SoapCaller server(Dialect::Sqlite, with_programs);
  const std::string added = add(server, "<d:lastName>Good</d:lastName>");
  BOOST_TEST(has(added, "status=\"success\""), added);
  BOOST_TEST(has(added, ">Dr</"));
}

BOOST_AUTO_TEST_CASE(a_post_processor_fails_the_reply_and_not_the_change) {
  SoapCaller server(Dialect::Sqlite, with_programs);
  const std::string late = add(server, "<d:lastName>Late</d:lastName>");
  BOOST_TEST(has(late, "status=\"failure\""), late);
  BOOST_TEST(has(late, "FAIL_POSTPROCESSOR"));
  BOOST_TEST(has(late, "too late"));
  BOOST_TEST(has(late, ">Late</"));
}

BOOST_AUTO_TEST_CASE(the_flags_of_the_request_skip_them) {
  SoapCaller server(Dialect::Sqlite, with_programs);
  const std::string added = add(server,
                                "<d:lastName>Evil, Late</d:lastName>"
                                "<skipPreprocessor>true</skipPreprocessor>"
                                "<skipPostProcessor>true</skipPostProcessor>");
  BOOST_TEST(has(added, "status=\"success\""), added);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
