#include "scim/bulk.h"

#include <boost/test/unit_test.hpp>

namespace idm::scim {
namespace {

/// A service that keeps what it was asked. A user called "bad" is refused.
struct Asked {
  std::vector<BulkCall> calls;

  BulkOutcome run(const BulkCall& call) {
    calls.push_back(call);
    BulkOutcome outcome;
    if (call.data.is_object() && call.data.value("userName", "") == "bad") {
      outcome.status = 409;
      outcome.error = Json{
          {"status", "409"}
      };
      return outcome;
    }
    outcome.status = call.method == "POST" ? 201 : call.method == "DELETE" ? 204 : 200;
    outcome.id = call.method == "POST" ? "id" + std::to_string(calls.size()) : call.id;
    outcome.location = "https://x/" + call.collection + "/" + outcome.id;
    outcome.version = call.method == "DELETE" ? "" : "W/\"1\"";
    return outcome;
  }

  Json answer(const Json& message) {
    return run_bulk(
        message, [this](const BulkCall& call) { return run(call); },
        [](const Refusal& refusal) {
          return Json{
              {"status", std::to_string(refusal.status())},
              {"detail", refusal.what()                  }
          };
        });
  }

  /// The operations of the reply; `more` are members of the message.
  Json perform(const std::string& operations, const std::string& more = "") {
    return answer(Json::parse(
                      R"({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], )" +
                      more + R"("Operations": )" + operations + "}"))
        .at("Operations");
  }
};

std::string statuses(const Json& operations) {
  std::string text;
  for (const Json& operation : operations)
    text += (text.empty() ? "" : " ") + operation.at("status").get<std::string>();
  return text;
}

BOOST_AUTO_TEST_SUITE(scim_bulk)

// 1.8: "Reply order = request order; each {method, bulkId, version, location, status (string),
// response (only for errors)}."
BOOST_AUTO_TEST_CASE(each_operation_is_answered_in_its_place) {
  Asked service;
  const Json reply = service.perform(R"([
      {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "ada"}},
      {"method": "put", "path": "/Users/u1", "version": "W/\"7\"", "data": {"userName": "x"}},
      {"method": "PATCH", "path": "Groups/g1", "data": {"Operations": []}},
      {"method": "DELETE", "path": "/users/u2/"},
      {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"userName": "bad"}}])");
  BOOST_TEST(reply[0].dump() == R"({"method":"POST","bulkId":"a","version":"W/\"1\"",)"
                                R"("location":"https://x/Users/id1","status":"201"})");
  BOOST_TEST(reply[1].dump() == R"({"method":"PUT","version":"W/\"1\"",)"
                                R"("location":"https://x/Users/u1","status":"200"})");
  BOOST_TEST(reply[3].dump() ==
             R"({"method":"DELETE","location":"https://x/Users/u2","status":"204"})");
  BOOST_TEST(reply[4].dump() ==
             R"({"method":"POST","bulkId":"b","status":"409","response":{"status":"409"}})");
  BOOST_TEST(service.calls[1].version == "W/\"7\"");
  BOOST_TEST(service.calls[2].collection == "Groups");
  BOOST_TEST(service.calls[2].id == "g1");
  BOOST_TEST(service.calls[3].data.is_null());
}

// "bulkId:x may appear in data values and in path, forward references included"
BOOST_AUTO_TEST_CASE(references_become_ids_wherever_they_stand) {
  Asked service;
  const Json reply = service.perform(R"([
      {"method": "POST", "path": "/Groups", "bulkId": "g",
       "data": {"displayName": "G", "members": [{"value": "bulkId:a"}, {"value": "u9"}]}},
      {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "ada"}},
      {"method": "PATCH", "path": "/Users/bulkId:a", "data": {"Operations":
        [{"op": "add", "path": "title", "value": "bulkId:g"}]}}])");
  BOOST_TEST(statuses(reply) == "201 201 200");
  BOOST_TEST(reply[0]["bulkId"] == "g");
  // The user was made first.
  BOOST_TEST(service.calls[0].collection == "Users");
  BOOST_TEST(service.calls[1].data["members"].dump() == R"([{"value":"id1"},{"value":"u9"}])");
  BOOST_TEST(service.calls[2].id == "id1");
  BOOST_TEST(service.calls[2].data["Operations"][0]["value"] == "id2");
  BOOST_TEST(service.calls.size() == 3u);
}

// "a circular reference that can't be resolved is 409"
BOOST_AUTO_TEST_CASE(circles_and_failures_of_others_are_conflicts) {
  Asked service;
  const Json reply = service.perform(R"([
      {"method": "POST", "path": "/Groups", "bulkId": "a", "data": {"members": [{"value": "bulkId:b"}]}},
      {"method": "POST", "path": "/Groups", "bulkId": "b", "data": {"members": [{"value": "bulkId:a"}]}},
      {"method": "POST", "path": "/Groups", "bulkId": "c", "data": {"members": [{"value": "bulkId:c"}]}},
      {"method": "POST", "path": "/Users", "bulkId": "d", "data": {"userName": "bad"}},
      {"method": "POST", "path": "/Groups", "bulkId": "e", "data": {"members": [{"value": "bulkId:d"}]}},
      {"method": "POST", "path": "/Groups", "bulkId": "f", "data": {"members": [{"value": "bulkId:zzz"}]}},
      {"method": "DELETE", "path": "/Users/u1"}])");
  BOOST_TEST(statuses(reply) == "409 409 409 409 409 400 204");
  BOOST_TEST(service.calls.size() == 2u);
}

