#include <boost/test/unit_test.hpp>

#include "support/reply_schema.h"
#include "support/soap_caller.h"

namespace idm {
using test::SoapCaller;

namespace {

const std::string path = "/openiam-idm-esb/idmsrvc/UserDataService";

const std::string search_nobody =
    R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <u:getUserWithDependent xmlns:u="urn:idm.openiam.org/srvc/user/service"><id>nobody</id></u:getUserWithDependent>
</e:Body></e:Envelope>)";

std::string header(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(soap_over_http)

BOOST_AUTO_TEST_CASE(the_wsdl_carries_the_address_by_which_the_caller_came) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* query : {"wsdl", "WSDL", "singleWsdl"}) {
    const http::Response reply = server.get(path, query);
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(contains(reply.body,
                        "<soap:address location=\"http://idm.example.org:8080" + path + "\"/>"));
  }
  http::Request request = SoapCaller::request("GET", "/ProvisioningService");
  request.query = "wsdl";
  request.tls = true;
  request.host = "[::1]:8443";
  BOOST_TEST(
      contains(server.call(request).body, "location=\"https://[::1]:8443/ProvisioningService\""));
}

// RFC 9110 section 9.3.2: HEAD is GET without the body, which the listener leaves out
BOOST_AUTO_TEST_CASE(head_is_answered_as_get) {
  SoapCaller server(Dialect::Sqlite);
  http::Request request = SoapCaller::request("HEAD", path);
  request.query = "wsdl";
  const http::Response head = server.call(request), whole = server.get(path, "wsdl");
  BOOST_TEST(head.status == 200);
  BOOST_TEST(head.content_type == whole.content_type);
  BOOST_TEST(head.body.size() == whole.body.size());
  BOOST_TEST(server.call(SoapCaller::request("HEAD", "/nowhere")).status == 404);
}

BOOST_AUTO_TEST_CASE(public_url_goes_before_the_host_header) {
  SoapCaller server(Dialect::Sqlite, [](Config& config) {
    config.http.public_url = "https://idm.example.com/a&b/";
  });
  BOOST_TEST(contains(server.get("/UserDataService", "wsdl").body,
                      "location=\"https://idm.example.com/a&amp;b/UserDataService\""));
}

BOOST_AUTO_TEST_CASE(a_host_header_that_is_no_host_stays_out_of_the_wsdl) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* host :
       {"", "a\"/><x>", "a b", "a:port", "a:123456", "[::1", "[]", "user@host", "a/b"}) {
    http::Request request = SoapCaller::request("GET", path);
    request.query = "wsdl";
    request.host = host;
    BOOST_TEST(server.call(request).status == 400, host);
  }
}

// conf/provisiond.toml, http.trusted_proxies: "their X-Forwarded-Proto and -Host are believed (of a
// list what comes first)". Schemes know no case (RFC 3986 section 3.1).
BOOST_AUTO_TEST_CASE(the_wsdl_carries_the_address_that_the_outermost_trusted_proxy_saw) {
  SoapCaller server(Dialect::Sqlite,
                    [](Config& config) { config.http.trusted_proxies = {"192.0.2.0/24"}; });
  http::Request request = SoapCaller::request("GET", "/UserDataService");
  request.query = "wsdl";
  request.peer = "192.0.2.7";
  request.headers = {
      {"x-forwarded-host",  "idm.example.com , inner:8080"},
      {"x-forwarded-proto", "HTTPS, http"                 }
  };
  BOOST_TEST(
      contains(server.call(request).body, "location=\"https://idm.example.com/UserDataService\""));
  request.headers[0].second = "a/b, idm.example.com";
  const http::Response bad = server.call(request);
  BOOST_TEST(bad.status == 400);
  BOOST_TEST(bad.body == "the X-Forwarded-Host header is not a host name or address\n");
  request.peer = "198.51.100.1";
  BOOST_TEST(contains(server.call(request).body, "location=\"http://idm.example.org:8080/"));
}

BOOST_AUTO_TEST_CASE(only_post_runs_operations) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* method : {"GET", "PUT", "DELETE", "HEAD"}) {
    const http::Response reply = server.call(SoapCaller::request(method, path));
    BOOST_TEST(reply.status == 405);
    BOOST_TEST(header(reply, "Allow") == "POST");
    BOOST_TEST(!reply.body.empty());
  }
}

// RFC 9110 section 15.5.6: Allow lists "the target resource's currently supported methods"; the
// query is part of the target.
BOOST_AUTO_TEST_CASE(a_405_at_the_wsdl_allows_what_is_served_there) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* method : {"PUT", "DELETE", "OPTIONS"}) {
    http::Request request = SoapCaller::request(method, path);
    request.query = "wsdl";
    const http::Response reply = server.call(request);
    BOOST_TEST(reply.status == 405);
    BOOST_TEST(header(reply, "Allow") == "GET, HEAD, POST");
  }
}

BOOST_AUTO_TEST_CASE(all_four_paths_are_served_and_no_other) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* known :
       {"/openiam-idm-esb/idmsrvc/ProvisioningService", "/openiam-idm-esb/idmsrvc/UserDataService",
        "/ProvisioningService", "/UserDataService"}) {
    BOOST_TEST(soap::SoapService::serves(known));
    BOOST_TEST(server.get(known, "wsdl").status == 200);
  }
  BOOST_TEST(!soap::SoapService::serves("/UserDataService/"));
  BOOST_TEST(server.get("/nowhere", "wsdl").status == 404);
}

BOOST_AUTO_TEST_CASE(another_content_type_is_refused_with_a_fault_that_names_it) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* type : {"application/json", "", "text/xmlx"}) {
    const http::Response reply = server.post(path, type, search_nobody);
    BOOST_TEST(reply.status == 415);
    BOOST_TEST(schema_violations(reply.body) == "");
    BOOST_TEST(contains(reply.body, "Content-Type is '" + std::string(type) + "'"));
  }
  for (const char* type :
       {"text/xml", "text/xml; charset=utf-8", "application/xml", "application/soap+xml"})
    BOOST_TEST(server.post(path, type, search_nobody).status == 200);
}

BOOST_AUTO_TEST_CASE(the_charset_parameter_is_honoured) {
  SoapCaller server(Dialect::Sqlite);
  std::string latin = search_nobody;
  latin.replace(latin.find("nobody"), 6,
                "n\xF6"
                "body");
  BOOST_TEST(contains(server.post(path, "text/xml; charset=ISO-8859-1", latin).body,
                      "n\xC3\xB6"
                      "body"));
  BOOST_TEST(server.post(path, "text/xml; charset=utf-8", latin).status == 500);
}

// SOAP 1.2 part 2 section 7.5.2.2: a Sender fault is a 400, in application/soap+xml.
BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused_in_the_version_of_the_content_type) {
  SoapCaller server(Dialect::Sqlite);
  for (const std::string body :
       {"hello", "", "<?xml version=\"1.0\"?>", "<x/>", "<!DOCTYPE x><x/>", "\xFF", "<a"}) {
    const http::Response newer = server.post(path, "application/soap+xml", body);
    BOOST_TEST(newer.status == 400, body);
    BOOST_TEST(newer.content_type == "application/soap+xml; charset=utf-8");
    BOOST_TEST(contains(newer.body, "SOAP-ENV:Sender"), newer.body);
    BOOST_TEST(schema_violations(newer.body) == "");
    const http::Response older = server.post(path, "text/xml", body);
    BOOST_TEST(older.status == 500, body);
    BOOST_TEST(contains(older.body, "SOAP-ENV:Client"), older.body);
  }
  BOOST_TEST(server.post(path, "application/soap+xml; charset=klingon", search_nobody).status ==
             400);
  // The envelope goes before the Content-Type.
  const http::Response mixed =
      server.post(path, "application/soap+xml", search_nobody.substr(0, search_nobody.size() - 20));
  BOOST_TEST(mixed.status == 500);
  BOOST_TEST(contains(mixed.body, "SOAP-ENV:Client"), mixed.body);
}

// SOAP 1.1 section 4.4.1: "The processing party found an invalid namespace for the SOAP Envelope
// element"; section 4.1.2 and SOAP 1.2 part 1 section 2.8 have that be a VersionMismatch fault.
BOOST_AUTO_TEST_CASE(an_envelope_of_another_version_is_a_version_mismatch) {
  SoapCaller server(Dialect::Sqlite);
  for (const char* root : {"<e:Envelope xmlns:e=\"urn:other\"/>", "<Envelope/>",
                           "<Envelope xmlns=\"http://www.w3.org/2001/12/soap-envelope\"/>"})
    for (const char* type : {"text/xml", "application/soap+xml"}) {
      const http::Response reply = server.post(path, type, root);
      BOOST_TEST(reply.status == 500);
      BOOST_TEST(contains(reply.content_type, type));
      BOOST_TEST(contains(reply.body, "SOAP-ENV:VersionMismatch"), reply.body);
      BOOST_TEST(schema_violations(reply.body) == "");
    }
}

BOOST_AUTO_TEST_CASE(anonymous_callers_are_answered_on_loopback_or_from_the_listed_networks) {
  SoapCaller server(Dialect::Sqlite,
                    [](Config& config) { config.soap.anonymous_networks = {"192.0.2.0/24"}; });
  http::Request request = SoapCaller::request("POST", path);
  request.content_type = "text/xml";
  request.body = search_nobody;
  request.loopback_listener = false;
  request.tls = true;
  request.peer = "192.0.2.9";
  BOOST_TEST(server.call(request).status == 200);
  request.peer = "198.51.100.1";
  const http::Response refused = server.call(request);
  BOOST_TEST(refused.status == 403);
  BOOST_TEST(contains(refused.body, "soap.anonymous_networks"));
  // design.md 3: "Off loopback, plain HTTP is refused".
  request.peer = "192.0.2.9";
  request.tls = false;
  BOOST_TEST(server.call(request).status == 403);
  BOOST_TEST(schema_violations(refused.body) == "");
}

// RFC 6454 section 7: Origin is what "caused the user agent to issue the request". A page whose
// name resolves to 127.0.0.1 (DNS rebinding) posts to us as to its own server.
BOOST_AUTO_TEST_CASE(pages_from_elsewhere_may_not_call_on_loopback) {
  SoapCaller server(Dialect::Sqlite, [](Config& config) {
    config.http.public_url = "https://idm.example.com:8443/";
  });
  http::Request request = SoapCaller::request("POST", path);
  request.content_type = "text/xml";
  request.body = search_nobody;
  const auto status = [&](std::vector<std::string> origins) {
    request.headers.clear();
    for (std::string& origin : origins) request.headers.push_back({"origin", std::move(origin)});
    return server.call(request).status;
  };
  for (const char* own : {"http://localhost:3000", "http://127.0.0.1:8080", "https://[::1]:8443",
                          "http://LOCALHOST", "https://idm.example.com"})
    BOOST_TEST(status({own}) == 200, own);
  for (const char* foreign :
       {"http://evil.example:8080", "http://127.0.0.1.evil.example",
        "http://localhost.evil.example", "http://evil.example/127.0.0.1", "http://evil@127.0.0.1",
        "null", "", "file://", "http://[::1", "http://[::1].evil.example:80"})
    BOOST_TEST(status({foreign}) == 403, foreign);
  BOOST_TEST(status({"http://localhost", "http://evil.example"}) == 403);
  const http::Response refused = server.call(request);
  BOOST_TEST(contains(refused.body, "http.public_url"));
  BOOST_TEST(schema_violations(refused.body) == "");
}

BOOST_AUTO_TEST_CASE(beyond_the_queue_the_answer_is_503_at_once) {
  SoapCaller server(Dialect::Sqlite, [](Config& config) { config.http.queue_limit = 0; });
  const http::Response reply = server.post(path, "text/xml", search_nobody);
  BOOST_TEST(reply.status == 503);
  BOOST_TEST(header(reply, "Retry-After") == "1");
  BOOST_TEST(contains(reply.body, "SOAP-ENV:Server"));
  BOOST_TEST(schema_violations(reply.body) == "");
}

BOOST_AUTO_TEST_CASE(after_the_end_requests_are_refused_not_lost) {
  SoapCaller server(Dialect::Sqlite);
  server.finish();
  server.finish();
  BOOST_TEST(server.post(path, "text/xml", search_nobody).status == 503);
}

BOOST_AUTO_TEST_CASE(the_listeners_refusals_have_our_shape) {
  SoapCaller server(Dialect::Sqlite);
  http::Request request = SoapCaller::request("POST", path);
  const http::Response large = server.service().refuse(request, 413, "too large");
  BOOST_TEST(large.status == 413);
  BOOST_TEST(contains(large.body, "SOAP-ENV:Client"));
  request.content_type = "application/soap+xml; charset=utf-8";
  const http::Response other = server.service().refuse(request, 501, "no such coding");
  BOOST_TEST(contains(other.body, "SOAP-ENV:Receiver"));
  BOOST_TEST(other.content_type == "application/soap+xml; charset=utf-8");
  BOOST_TEST(schema_violations(other.body) == "");
}

// Contexts are used again, and thrown away now and then; neither shows.
BOOST_AUTO_TEST_CASE(one_request_leaves_nothing_behind_for_the_next) {
  SoapCaller server(Dialect::Sqlite, [](Config& config) { config.http.read_workers = 1; });
  const http::Response first = server.post(path, "text/xml", search_nobody);
  server.post(path, "text/xml", "<broken");
  server.post(path, "text/xml", std::string(2000000, ' ') + search_nobody);
  BOOST_TEST(server.post(path, "text/xml", search_nobody).body == first.body);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
