#include <atomic>
#include <thread>

#include "identity/users.h"
#include "policy_caller.h"
#include "provisioning/engine_house.h"

// rest.md section 4, and what section 5 says of every surface.
namespace idm {
using namespace test;

BOOST_AUTO_TEST_SUITE(rest_policies)

// "POST … 201 policy"; "Output member order: name, description, usageType, fields"; defaults:
// "transform object (default {}), attributes object (default {}), isRequired bool … (default
// false), isMultiValued bool (default false)"; "isRequired … POST and PUT store it".
BOTH_DATABASES(a_policy_is_created_read_replaced_and_deleted) {
  PolicyCaller rest(dialect);
  const auto made = rest.create(
      R"({"usageType":"CREATE","fields":[{"name":"mail","isRequired":true},{"name":"mail","type":""}],
          "name":"Accounts","unknown":1})");
  BOOST_TEST(made.status == 201, made.body);
  const std::string shown =
      R"({"name":"Accounts","description":null,"usageType":"CREATE","fields":[)"
      R"({"name":"mail","transform":{},"attributes":{},"isRequired":true,"isMultiValued":false},)"
      R"({"name":"mail","transform":{},"attributes":{},"isRequired":false,"type":"","isMultiValued":false}]})";
  BOOST_TEST(made.body == shown);
  BOOST_TEST(made.header("Location") ==
             "http://idm.example.org:8080/v3/sources/dir/provisioning-policies/CREATE");
  BOOST_TEST(rest.get(rest.policies("CREATE")).body == shown);

  const auto replaced =
      rest.call("PUT", rest.policies("CREATE"), R"({"name":null,"description":"d"})");
  BOOST_TEST(replaced.status == 200, replaced.body);
  BOOST_TEST(replaced.body ==
             R"({"name":null,"description":"d","usageType":"CREATE","fields":[]})");
  BOOST_TEST(rest.get(rest.policies("CREATE")).body == replaced.body);

  const auto gone = rest.remove(rest.policies("CREATE"));
  BOOST_TEST(gone.status == 204);
  BOOST_TEST(gone.body.empty());
  BOOST_TEST(rest.get(rest.policies("CREATE")).status == 404);
  BOOST_TEST(rest.remove(rest.policies("CREATE")).status == 404);
}

// "Prefixes /v3 /beta /v2024 /v2025 /v2026 and none are equal; also /sources/v1/{sourceId}/…"
BOOST_AUTO_TEST_CASE(all_prefixes_are_equal) {
  PolicyCaller rest(Dialect::Sqlite);
  rest.with_fields("[]");
  for (const char* prefix : {"/v3", "/beta", "/v2024", "/v2025", "/v2026", ""})
    BOOST_TEST(rest.get(rest.policies("CREATE", prefix)).status == 200, prefix);
  BOOST_TEST(rest.get("/sources/v1/dir/provisioning-policies/CREATE").status == 200);
  BOOST_TEST(rest.get("/sources/v1/dir/provisioning-policies/").status == 200);
  BOOST_TEST(rest.get("/v4/sources/dir/provisioning-policies/CREATE").status == 404);
}

// "Free-form objects … must come back byte-equal in meaning: nested objects/arrays, number vs
// string kept ("50" stays a string), member order kept, ${…} never expanded."
BOTH_DATABASES(free_form_objects_come_back_as_they_were_sent) {
  PolicyCaller rest(dialect);
  const std::string attributes =
      R"({"z":"50","a":50,"template":"${firstname}","deep":[1.50,{"y":[],"x":null}],"big":)"
      R"(12345678901234567890123456789,"small":-9223372036854775809,"e":1E5,"ü":"\u0001\"\\ é"})";
  rest.with_fields(R"([{"name":"mail","attributes":)" + attributes + "}]");
  const std::string body = rest.get(rest.policies("CREATE")).body;
  BOOST_TEST(has_text(body, attributes), body);
}