// "After failOnErrors errors the rest is not run and not listed."
BOOST_AUTO_TEST_CASE(enough_errors_end_the_work) {
  const char* operations = R"([
      {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "bad"}},
      {"method": "DELETE", "path": "/Users/u1"},
      {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"userName": "bad"}},
      {"method": "DELETE", "path": "/Users/u2"}])";
  BOOST_TEST(statuses(Asked().perform(operations)) == "409 204 409 204");
  BOOST_TEST(statuses(Asked().perform(operations, R"("failOnErrors": 0, )")) == "409 204 409 204");
  BOOST_TEST(statuses(Asked().perform(operations, R"("failOnErrors": 1, )")) == "409");
  BOOST_TEST(statuses(Asked().perform(operations, R"("failOnErrors": 2, )")) == "409 204 409");
  // What waited for the last error is not run.
  Asked service;
  const Json reply = service.perform(R"([
      {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"members": ["bulkId:a"]}},
      {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "bad"}},
      {"method": "DELETE", "path": "/Users/u2"}])",
                                     R"("failOnErrors": 1, )");
  BOOST_TEST(reply.size() == 1u);
  BOOST_TEST(reply[0]["bulkId"] == "a");
  BOOST_TEST(service.calls.size() == 1u);
}

// "A nested Bulk path or an unknown method: per-operation 400." "bulkId (needed for POST)"
BOOST_AUTO_TEST_CASE(what_is_wrong_with_one_operation_is_said_in_its_place) {
  Asked service;
  const Json reply = service.perform(R"([
      {"method": "POST", "path": "/Bulk", "bulkId": "a", "data": {}},
      {"method": "GET", "path": "/Users/u1"},
      {"method": "POST", "path": "/Users", "data": {}},
      {"method": "POST", "path": "/Users/u1", "bulkId": "b", "data": {}},
      {"method": "PUT", "path": "/Users", "data": {}},
      {"method": "PUT", "path": "/Users/u1"},
      {"method": "DELETE", "path": "/Printers/p1"},
      {"method": "DELETE", "path": "/Users/u1/name"},
      {"path": "/Users/u1"},
      {"method": 5, "path": "/Users/u1"},
      5,
      {"method": "POST", "path": "/Users", "bulkId": "c", "data": {}},
      {"method": "POST", "path": "/Users", "bulkId": "c", "data": {}}])");
  BOOST_TEST(statuses(reply) == "400 400 400 400 400 400 404 404 400 400 400 201 400");
  BOOST_TEST(service.calls.size() == 1u);
  for (const Json& operation : reply)
    BOOST_TEST(operation.contains("response") == (operation["status"] != "201"));
}

// "Over maxOperations (1000) …: 413"
BOOST_AUTO_TEST_CASE(messages_that_cannot_be_run_are_refused_as_a_whole) {
  const auto refused = [](const Json& message) {
    try {
      Asked().answer(message);
    } catch (const Refusal& refusal) {
      return refusal.status();
    }
    return 200;
  };
  Json many;
  many["Operations"] = Json::array();
  for (int i = 0; i < 1000; ++i)
    many["Operations"].push_back({
        {"method", "DELETE"  },
        {"path",   "/Users/u"}
    });
  BOOST_TEST(refused(many) == 200);
  many["Operations"].push_back(many["Operations"][0]);
  BOOST_TEST(refused(many) == 413);
  for (const char* text :
       {"[]", "{}", R"({"Operations": {}})", R"({"Operations": [], "failOnErrors": "x"})",
        R"({"schemas": ["urn:x"], "Operations": []})"})
    BOOST_TEST(refused(Json::parse(text)) == 400, text);
  BOOST_TEST(refused(Json::parse(R"({"operations": []})")) == 200);
}

// A thousand operations, each naming the one after it.
BOOST_AUTO_TEST_CASE(a_long_chain_of_references_is_followed) {
  Json message;
  for (int i = 0; i < 1000; ++i) {
    Json operation{
        {"method", "POST"           },
        {"path",   "/Groups"        },
        {"bulkId", std::to_string(i)}
    };
    operation["data"] = Json::object();
    if (i < 999) operation["data"]["members"] = Json::array({"bulkId:" + std::to_string(i + 1)});
    message["Operations"].push_back(std::move(operation));
  }
  Asked service;
  const Json reply = service.answer(message).at("Operations");
  BOOST_TEST(reply.size() == 1000u);
  BOOST_TEST(reply[0]["location"] == "https://x/Groups/id1000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim
