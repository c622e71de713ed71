#include <thread>

#include "f5_ada.h"

namespace idm {
namespace {

using Json = nlohmann::ordered_json;
using test::RestCaller;

const std::string& home = test::f5_home;

Json ada() { return test::f5_ada(); }

void as_rfc(Config& config) { config.f5_mode = "rfc"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(f5_dialect)

// rest.md 2: "published (default): create and delete answer 200". "Response User always carries:
// schemas,id,externalId,userName,roles,groups,meta,userType,active".
BOTH_DATABASES(a_user_is_made_with_roles_shown_changed_and_removed) {
  RestCaller rest(dialect);
  const auto made = rest.post(home + "/Users", ada());
  BOOST_TEST(made.status == 200, made.body);
  const Json user = made.json();
  for (const char* name : {"schemas", "id", "externalId", "userName", "roles", "groups", "meta",
                           "userType", "active", "displayName"})
    BOOST_TEST(user.contains(name), name);
  BOOST_TEST(user["roles"] == Json({"END_USER"}));
  BOOST_TEST(user["userType"] == "USER");
  // "displayName (default: name.formatted, else given + family name, else userName)"
  BOOST_TEST(user["displayName"] == "Ada Lovelace");

  const std::string path = home + "/Users/" + user["id"].get<std::string>();
  BOOST_TEST(rest.get(path).json() == user);

  // "PUT: the roles list given becomes the list (absent → unchanged)"
  Json changed = ada();
  changed["title"] = "Countess";
  changed.erase("roles");
  BOOST_TEST(rest.put(path, changed).json()["roles"] == Json({"END_USER"}));
  changed["roles"] = Json::array();
  const Json bare = rest.put(path, changed).json();
  BOOST_TEST(bare["roles"] == Json::array());
  BOOST_TEST(bare["title"] == "Countess");

  // "PATCH: body also names id (must equal the path when given), ops add|replace|remove and delete
  // as another name of remove"
  const auto patched =
      rest.patch(path, {
                           {"id",         user["id"]               },
                           {"Operations",
                            {{{"op", "add"}, {"path", "roles"}, {"value", {"END_USER"}}},
                             {{"op", "delete"}, {"path", "title"}}}}
  });
  BOOST_TEST(patched.status == 200, patched.body);
  BOOST_TEST(patched.json()["roles"] == Json({"END_USER"}));
  BOOST_TEST(!patched.json().contains("title"));
  BOOST_TEST(rest.patch(path,
                        {
                            {"id",         "another"    },
                            {"Operations", Json::array()}
  })
                 .status == 400);

  const auto gone = rest.remove(path);
  BOOST_TEST(gone.status == 200);
  BOOST_TEST(gone.body == "");
  BOOST_TEST(rest.get(path).status == 404);
}

// "Any URL whose path holds /api/scim/namespaces/{ns}/v2/ is routed by what follows it"; "{ns} is
// system; another name is 404".
BOOST_AUTO_TEST_CASE(the_long_prefix_of_the_documentation_works_as_well) {
  RestCaller rest(Dialect::Sqlite);
  const std::string prefix = "/api/v1/api/prod/eu/namespaces/default";
  BOOST_TEST(rest.post(prefix + home + "/Users", ada()).status == 200);
  BOOST_TEST(rest.get(home + "/Users").json()["totalResults"] == "1");
  BOOST_TEST(rest.get("/api/scim/namespaces/shared/v2/Users").status == 404);
}

// "Missing roles on POST: 400. roles: [] is allowed. … An unknown role: 404 naming it; nothing is
// created". "error bodies are a JSON string, Content-Type: application/json".
BOTH_DATABASES(what_is_wrong_with_a_new_user_is_said_and_nothing_is_made) {
  RestCaller rest(dialect);
  const auto refused = [&](const char* name, const Json& value, int status, const char* word) {
    Json body = ada();
    if (value.is_null())
      body.erase(name);
    else
      body[name] = value;
    const auto reply = rest.post(home + "/Users", body);
    BOOST_TEST(reply.status == status, reply.body);
    BOOST_TEST(reply.content_type == "application/json");
    BOOST_REQUIRE(reply.json().is_string());
    BOOST_TEST(reply.json().get<std::string>().find(word) != std::string::npos, reply.body);
  };
  refused("roles", nullptr, 400, "roles");
  refused("roles", "END_USER", 400, "roles");
  refused("roles", {"END_USER", "nosuch"}, 404, "nosuch");
  refused("userType", "ROBOT", 400, "userType");
  refused("groups", {{{"id", "nosuch"}}}, 404, "nosuch");
  refused("userName", nullptr, 400, "userName");
  BOOST_TEST(rest.get(home + "/Users").json()["totalResults"] == "0");
  Json none = ada();
  none["roles"] = Json::array();
  BOOST_TEST(rest.post(home + "/Users", none).status == 200);
}

// "a group reference uses id (not value); accept value as well, answer with id and display".
BOTH_DATABASES(a_user_may_begin_in_groups_and_change_them) {
  RestCaller rest(dialect);
  const Json first = rest.post(home + "/Groups",
                               {
                                   {"displayName", "one"}
  })
                         .json();
  const Json second = rest.post(home + "/Groups",
                                {
                                    {"displayName", "two"}
  })
                          .json();
  BOOST_TEST(first["name"] == "one");
  Json body = ada();
  body["groups"] = Json::array({{{"id", first["id"]}}});
  const Json user = rest.post(home + "/Users", body).json();
  BOOST_TEST(user["groups"] == Json::array({
                                   {{"id", first["id"]}, {"display", "one"}}
  }));
  body["groups"] = Json::array({{{"value", second["id"]}}});
  const std::string path = home + "/Users/" + user["id"].get<std::string>();
  const Json moved = rest.put(path, body).json();
  BOOST_TEST(moved["groups"] == Json::array({
                                    {{"id", second["id"]}, {"display", "two"}}
  }));
  body.erase("groups");
  BOOST_TEST(rest.put(path, body).json()["groups"] == moved["groups"]);
  const auto out = rest.patch(
      path, {
                {"Operations",
                 {{{"op", "remove"}, {"path", "groups"}, {"value", {{{"id", second["id"]}}}}}}}
  });
  BOOST_TEST(out.json()["groups"] == Json::array(), out.body);
  const Json group = rest.get(home + "/Groups/" + second["id"].get<std::string>()).json();
  BOOST_TEST(group["members"] == Json::array());
}

// "Group members: {ref,value} next to {$ref,value}".
BOOST_AUTO_TEST_CASE(members_of_a_group_have_their_reference_twice) {
  RestCaller rest(Dialect::Sqlite);
  const Json user = rest.post(home + "/Users", ada()).json();
  const Json group = rest.post(home + "/Groups",
                               {
                                   {"displayName", "one"                    },
                                   {"members",     {{{"value", user["id"]}}}}
  })
                         .json();
  const Json& member = group["members"][0];
  BOOST_TEST(member["value"] == user["id"]);
  BOOST_TEST(member["ref"] == member["$ref"]);
}

// "Group also echoes `name` = displayName": what is shown may be sent.
BOOST_AUTO_TEST_CASE(a_group_is_renamed_by_either_of_its_names) {
  RestCaller rest(Dialect::Sqlite);
  const Json group = rest.post(home + "/Groups",
                               {
                                   {"displayName", "one"}
  })
                         .json();
  const auto renamed = [&](const Json& operation) {
    const Json body{
        {"Operations", Json::array({operation})}
    };
    const auto reply =
        rest.call("PATCH", home + "/Groups/" + group["id"].get<std::string>(), body.dump());
    return reply.json().value("displayName", reply.body);
  };
  BOOST_TEST(renamed({
                 {"op",    "replace"},
                 {"path",  "name"   },
                 {"value", "two"    }
  }) == "two");
  BOOST_TEST(renamed({
                 {"op",    "replace"          },
                 {"value", {{"name", "three"}}}
  }) == "three");
  BOOST_TEST(renamed({
                 {"op",    "replace"                                   },
                 {"value", {{"name", "three"}, {"displayName", "four"}}}
  }) ==
             "four");
}

// "Duplicate userName or externalId: 409."
BOTH_DATABASES(a_name_or_an_external_id_that_is_taken_is_a_conflict) {
  RestCaller rest(dialect);
  BOOST_TEST(rest.post(home + "/Users", ada()).status == 200);
  BOOST_TEST(rest.post(home + "/Users", ada()).status == 409);
  Json other = ada();
  other["userName"] = "grace@example.org";
  BOOST_TEST(rest.post(home + "/Users", other).status == 409);
  other["externalId"] = "ext-2";
  BOOST_TEST(rest.post(home + "/Users", other).status == 200);
}

BOTH_DATABASES(an_external_id_that_is_taken_is_one_in_a_put_and_a_patch_as_well) {
  RestCaller rest(dialect);
  rest.post(home + "/Users", ada());
  Json other = ada();
  other["userName"] = "grace@example.org";
  other["externalId"] = "EXT-1";  // RFC 7643 3.1: externalId is exact in its case
  const auto made = rest.post(home + "/Users", other);
  BOOST_TEST(made.status == 200, made.body);
  const std::string path = home + "/Users/" + made.json()["id"].get<std::string>();
  other["externalId"] = "ext-1";
  BOOST_TEST(rest.put(path, other).status == 409);
  const auto patched = [&](const Json& operation) {
    return rest
        .patch(path,
               {
                   {"Operations", Json::array({operation})}
    })
        .status;
  };
  BOOST_TEST(patched({
                 {"op",    "replace"   },
                 {"path",  "externalId"},
                 {"value", "ext-1"     }
  }) == 409);
  BOOST_TEST(patched({
                 {"op",    "add"                    },
                 {"value", {{"externalId", "ext-1"}}}
  }) == 409);
  BOOST_TEST(rest.get(path).json()["externalId"] == "EXT-1");
  // One's own is not taken, nor is one that both have had from SCIM, where it need not be unique.
  BOOST_TEST(patched({
                 {"op",    "replace"   },
                 {"path",  "externalId"},
                 {"value", "EXT-1"     }
  }) == 200);
  Json shared = other;
  BOOST_TEST(rest.put("/scim/v2/Users/" + made.json()["id"].get<std::string>(), shared).status ==
             200);
  shared["title"] = "Admiral";
  BOOST_TEST(rest.put(path, shared).status == 200);
}

// "Response User always carries: … externalId … (empty arrays/strings included)": so "" is none.
BOTH_DATABASES(an_external_id_that_is_empty_is_none) {
  RestCaller rest(dialect);
  Json body = ada();
  body["externalId"] = "";
  const Json user = rest.post(home + "/Users", body).json();
  body["userName"] = "grace@example.org";
  const auto second = rest.post(home + "/Users", body);
  BOOST_TEST(second.status == 200, second.body);
  const std::string path = home + "/Users/" + user["id"].get<std::string>();
  const auto same = [&](const std::string& one) {
    const Json shown = rest.get(one).json();
    BOOST_TEST(shown["externalId"] == "");
    const auto again = rest.put(one, shown);
    BOOST_TEST(again.status == 200, again.body);
    BOOST_TEST(again.json() == shown);
  };
  same(path);
  const std::string id = user["id"].get<std::string>();
  BOOST_TEST(!rest.get("/scim/v2/Users/" + id).json().contains("externalId"));
  const Json replaced = {
      {"Operations", {{{"op", "replace"}, {"path", "externalId"}, {"value", "e"}}}}
  };
  BOOST_TEST(rest.patch(path, replaced).json()["externalId"] == "e");
  const Json cleared = {
      {"Operations", {{{"op", "replace"}, {"path", "externalId"}, {"value", ""}}}}
  };
  BOOST_TEST(rest.patch(path, cleared).json()["externalId"] == "");
  BOOST_TEST(!rest.get("/scim/v2/Users/" + id).json().contains("externalId"));
  // What other surfaces know and this one does not is not changed, either.
  for (const Json& made : {
           Json{{"userName", "joan"},     {"displayName", "Joan"} },
           Json{ {"userName", "mary"}, {"displayName", "Mary"}, {"userType", "Employee"}}
  })
    same(home + "/Users/" + rest.post("/scim/v2/Users", made).json()["id"].get<std::string>());
}

// Issue: "32 identical creates at once on any surface: one wins, the rest get that surface's
// conflict."
BOTH_DATABASES(of_many_equal_users_made_at_once_one_is_made) {
  RestCaller rest(dialect);
  std::vector<int> statuses(32);
  std::vector<std::thread> callers;
  for (int& status : statuses)
    callers.emplace_back([&rest, &status] { status = rest.post(home + "/Users", ada()).status; });
  for (std::thread& caller : callers) caller.join();
  BOOST_TEST(std::count(statuses.begin(), statuses.end(), 200) == 1);
  BOOST_TEST(std::count(statuses.begin(), statuses.end(), 409) == 31);
}

// "GET /ResourceTypes: {schemas,resources[],totalResults,status,detail} (lower-case resources
// here)".
BOOST_AUTO_TEST_CASE(resource_types_are_listed_in_lower_case) {
  RestCaller rest(Dialect::Sqlite);
  const Json types = rest.get(home + "/ResourceTypes").json();
  for (const char* name : {"schemas", "resources", "totalResults", "status", "detail"})
    BOOST_TEST(types.contains(name), name);
  const Json user = rest.get(home + "/ResourceTypes/User").json();
  for (const char* name : {"id", "name", "endpoint", "schema", "schemas", "meta"})
    BOOST_TEST(user.contains(name), name);
  BOOST_TEST(rest.get(home + "/ResourceTypes/Robot").status == 404);
  BOOST_TEST(rest.get(home + "/Schemas").status == 200);
}

// "ServiceProviderConfig: as A": what it says is so. "`version` (weak tag, equal to the `ETag`
// header)"; "304 on `If-None-Match` match".
BOOST_AUTO_TEST_CASE(what_is_supported_is_said_and_what_is_said_is_supported) {
  RestCaller rest(Dialect::Sqlite);
  const Json config = rest.get(home + "/ServiceProviderConfig").json();
  BOOST_TEST(config["bulk"]["supported"] == false);
  BOOST_TEST(rest.post(home + "/Bulk", Json::object()).status == 404);
  BOOST_TEST(config["authenticationSchemes"].size() == 1u);
  BOOST_TEST(config["etag"]["supported"] == true);
  const Json group{
      {"displayName", "one"}
  };
  for (const auto& [collection, body] : {
           std::pair{"/Users",  ada()},
           std::pair{"/Groups", group}
  }) {
    const auto made = rest.post(home + collection, body);
    const Json meta = made.json()["meta"];
    BOOST_TEST(made.header("ETag") == meta["version"].get<std::string>());
    const std::string path = home + collection + "/" + made.json()["id"].get<std::string>();
    const RestCaller::Headers known{
        {"if-none-match", made.header("ETag")}
    };
    const auto same = rest.call("GET", path, "", known);
    BOOST_TEST(same.status == 304);
    BOOST_TEST(same.body == "");
    BOOST_TEST(same.header("ETag") == made.header("ETag"));
    Json changed = body;
    changed["displayName"] = "another";
    const auto put = rest.call("PUT", path, changed.dump(), known);
    BOOST_TEST(put.status == 200, put.body);
    BOOST_TEST(put.header("ETag") != made.header("ETag"));
    const auto fresh = rest.call("GET", path, "", known);
    BOOST_TEST(fresh.status == 200);
    BOOST_TEST(fresh.header("ETag") == put.header("ETag"));
  }
}

// rest.md 0: "`Accept` that allows none of … on A/B gives 406": named as this dialect answers.
BOOST_AUTO_TEST_CASE(who_takes_no_json_is_told_what_there_is) {
  RestCaller rest(Dialect::Sqlite);
  const auto refused = rest.call("GET", home + "/Users", "",
                                 {
                                     {"accept", "text/html"}
  });
  BOOST_TEST(refused.status == 406);
  BOOST_TEST(refused.body.find("application/json") != std::string::npos, refused.body);
}

// "rfc: 201/204, SCIM Error objects, numbers, as in A."
BOOST_AUTO_TEST_CASE(in_the_other_mode_statuses_errors_and_numbers_are_those_of_the_rfc) {
  RestCaller rest(Dialect::Sqlite, as_rfc);
  const auto made = rest.post(home + "/Users", ada());
  BOOST_TEST(made.status == 201);
  BOOST_TEST(made.header("Location") == made.json()["meta"]["location"].get<std::string>());
  const auto again = rest.post(home + "/Users", ada());
  BOOST_TEST(again.status == 409);
  BOOST_TEST(again.json()["scimType"] == "uniqueness");
  BOOST_TEST(again.json()["status"] == "409");
  BOOST_TEST(rest.get(home + "/Users").json()["totalResults"] == 1);
  BOOST_TEST(rest.remove(home + "/Users/" + made.json()["id"].get<std::string>()).status == 204);
}

// rest.md 0: "B also takes Authorization: APIToken <token>".
BOOST_AUTO_TEST_CASE(an_api_token_is_taken_and_nobody_is_refused_in_this_shape) {
  RestCaller rest(Dialect::Sqlite);
  const RestCaller::Headers headers{
      {"authorization", "APIToken " + rest.token(caller_role::scim)}
  };
  BOOST_TEST(rest.call("GET", home + "/Users", "", headers).status == 200);
  const auto nobody = rest.call("GET", home + "/Users", "",
                                {
                                    {"authorization", "APIToken nosuch"}
  });
  BOOST_TEST(nobody.status == 401);
  BOOST_TEST(nobody.json().is_string());
  const auto other =
      rest.call("GET", home + "/Users", "",
                {
                    {"authorization", "Bearer " + rest.token(caller_role::user_admin)}
  });
  BOOST_TEST(other.status == 403);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