// "Collections honour limit (0..250, default 250), offset (≥0, default 0), count=true →
// X-Total-Count. Bad or larger values: 400. Order: by creation."
BOTH_DATABASES(lists_are_paged_in_the_order_of_creation) {
  PolicyCaller rest(dialect);
  for (const char* usage : {"UPDATE", "CREATE", "UNLOCK"})
    BOOST_TEST(rest.create(std::string(R"({"name":null,"usageType":")") + usage + "\"}").status ==
               201);
  const auto usages = [&](const std::string& query) {
    std::string all;
    for (const auto& policy : rest.get(rest.policies() + query).json())
      all += policy["usageType"].get<std::string>() + " ";
    return all;
  };
  BOOST_TEST(usages("") == "UPDATE CREATE UNLOCK ");
  BOOST_TEST(usages("?limit=1&offset=1") == "CREATE ");
  BOOST_TEST(usages("?offset=9") == "");
  const auto counted = rest.get(rest.policies() + "?limit=0&count=true");
  BOOST_TEST(counted.body == "[]");
  BOOST_TEST(counted.header("X-Total-Count") == "3");
  BOOST_TEST(rest.get(rest.policies()).header("X-Total-Count") == "");
  for (const char* bad : {"limit=251", "limit=-1", "limit=x", "limit=", "offset=-1", "count=1"})
    BOOST_TEST(rest.get(rest.policies() + "?" + bad).status == 400, bad);
  BOOST_TEST(rest.get("/v3/sources?count=true&limit=1").header("X-Total-Count") != "");
}

// "bulk-update: array of policies, upsert by usageType, others untouched, whole call atomic, reply
// in request order. Same usageType twice: 400. [] → []."
BOTH_DATABASES(bulk_update_is_all_or_nothing) {
  PolicyCaller rest(dialect);
  rest.with_fields("[]");
  rest.create(R"({"name":"keep","usageType":"DELETE"})");
  const std::string bulk = rest.policies("bulk-update");
  const auto done = rest.call(
      "POST", bulk, R"([{"name":"u","usageType":"UPDATE"},{"name":"c","usageType":"CREATE"}])");
  BOOST_TEST(done.status == 200, done.body);
  BOOST_TEST(done.json()[0]["usageType"] == "UPDATE");
  BOOST_TEST(done.json()[1]["name"] == "c");
  const std::string all = rest.get(rest.policies()).body;
  BOOST_TEST(rest.get(rest.policies()).json().size() == 3u);
  for (
      const char* bad :
      {R"([{"name":"x","usageType":"ENABLE"},{"name":"y","usageType":"ENABLE"}])",
       R"([{"name":"x","usageType":"ENABLE"},{"usageType":"UPDATE"}])",
       R"([{"name":"x","usageType":"ENABLE"},{"name":"y","usageType":"UPDATE","fields":[{"name":"a","transform":{"type":"nosuch"}}]}])",
       R"({"name":"x","usageType":"ENABLE"})"}) {
    BOOST_TEST(rest.call("POST", bulk, bad).status == 400, bad);
    BOOST_TEST(rest.get(rest.policies()).body == all);
  }
  const auto none = rest.call("POST", bulk, "[]");
  BOOST_TEST(none.status == 200);
  BOOST_TEST(none.body == "[]");
}

