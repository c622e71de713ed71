#include "policy_caller.h"
#include "provisioning/engine_house.h"

// Ours: /api/v1, for operators.
namespace idm {
using namespace test;

// Not an unnamed namespace: lambdas of the test cases have it as a member.
namespace rest_operations {

/// A house with simulated systems, and REST over it.
struct OperatedHouse : EngineHouse {
  explicit OperatedHouse(Dialect dialect) : EngineHouse(dialect), rest(services()) {}

  std::string add_login(const char* login) {
    UserRequest request = ada();
    request.principals = {principal(login)};
    return add(request);
  }
  RestReply post(const std::string& target, const std::string& body = "") {
    return rest.call("POST", "/api/v1/" + target, body);
  }
  nlohmann::ordered_json get(const std::string& target) {
    const RestReply reply = rest.get("/api/v1/" + target);
    BOOST_TEST(reply.status == 200, target << " " << reply.body);
    return reply.json();
  }

  RestCaller rest;
};

}  // namespace rest_operations

BOOST_AUTO_TEST_SUITE(rest_operations)

BOTH_DATABASES(where_a_user_s_accounts_stand_is_told) {
  OperatedHouse house(dialect);
  house.start();
  const std::string id = house.add_login("ada");
  BOOST_REQUIRE(house.settles());
  for (const std::string& name : {std::string("ADA"), id}) {
    const auto status = house.get("users/" + name + "/accounts");
    BOOST_TEST(status["user"]["id"] == id);
    BOOST_TEST(status["user"]["lastName"] == "Lovelace");
    BOOST_TEST(status["user"]["secondaryStatus"].is_null());
    BOOST_REQUIRE(status["accounts"].size() == 1u);
    BOOST_TEST(status["accounts"][0]["managedSystemId"] == "101");
    BOOST_TEST(status["accounts"][0]["account"] == "ada");
    BOOST_TEST(status["accounts"][0]["state"] == "PROVISIONED");
    BOOST_TEST(status["receipts"][0]["state"] == "CONFIRMED");
    BOOST_TEST(status["receipts"][0]["attempts"] == 1);
    BOOST_TEST(status["receipts"][0]["finishedAt"].get<std::string>().size() == 24u);
  }
  BOOST_TEST(house.rest.get("/api/v1/users/nobody/accounts").status == 404);
}

BOTH_DATABASES(tasks_are_listed_in_pages) {
  OperatedHouse house(dialect);
  const std::string id = house.add_login("ada");
  for (const char* login : {"bea", "cleo"}) house.add_login(login);
  const auto first = house.get("tasks?limit=2");
  BOOST_TEST(first["items"].size() == 2u);
  const auto second = house.get("tasks?limit=2&cursor=" + first["nextCursor"].get<std::string>());
  BOOST_TEST(second["items"].size() == 1u);
  BOOST_TEST(second["nextCursor"].is_null());
  BOOST_TEST(second["items"][0]["id"] != first["items"][1]["id"]);
  const auto count = [&](const std::string& query) {
    return house.get("tasks?" + query)["items"].size();
  };
  BOOST_TEST(count("user=ada") == 1u);
  BOOST_TEST(count("user=" + id + "&system=101&state=PENDING") == 1u);
  BOOST_TEST(count("system=110") == 0u);
  BOOST_TEST(count("user=nobody") == 0u);
  BOOST_TEST(count("state=CONFIRMED") == 0u);
  for (const char* bad : {"state=pendig", "limit=0", "limit=1001", "limit=x"})
    BOOST_TEST(house.rest.get(std::string("/api/v1/tasks?") + bad).status == 400, bad);
}

// docs/rest.md: "`cursor` with the page's `nextCursor`": what is none is no page's.
BOOST_AUTO_TEST_CASE(a_cursor_that_is_none_is_refused_by_name) {
  OperatedHouse house(Dialect::Sqlite);
  house.add_login("ada");
  for (const char* list : {"tasks", "audit"})
    for (const char* wrong : {"zz", "1", "0123456789ABCDEF0123456789ABCDEF"}) {
      const RestReply reply = house.rest.get("/api/v1/" + std::string(list) + "?cursor=" + wrong);
      BOOST_TEST(reply.status == 400, list);
      BOOST_TEST(reply.json()["message"].get<std::string>().find("cursor") != std::string::npos);
      house.get(std::string(list) + "?cursor=");
    }
}

BOTH_DATABASES(tasks_are_tried_again_and_given_up) {
  OperatedHouse house(dialect);
  const std::string id = house.add_login("ada");
  house.add_login("bea");
  const std::string task = house.get("tasks?user=ada")["items"][0]["id"].get<std::string>();
  const auto skipped = house.post("tasks/" + task + "/skip");
  BOOST_TEST(skipped.status == 200, skipped.body);
  BOOST_TEST(skipped.json()["items"][0]["outcome"] == "SKIPPED");
  BOOST_TEST(skipped.json()["items"][0]["userId"] == id);
  BOOST_TEST(house.state_of(id, "101") == "REMOVED");
  BOOST_TEST(house.post("tasks/" + task + "/retry").status == 404);
  const auto retried = house.post("tasks/retry", R"({"user":"bea","system":"101"})");
  BOOST_TEST(retried.json()["items"][0]["outcome"] == "RETRIED");
  BOOST_TEST(house.post("tasks/skip", R"({"system":"101"})").json()["items"].size() == 1u);
  BOOST_TEST(house.post("tasks/skip", R"({"system":"101"})").status == 404);
  for (const char* bad : {"", "{}", "[]", R"({"user":1})", R"({"users":"bea"})", "{"})
    BOOST_TEST(house.post("tasks/retry", bad).status == 400, bad);
}

BOTH_DATABASES(managed_systems_are_listed_tested_and_reconciled) {
  OperatedHouse house(dialect);
  house.start();
  house.add_login("ada");
  BOOST_REQUIRE(house.settles());
  bool listed = false;
  const nlohmann::ordered_json systems = house.get("managed-systems");
  for (const auto& system : systems["items"])
    listed = listed ||
             (system["id"] == "101" && system["kind"] == "sim" && system["provisioned"] == true);
  BOOST_TEST(listed);
  const auto tested = house.post("managed-systems/101/test").json();
  BOOST_TEST(tested["reachable"] == true);
  BOOST_TEST(tested["reason"].is_null());
  const auto same = house.post("managed-systems/101/reconcile").json();
  BOOST_TEST(same["accountsThere"] == 1);
  BOOST_TEST(same["accountsExpected"] == 1);
  BOOST_TEST(same["differences"].empty());

  const auto there = connectors::make_connector(connectors::target_of(
      *house.repository.reference.get()->managed_system("101"), house.services().secret_key));
  there->put({"stranger", {}, std::nullopt}, true,
             {connectors::Clock::now() + std::chrono::seconds(10), "test"});
  const auto orphan = house.post("managed-systems/101/reconcile", "{}").json();
  BOOST_TEST(orphan["differences"].dump() ==
             R"([{"kind":"orphan","account":"stranger","userId":null,"what":null}])");
  const auto braked =
      house.post("managed-systems/101/reconcile", R"({"removeOrphans":true})").json();
  BOOST_TEST(braked["removed"] == 0);
  BOOST_TEST(braked["braked"].is_string());
  const auto removed = house
                           .post("managed-systems/101/reconcile",
                                 R"({"removeOrphans":true,"maxRemovedPercent":100})")
                           .json();
  BOOST_TEST(removed["removed"] == 1);
  BOOST_TEST(!house.on_target("101", "stranger").has_value());

  house.simulate("101", {
                            {"mode", "down"}
  });
  const auto down = house.post("managed-systems/101/test");
  BOOST_TEST(down.status == 200);
  BOOST_TEST(down.json()["reachable"] == false);
  BOOST_TEST(!down.json()["reason"].get<std::string>().empty());
  BOOST_TEST(house.post("managed-systems/101/reconcile").status == 502);
  BOOST_TEST(house.post("managed-systems/none/test").status == 404);
  BOOST_TEST(house.post("managed-systems/none/reconcile").status == 404);
  for (const char* bad : {R"({"correct":1})", R"({"maxRemovedPercent":101})", R"({"fix":true})",
                          R"({"maxRemovedPercent":-1})", R"({"maxRemovedPercent":"9"})"})
    BOOST_TEST(house.post("managed-systems/101/reconcile", bad).status == 400, bad);
}

BOTH_DATABASES(the_audit_log_is_read) {
  OperatedHouse house(dialect);
  const std::string id = house.add_login("ada");
  house.add_login("bea");
  const auto events = [&](const std::string& query) { return house.get("audit?" + query); };
  const nlohmann::ordered_json about = events("user=ada&action=CREATE")["items"];
  BOOST_REQUIRE(about.size() == 1u);
  BOOST_TEST(about[0]["objectId"] == id);
  BOOST_TEST(about[0]["status"] == "SUCCESS");
  BOOST_TEST(about[0]["requestId"] == "R1");
  BOOST_TEST(about[0]["at"].get<std::string>().ends_with("Z"));
  BOOST_TEST(events("user=" + id)["items"] == events("user=ada")["items"]);
  BOOST_TEST(events("requestId=R1")["items"].size() >= 2u);
  BOOST_TEST(events("requestId=R2")["items"].empty());
  BOOST_TEST(events("to=2020-01-01")["items"].empty());
  BOOST_TEST(events("from=2020-01-01T00:00:00%2B02:00")["items"].size() >= 2u);
  // Newest first, page by page, each once.
  std::string cursor;
  std::vector<std::string> seen;
  for (bool more = true; more;) {
    const auto page = events("limit=1&cursor=" + cursor);
    for (const auto& event : page["items"]) seen.push_back(event["id"]);
    more = !page["nextCursor"].is_null();
    if (more) cursor = page["nextCursor"];
  }
  BOOST_TEST(seen.size() == events("limit=1000")["items"].size());
  BOOST_TEST(std::is_sorted(seen.rbegin(), seen.rend()));
  for (const char* bad : {"from=yesterday", "to=x", "limit=0"})
    BOOST_TEST(house.rest.get(std::string("/api/v1/audit?") + bad).status == 400, bad);
}

// ORG_ADMIN for changes; ORG_ADMIN or API for reading. Errors: status, error, message, requestId.
BOOST_AUTO_TEST_CASE(who_may_do_what_and_how_errors_look) {
  using namespace caller_role;
  PolicyCaller rest(Dialect::Sqlite);
  for (const CallerRoles role : {org_admin, source_admin, source_subadmin, api, scim, user_admin}) {
    const auto allowed = [&](const char* method, const char* path) {
      return rest.call(method, std::string("/api/v1/") + path, "", rest.as(role)).status != 403;
    };
    for (const char* path : {"tasks", "managed-systems", "audit", "users/x/accounts"})
      BOOST_TEST(allowed("GET", path) == (role == org_admin || role == api), path);
    for (const char* path : {"tasks/retry", "tasks/skip", "tasks/x/retry", "tasks/x/skip",
                             "managed-systems/none/test", "managed-systems/none/reconcile"})
      BOOST_TEST(allowed("POST", path) == (role == org_admin), path);
  }
  const auto check = [&](const RestReply& reply, int status, const char* error) {
    BOOST_TEST(reply.status == status);
    const auto json = reply.json();
    BOOST_TEST(json.size() == 4u);
    BOOST_TEST(json["status"] == status);
    BOOST_TEST(json["error"] == error);
    BOOST_TEST(!json["message"].get<std::string>().empty());
    BOOST_TEST(json["requestId"] == "R0123456789abcdef0123456789abcdef");
  };
  check(rest.get("/api/v1/nothing"), 404, "Not Found");
  check(rest.get("/api/v1/tasks?limit=x"), 400, "Bad Request");
  const auto method = rest.call("DELETE", "/api/v1/tasks");
  check(method, 405, "Method Not Allowed");
  BOOST_TEST(method.header("Allow") == "GET");
  const auto nobody = rest.call("GET", "/api/v1/tasks", "",
                                {
                                    {"authorization", ""}
  });
  check(nobody, 401, "Unauthorized");
  BOOST_TEST(nobody.header("WWW-Authenticate") == "Bearer");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
