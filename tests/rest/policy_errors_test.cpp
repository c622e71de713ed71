#include <thread>

#include "core/instant.h"
#include "policy_caller.h"

// rest.md section 4, "Errors".
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(rest_policy_errors)

// "{detailCode, trackingId: <32 lower-case hex>, messages:[{locale,localeOrigin,text}], causes}";
// "Texts, literally"; "trackingId is … repeated in header SLPT-Request-ID".
BOOST_AUTO_TEST_CASE(an_error_has_code_tracking_id_messages_and_causes) {
  PolicyCaller rest(Dialect::Sqlite);
  const auto check = [&](const RestReply& reply, int status, const std::string& code,
                         const std::string& text, const std::string& why) {
    BOOST_TEST(reply.status == status);
    BOOST_TEST(reply.content_type == "application/json");
    const auto json = reply.json();
    BOOST_TEST(json["detailCode"] == code);
    BOOST_TEST(json["trackingId"] == "0123456789abcdef0123456789abcdef");
    BOOST_TEST(reply.header("SLPT-Request-ID") == "0123456789abcdef0123456789abcdef");
    BOOST_TEST(json["messages"].dump() ==
               R"([{"locale":"en-US","localeOrigin":"DEFAULT","text":")" + text + "\"}]");
    BOOST_TEST(json["causes"][0]["localeOrigin"] == "DEFAULT");
    BOOST_TEST(has_text(cause(reply), why), cause(reply));
  };
  const std::string bad =
      "The request was syntactically correct but its content is semantically invalid.";
  check(rest.create("{}"), 400, "400.1 Bad Request Content", bad, "name is missing");
  check(rest.create("{"), 400, "400 Bad Request", bad, "line 1, column");
  check(rest.create(R"({"name":1e999})"), 400, "400 Bad Request", bad, "too large");
  check(rest.create(std::string(70, '[')), 400, "400 Bad Request", bad, "64 levels");
  check(rest.create(R"({"name":"\u0000"})"), 400, "400 Bad Request", bad, "u0000");
  check(rest.call("GET", rest.policies(), "", rest.as(caller_role::api)), 403, "403 Forbidden",
        "The server understood the request but refuses to authorize it.", "ORG_ADMIN");
  check(rest.get(rest.policies("CREATE")), 404, "404 Not found",
        "The server did not find a current representation for the target resource.", "CREATE");
  check(rest.get("/v3/sources/dir/nothing"), 404, "404 Not found",
        "The server did not find a current representation for the target resource.", "nothing");
  const auto fault = rest.service().refuse(RestCaller::request("GET", rest.policies()), 500, "x");
  BOOST_TEST(has_text(fault.body, R"("detailCode":"500.0 Internal Fault")"));
  BOOST_TEST(has_text(fault.body, "An internal fault occurred."));
  const auto large = rest.service().refuse(RestCaller::request("POST", rest.policies()), 413, "x");
  BOOST_TEST(has_text(large.body, R"("detailCode":"413 Payload Too Large")"));
  BOOST_TEST(rest.get("/v3/sources").header("SLPT-Request-ID") ==
             "0123456789abcdef0123456789abcdef");
}

// "localeOrigin is REQUEST (and locale the match) only when Accept-Language selected a shipped
// locale."
BOOST_AUTO_TEST_CASE(messages_say_whether_the_caller_chose_the_language) {
  PolicyCaller rest(Dialect::Sqlite);
  const auto origin = [&](const std::string& language) {
    const auto json = rest.call("GET", rest.policies("CREATE"), "",
                                {
                                    {"accept-language", language}
    })
                          .json();
    BOOST_TEST(json["messages"][0]["locale"] == "en-US");
    BOOST_TEST(json["causes"][0]["localeOrigin"] == json["messages"][0]["localeOrigin"]);
    return json["messages"][0]["localeOrigin"].get<std::string>();
  };
  for (const char* chosen :
       {"en-US", "en", "EN-us;q=0.5", "de, en-US;q=0.1", "fr;q=1.0 , en ; q=0.9"})
    BOOST_TEST(origin(chosen) == "REQUEST", chosen);
  for (const char* other : {"", "de", "*", "en-GB", "en-US;q=0", "de;q=1,en;q=0.0", ";", "x-en"})
    BOOST_TEST(origin(other) == "DEFAULT", other);
}