// "POST without name member, without or with a bad usageType, wrong member types, not an object:
// 400. POST of an existing usageType: 400"; "PUT … Body usageType absent = the path's; different =
// 400"; what the engine cannot use is refused, with the field named.
BOOST_AUTO_TEST_CASE(what_is_no_policy_is_refused_and_named) {
  PolicyCaller rest(Dialect::Sqlite);
  const std::pair<const char*, const char*> cases[] = {
      {R"({"usageType":"CREATE"})",                                                                  "name is missing"                },
      {R"({"name":1,"usageType":"CREATE"})",                                                         "name must be a text"            },
      {R"({"name":"n"})",                                                                            "usageType is missing"           },
      {R"({"name":"n","usageType":null})",                                                           "usageType is missing"           },
      {R"({"name":"n","usageType":"create"})",                                                       "there is no usage type 'create'"},
      {R"({"name":"n","usageType":"CREATE","description":[]})",                                      "description must be a text"     },
      {R"({"name":"n","usageType":"CREATE","fields":{}})",                                           "fields must be an array"        },
      {R"({"name":"n","usageType":"CREATE","fields":[1]})",                                          "field 1 must be an object"      },
      {R"({"name":"n","usageType":"CREATE","fields":[{}]})",                                         "field 1 has no name"            },
      {R"({"name":"n","usageType":"CREATE","fields":[{"name":"a","type":"text"}]})",                 "field \"a\""                    },
      {R"({"name":"n","usageType":"CREATE","fields":[{"name":"a","isRequired":"true"}]})",
       "field \"a\".isRequired must be true or false"                                                                                 },
      {R"({"name":"n","usageType":"CREATE","fields":[{"name":"a","transform":[]}]})",
       "field \"a\".transform must be an object"                                                                                      },
      {R"({"name":"n","usageType":"CREATE","fields":[{"name":"a","transform":{"type":"lowwer"}}]})",
       "field \"a\".transform"                                                                                                        },
      {R"({"name":"n","name":"m","usageType":"CREATE"})",                                            "twice"                          },
      {"[]",                                                                                         "a policy must be a JSON object" },
  };
  for (const auto& [body, why] : cases) {
    const auto reply = rest.create(body);
    BOOST_TEST(reply.status == 400, body);
    BOOST_TEST(reply.json()["detailCode"] == "400.1 Bad Request Content");
    BOOST_TEST(has_text(cause(reply), why), cause(reply));
  }
  rest.with_fields("[]");
  const auto twice = rest.create(R"({"name":"n","usageType":"CREATE"})");
  BOOST_TEST(twice.status == 400);
  BOOST_TEST(has_text(cause(twice), "already"));
  const std::string create = rest.policies("CREATE");
  BOOST_TEST(rest.call("PUT", create, R"({"name":"n","usageType":"UPDATE"})").status == 400);
  BOOST_TEST(rest.call("PUT", create, R"({"usageType":"CREATE"})").status == 400);
  BOOST_TEST(rest.call("PUT", create, R"({"name":"n","usageType":"CREATE"})").status == 200);
}

// "Unknown source 404 (for every verb). Known source without that policy 404. A {usageType} outside
// the enum 400. Check order: 401, 403, 404 source, 400, 404 policy."
BOTH_DATABASES(what_is_wrong_is_said_in_the_order_of_the_contract) {
  PolicyCaller rest(dialect);
  const std::string unknown = "/v3/sources/none/provisioning-policies";
  const auto status = [&](const char* method, const std::string& path, const char* body,
                          const RestCaller::Headers& headers = {}) {
    return rest.call(method, path, body, headers).status;
  };
  const RestCaller::Headers nobody{
      {"authorization", ""}
  };
  for (const auto& [method, tail] : {
           std::pair{"GET",    ""               },
           {"POST",   ""               },
           {"POST",   "/bulk-update"   },
           {"GET",    "/nosuch"        },
           {"PUT",    "/nosuch"        },
           {"PATCH",  "/nosuch"        },
           {"DELETE", "/nosuch"        },
           {"POST",   "/nosuch/preview"}
  }) {
    BOOST_TEST(status(method, unknown + tail, "{", nobody) == 401, method << tail);
    BOOST_TEST(status(method, unknown + tail, "{", rest.as(caller_role::scim)) == 403,
               method << tail);
    BOOST_TEST(status(method, unknown + tail, "{") == 404, method << tail);
  }
  for (const char* method : {"GET", "PUT", "PATCH", "DELETE"})
    BOOST_TEST(status(method, rest.policies("nosuch"), "[]") == 400, method);
  BOOST_TEST(status("PUT", rest.policies("CREATE"), "{}") == 400);
  BOOST_TEST(status("PUT", rest.policies("CREATE"),
                    R"({"name":"n","fields":[{"name":"a","transform":{"type":"nosuch"}}]})") ==
             400);
  BOOST_TEST(status("PUT", rest.policies("CREATE"), R"({"name":"n"})") == 404);
  BOOST_TEST(rest.get(rest.policies()).body == "[]");
  BOOST_TEST(status("PATCH", rest.policies("CREATE"), R"([{"op":"nosuch"}])") == 400);
  BOOST_TEST(status("PATCH", rest.policies("CREATE"), "[]") == 404);
  BOOST_TEST(status("GET", rest.policies("CREATE"), "") == 404);
}

