#include <boost/test/unit_test.hpp>

#include "scim/handlers.h"
#include "scim/scim_surface.h"
#include "scim_house.h"

// contract rest.md sections 0, 1.1 and 1.9, below the listener; the sentence in quotes is the rule
// that a test holds.
namespace idm {
using namespace test;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Calls the surface as the dispatcher does, behind authentication.
struct Caller : ScimHouse {
  using ScimHouse::ScimHouse;

  http::Response call(const std::string& method, const std::string& route, const std::string& id,
                      const std::string& body = "", Headers headers = {},
                      std::vector<std::pair<std::string, std::string>> query = {}) {
    rest::Request request;
    request.http.method = method;
    request.http.body = body;
    request.http.headers = std::move(headers);
    request.query = std::move(query);
    request.base_url = "https://id.example.org";
    request.mount = "/scim/v2";
    request.parameters = {
        {"tenant", "USR_SEC_DOMAIN"},
        {"id",     id              },
        {"name",   id              },
        {"urn",    id              }
    };
    for (const rest::Route& one : scim::scim_surface.routes())
      if (method == one.method && route == one.path) {
        try {
          return one.handler(request, services());
        } catch (const rest::Refusal& refusal) {
          return scim::scim_surface.refuse(request, refusal);
        }
      }
    throw std::runtime_error("no route " + method + " " + route);
  }
};

std::string header(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_http)

// "POST /Users, /Groups: 201, `Location`, `ETag`, full resource"; "Media type out:
// `application/scim+json`"
BOOST_AUTO_TEST_CASE(a_created_resource_says_where_it_is) {
  Caller house(Dialect::Sqlite);
  for (const auto& [route, body] : {
           std::pair{"Users",  R"({"userName":"ada"})" },
           std::pair{"Groups", R"({"displayName":"G"})"}
  }) {
    const http::Response response = house.call("POST", route, "", body);
    BOOST_TEST(response.status == 201);
    BOOST_TEST(response.content_type == "application/scim+json");
    const Json resource = Json::parse(response.body);
    BOOST_TEST(resource["meta"]["location"] == header(response, "Location"));
    BOOST_TEST(resource["meta"]["version"] == header(response, "ETag"));
  }
}

// "GET …: 304 on `If-None-Match` match"; "`no-cache` on GET so that ETags work"
BOOST_AUTO_TEST_CASE(what_is_known_is_not_sent_again) {
  Caller house(Dialect::Sqlite);
  const Json user = house.post(R"({"userName":"ada"})");
  const std::string tag = scim::version_of(user);
  const http::Response known = house.call("GET", "Users/{id}", id_of(user), "",
                                          {
                                              {"if-none-match", tag}
  });
  BOOST_TEST(known.status == 304);
  BOOST_TEST(known.body.empty());
  const http::Response fresh = house.call("GET", "Users/{id}", id_of(user), "",
                                          {
                                              {"if-none-match", "\"x\""}
  });
  BOOST_TEST(fresh.status == 200);
  BOOST_TEST(header(fresh, "ETag") == tag);
  BOOST_TEST(header(fresh, "Cache-Control") == "no-cache");
}

// "`attributes` …: They also work on POST, PUT and PATCH replies."; "204 when `Prefer:
// return=minimal` and no `attributes` parameter; config `scim.patch_response=204` flips the
// default"
BOOST_AUTO_TEST_CASE(a_patch_answers_as_its_caller_prefers) {
  Caller house(Dialect::Sqlite);
  const std::string id = id_of(house.post(R"({"userName":"ada"})"));
  const std::string body = R"({"Operations":[{"op":"add","path":"title","value":"t"}]})";
  const auto patch = [&](Headers headers, const char* attributes = nullptr) {
    std::vector<std::pair<std::string, std::string>> query;
    if (attributes) query.emplace_back("attributes", attributes);
    return house.call("PATCH", "Users/{id}", id, body, std::move(headers), std::move(query));
  };
  BOOST_TEST(patch({}).status == 200);
  BOOST_TEST(patch({
                       {"prefer", "return=minimal"}
  })
                 .status == 204);
  const http::Response part = patch(
      {
          {"prefer", "return=minimal"}
  },
      "title");
  BOOST_TEST(part.status == 200);
  BOOST_TEST(Json::parse(part.body).size() == 3u);
  house.repository.config.scim.patch_response = "204";
  BOOST_TEST(patch({}).status == 204);
  BOOST_TEST(!header(patch({}), "ETag").empty());
  BOOST_TEST(patch({
                       {"prefer", "return=representation"}
  })
                 .status == 200);
}

// "[O] `Accept` that allows none of … gives 406"; "In: … otherwise 415"; "`status` as string";
// "404 …"
BOOST_AUTO_TEST_CASE(errors_are_error_bodies) {
  Caller house(Dialect::Sqlite);
  const auto check = [](const http::Response& response, int status, const char* scim_type) {
    BOOST_TEST(response.status == status);
    BOOST_TEST(response.content_type == "application/scim+json");
    const Json body = Json::parse(response.body);
    BOOST_TEST(body["schemas"][0] == "urn:ietf:params:scim:api:messages:2.0:Error");
    BOOST_TEST(body["status"] == std::to_string(status));
    BOOST_TEST(body.value("scimType", "") == scim_type);
    BOOST_TEST(!body["detail"].get<std::string>().empty());
  };
  check(house.call("GET", "Users/{id}", "nobody"), 404, "");
  check(house.call("GET", "Users/{id}", "nobody", "",
                   {
                       {"accept", "text/html"}
  }),
        406, "");
  check(house.call("POST", "Users", "", "{"), 400, "invalidSyntax");
  check(house.call("POST", "Users", "", "[]"), 400, "invalidSyntax");
  check(house.call("POST", "Users", "", "{}"), 400, "invalidValue");
  check(house.call("GET", "Me", ""), 501, "");
  house.post(R"({"userName":"ada"})");
  check(house.call("POST", "Users", "", R"({"userName":"ADA"})"), 409, "uniqueness");
}

// RFC 9110 12.4.2: "a weight of 0 means "not acceptable"; if no "Accept" is there, all is; 12.5.1:
// "the most specific reference has precedence".
BOOST_AUTO_TEST_CASE(what_is_accepted_with_a_weight_of_nothing_is_not_accepted) {
  Caller house(Dialect::Sqlite);
  const auto status = [&](const char* accept) {
    return house
        .call("GET", "Users", "", "",
              {
                  {"accept", accept}
    })
        .status;
  };
  for (const char* none :
       {"application/scim+json;q=0, text/html", "*/*;q=0", "application/*;q=0.000, */*",
        "application/scim+json; Q=0, application/json;q=0.0, */*;q=0.5", "text/html, */*;q=0"})
    BOOST_TEST(status(none) == 406, none);
  for (const char* some :
       {"application/scim+json;q=0.001", "*/*;q=0, application/json", "application/json;q=0, */*",
        "text/html, application/*;q=0.2", "*/*;q=odd", ""})
    BOOST_TEST(status(some) == 200, some);
}

// "Every response carries `Cache-Control: no-store` (A: `no-cache` on GET so that ETags work)".
BOOST_AUTO_TEST_CASE(discovery_documents_may_be_kept_and_asked_after) {
  Caller house(Dialect::Sqlite);
  for (const auto& [route, name] : {
           std::pair{"ResourceTypes/{name}",  "User"               },
           std::pair{"ResourceTypes",         ""                   },
           std::pair{"Schemas/{urn}",         scim::user_urn.data()},
           std::pair{"Schemas",               ""                   },
           std::pair{"ServiceProviderConfig", ""                   }
  })
    BOOST_TEST(header(house.call("GET", route, name), "Cache-Control") == "no-cache", route);
}

// "GET /ServiceProviderConfig, /ResourceTypes[/{name}], /Schemas[/{urn}]: 200, readable without a
// token [O]; a `filter` on them is 403 [R]; pagination parameters are ignored"
BOOST_AUTO_TEST_CASE(the_discovery_documents_come_from_the_table) {
  Caller house(Dialect::Sqlite);
  const Json config = Json::parse(house.call("GET", "ServiceProviderConfig", "").body);
  BOOST_TEST(config["pagination"].dump() ==
             R"({"cursor":true,"index":true,"defaultPaginationMethod":"index",)"
             R"("defaultPageSize":100,"maxPageSize":1000,"cursorTimeout":3600})");
  const Json types = Json::parse(house
                                     .call("GET", "ResourceTypes", "", "",
                                           {
  },
                                           {{"startIndex", "7"}})
                                     .body);
  BOOST_TEST(types["totalResults"] == 2);
  BOOST_TEST(types["Resources"][0]["schemaExtensions"][0]["schema"] == enterprise);
  BOOST_TEST(house.call("GET", "ResourceTypes/{name}", "user").status == 200);
  BOOST_TEST(house.call("GET", "ResourceTypes/{name}", "Robot").status == 404);
  const Json schemas = Json::parse(house.call("GET", "Schemas", "").body);
  BOOST_TEST(schemas["Resources"].size() == 3u);
  const Json user =
      Json::parse(house.call("GET", "Schemas/{urn}", std::string(scim::user_urn)).body);
  BOOST_TEST(user["attributes"].size() == 21u);
  BOOST_TEST(user["attributes"][0]["name"] == "userName");
  BOOST_TEST(user["attributes"][0]["uniqueness"] == "server");
  BOOST_TEST(house
                 .call("GET", "Schemas", "", "",
                       {
  },
                       {{"filter", "id pr"}})
                 .status == 403);
}

// "`/scim/v2` (and `/scim/v2/{tenant}` when tenants are configured)"
BOOST_AUTO_TEST_CASE(a_tenant_stands_in_the_path) {
  const Config config;
  const auto mount = [&](std::vector<std::string> segments) {
    const auto found = scim::scim_surface.mount(segments, {}, config);
    return found ? std::to_string(found->segments) + " " + found->parameters.at("tenant") : "none";
  };
  BOOST_TEST(mount({"scim", "v2"}) == "2 USR_SEC_DOMAIN");
  BOOST_TEST(mount({"scim", "v2", "users", "1"}) == "2 USR_SEC_DOMAIN");
  BOOST_TEST(mount({"scim", "v2", "ACME", "Users"}) == "3 ACME");
  BOOST_TEST(mount({"scim", "v1", "Users"}) == "none");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