// "401: {error: JWT validation failed: JWT is expired} for an expired token, {error: JWT validation
// failed: …} otherwise; without a header {error: …} too"; section 0: WWW-Authenticate.
BOOST_AUTO_TEST_CASE(who_has_no_valid_token_is_told_so) {
  PolicyCaller rest(Dialect::Sqlite);
  const auto reply = [&](const std::string& authorization) {
    return rest.call("GET", rest.policies(), "",
                     {
                         {"authorization", authorization}
    });
  };
  const auto expired = tokens::create(
      rest.store(),
      {"t", "", caller_role::org_admin, Moment(now() + std::chrono::milliseconds(5)), ""});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(reply("Bearer " + expired.secret).body ==
             R"({"error":"JWT validation failed: JWT is expired"})");
  const auto wrong = reply("Bearer nonsense");
  BOOST_TEST(wrong.status == 401);
  BOOST_TEST(wrong.header("WWW-Authenticate") == "Bearer error=\"invalid_token\"");
  BOOST_TEST(wrong.json()["error"].get<std::string>().rfind("JWT validation failed: ", 0) == 0u);
  const auto none = reply("");
  BOOST_TEST(none.status == 401);
  BOOST_TEST(none.header("WWW-Authenticate") == "Bearer");
  BOOST_TEST(none.json().size() == 1u);
  BOOST_TEST(!none.json()["error"].get<std::string>().empty());
}

// "429: {message:  Rate Limit Exceeded } + Retry-After"
BOOST_AUTO_TEST_CASE(who_asks_too_often_is_told_when_to_come_back) {
  PolicyCaller rest(Dialect::Sqlite, [](Config& config) { config.rest.rate_limit = 1; });
  rest.get(rest.policies());
  const auto reply = rest.get(rest.policies());
  BOOST_TEST(reply.status == 429);
  BOOST_TEST(reply.body == R"({"message":" Rate Limit Exceeded "})");
  BOOST_TEST(std::stoi(reply.header("Retry-After")) >= 1);
}

// "405: {errorName: NotSupportedException, errorMessage, trackingId} with Allow; 415 the same
// shape"
BOOST_AUTO_TEST_CASE(methods_and_media_types_that_are_not_taken) {
  PolicyCaller rest(Dialect::Sqlite);
  rest.with_fields("[]");
  const auto check = [](const RestReply& reply, int status) {
    BOOST_TEST(reply.status == status);
    const auto json = reply.json();
    BOOST_TEST(json.size() == 3u);
    BOOST_TEST(json["errorName"] == "NotSupportedException");
    BOOST_TEST(!json["errorMessage"].get<std::string>().empty());
    BOOST_TEST(json["trackingId"] == reply.header("SLPT-Request-ID"));
  };
  const auto method = rest.call("DELETE", rest.policies());
  check(method, 405);
  BOOST_TEST(method.header("Allow") == "GET, POST");
  const auto sent = [&](const char* verb, const std::string& path, const char* type) {
    return rest.call(verb, path, "[]",
                     {
                         {"content-type", type}
    });
  };
  check(sent("POST", rest.policies(), "text/plain"), 415);
  check(sent("POST", rest.policies(), "application/json; charset=latin1"), 415);
  check(sent("PUT", rest.policies("CREATE"), "application/json-patch+json"), 415);
  check(sent("PATCH", rest.policies("CREATE"), "application/merge-patch+json"), 415);
  BOOST_TEST(
      sent("PATCH", rest.policies("CREATE"), "application/json-patch+json; charset=utf-8").status ==
      200);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