// The table's column "authority".
BOOST_AUTO_TEST_CASE(each_call_has_its_authority) {
  using namespace caller_role;
  PolicyCaller rest(Dialect::Sqlite);
  rest.with_fields("[]");
  const auto allowed = [&](const char* method, const std::string& path, CallerRoles roles) {
    return rest.call(method, path, "", rest.as(roles)).status != 403;
  };
  const std::string many = rest.policies(), one = rest.policies("UNLOCK");
  for (const CallerRoles role : {org_admin, source_admin, source_subadmin, api, scim, user_admin}) {
    const bool any = role != scim && role != user_admin;
    BOOST_TEST(allowed("GET", many, role) == (role == org_admin));
    BOOST_TEST(allowed("POST", many, role) == (role == org_admin));
    BOOST_TEST(allowed("POST", many + "/bulk-update", role) == (role == org_admin));
    BOOST_TEST(allowed("DELETE", one, role) == (role == org_admin));
    BOOST_TEST(allowed("GET", one, role) == any);
    BOOST_TEST(allowed("PUT", one, role) == any);
    BOOST_TEST(allowed("PATCH", one, role) == any);
    BOOST_TEST(allowed("POST", one + "/preview", role) == any);
    BOOST_TEST(allowed("GET", "/v3/sources", role) == any);
    BOOST_TEST(allowed("GET", "/v3/sources/dir", role) == any);
  }
}

// "A concurrent duplicate create must give exactly one 201" and here 400 for the rest.
BOTH_DATABASES(of_many_equal_creations_at_once_one_succeeds) {
  PolicyCaller rest(dialect);
  std::atomic<int> created = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i)
    threads.emplace_back([&] {
      const int status = rest.create(R"({"name":"n","usageType":"CREATE"})").status;
      if (status == 201) ++created;
      if (status == 400) ++refused;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(created == 1);
  BOOST_TEST(refused == 31);
}

// "A source = one managed system of the store"; "side resource, minimal:
// id,name,type,connectorName,description".
BOOST_AUTO_TEST_CASE(sources_are_managed_systems) {
  PolicyCaller rest(Dialect::Sqlite);
  BOOST_TEST(
      rest.get("/v3/sources/dir").body ==
      R"({"id":"dir","name":"Directory","type":"sim","connectorName":"sim","description":null})");
  BOOST_TEST(rest.get("/v3/sources/none").status == 404);
  bool listed = false;
  for (const auto& source : rest.get("/sources").json()) listed = listed || source["id"] == "hr";
  BOOST_TEST(listed);
}

// Section 0: "A token holds: subject, tenant, roles": one for a tenant does not reach beyond it.
BOOST_AUTO_TEST_CASE(a_token_for_one_tenant_sees_its_sources_only) {
  PolicyCaller rest(Dialect::Sqlite);
  rest.store().transact([](Db& db) {
    ManagedSystem system = *db.find<ManagedSystem>("hr");
    system.domain_id = text("USR_SEC_DOMAIN");
    db.update(system);
    bump_reference_generation(db);
  });
  rest.services().reference.invalidate();
  const RestCaller::Headers bound{
      {"authorization", "Bearer " + rest.token(caller_role::org_admin, "USR_SEC_DOMAIN")}
  };
  const auto list = rest.call("GET", "/v3/sources", "", bound).json();
  BOOST_TEST(list.dump().find("\"dir\"") == std::string::npos);
  BOOST_TEST(list.dump().find("\"hr\"") != std::string::npos);
  BOOST_TEST(rest.call("GET", "/v3/sources/dir", "", bound).status == 404);
  BOOST_TEST(rest.call("GET", rest.policies(), "", bound).status == 404);
  BOOST_TEST(rest.call("GET", "/v3/sources/hr/provisioning-policies", "", bound).status == 200);
  BOOST_TEST(rest.call("GET", "/api/v1/tasks", "", bound).status == 403);
}

// Ours: what a policy, stored or tried, would write; secrets are not shown.
BOTH_DATABASES(a_policy_is_previewed_for_a_user) {
  PolicyCaller rest(dialect);
  users::add(rest.services(), ada());
  rest.with_fields(
      R"([{"name":"first","attributes":{"template":"${firstname}"}},{"name":"pw","type":"secret",
          "transform":{"type":"static","attributes":{"value":"hush"}}},{"name":"t","isRequired":true}])");
  const auto reply = rest.call("POST", rest.policies("CREATE/preview"), R"({"user":"ada"})");
  BOOST_TEST(reply.status == 200, reply.body);
  BOOST_TEST(
      reply.body ==
      R"({"accountName":"ada","error":null,"fields":[)"
      R"({"name":"first","values":["Ada"],"secret":false,"written":true,"error":null},)"
      R"({"name":"pw","values":["***"],"secret":true,"written":true,"error":null},)"
      R"({"name":"t","values":[],"secret":false,"written":false,"error":"is required and has no value"}]})");
  const auto tried = rest.call(
      "POST", rest.policies("UPDATE/preview"),
      R"({"user":"ada","fields":[{"name":"x","attributes":{"template":"${lastname}"}}]})");
  BOOST_TEST(tried.json()["fields"][0]["values"][0] == "Lovelace");
  for (const char* bad : {R"({})", R"({"user":"nobody"})", R"({"user":"ada","fields":{}})",
                          R"({"user":"ada","fields":[{"name":"x","type":"no"}]})", "[]"})
    BOOST_TEST(rest.call("POST", rest.policies("CREATE/preview"), bad).status == 400, bad);
  BOOST_TEST(rest.call("POST", rest.policies("UNLOCK/preview"), R"({"user":"ada"})").status == 400);
}

// The documents are those that the engine runs: what the last addUser wrote, the next one does not.
BOTH_DATABASES(the_next_added_user_gets_what_a_put_says) {
  EngineHouse house(dialect);
  RestCaller rest(house.services());
  house.start();
  const std::string policies = "/v3/sources/101/provisioning-policies";
  const auto policy = [](const char* text) {
    return std::string(
               R"({"name":"n","usageType":"CREATE","fields":[{"name":"note","transform":)") +
           R"({"type":"static","attributes":{"value":")" + text + R"("}}}]})";
  };
  const auto note_of = [&](const char* login) {
    UserRequest request = ada();
    request.principals = {principal(login)};
    house.add(request);
    BOOST_REQUIRE(house.settles());
    const auto account = house.on_target("101", login);
    BOOST_REQUIRE(account.has_value());
    for (const auto& attribute : account->attributes)
      if (attribute.name == "note") return attribute.values.at(0);
    return std::string("none");
  };
  BOOST_TEST(rest.call("POST", policies, policy("one")).status == 201);
  BOOST_TEST(note_of("ada") == "one");
  BOOST_TEST(rest.call("PUT", policies + "/CREATE", policy("two")).status == 200);
  BOOST_TEST(note_of("bea") == "two");
  // A number keeps its digits on the way to the account, too.
  const std::string patch =
      R"([{"op":"replace","path":"/fields/0/transform/attributes/value","value":12345678901234567890123.50}])";
  BOOST_TEST(rest.call("PATCH", policies + "/CREATE", patch).status == 200);
  BOOST_TEST(note_of("cleo") == "12345678901234567890123.50");
}

// Every change of a policy is in the audit log, with the caller's name.
BOTH_DATABASES(changes_of_policies_are_audited) {
  PolicyCaller rest(dialect);
  rest.with_fields("[]");
  rest.call("PUT", rest.policies("CREATE"), R"({"name":"n"})");
  rest.remove(rest.policies("CREATE"));
  rest.remove(rest.policies("CREATE"));
  std::string actions;
  for (const AuditEntry& entry : rest.store().read([](Db& db) {
         return rows_where<AuditEntry>(
             db,
             odb::query<AuditEntry>(odb::query<AuditEntry>::object_type == "PROVISIONING_POLICY") +
                 "ORDER BY" + odb::query<AuditEntry>::id);
       })) {
    actions += entry.action + " ";
    BOOST_TEST(*entry.principal == "tester");
    BOOST_TEST(*entry.object_name == "CREATE");
    BOOST_TEST(*entry.target_system_id == "dir");
  }
  BOOST_TEST(actions == "CREATE MODIFY DELETE ");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
