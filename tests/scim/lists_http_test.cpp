#include "support/database.h"
#include "support/rest_caller.h"

/// Lists, searches, PATCH and Bulk as whole requests; the sentence in quotes is the rule of
/// contract rest.md that a test holds.
namespace idm::test {
namespace {

using Json = nlohmann::ordered_json;

struct Scim : RestCaller {
  explicit Scim(Dialect dialect) : RestCaller(dialect) {
    for (const char* name : {"ada", "bob", "carol"})
      post("/scim/v2/Users", Json{
                                 {"userName", name                        },
                                 {"emails",   std::string(name) + "@x.org"}
      });
  }

  std::string names(const RestReply& reply) {
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.content_type == "application/scim+json");
    const Json page = reply.json();
    std::string names;
    for (const Json& resource : page.at("Resources"))
      names += resource.at("userName").get<std::string>() + " ";
    return names;
  }

  std::string refused(const RestReply& reply) {
    BOOST_TEST(reply.content_type == "application/scim+json");
    const Json error = reply.json();
    BOOST_TEST(error.at("status").get<std::string>() == std::to_string(reply.status));
    return std::to_string(reply.status) + " " + error.value("scimType", "");
  }
};

BOOST_AUTO_TEST_SUITE(scim_lists_http)

// 5.7: "lookup of an absent user answering 404 instead of 200 with an empty list"; 5.14: "Escaped
// quotes, backslashes, non-ASCII, spaces and + in filter values"
BOTH_DATABASES(a_filter_arrives_as_it_was_written) {
  Scim scim(dialect);
  BOOST_TEST(scim.names(scim.get("/scim/v2/Users?filter=userName%20eq%20%22BOB%22")) == "bob ");
  BOOST_TEST(scim.names(scim.get(
                 "/scim/v2/users/?filter=userName+sw+%22c%22+or+emails+eq+%22ada%40x.org%22")) ==
             "ada carol ");
  BOOST_TEST(scim.names(scim.get("/scim/v2/Users?filter=userName+eq+%22nobody%22")) == "");
  scim.post("/scim/v2/Users", Json{
                                  {"userName", "o+\"\\ é"}
  });
  BOOST_TEST(scim.names(scim.get(
                 "/scim/v2/Users?filter=userName%20eq%20%22o%2B%5C%22%5C%5C%20%C3%89%22")) ==
             "o+\"\\ é ");
}

// 1.1: "Wrong method on a known path: 405 with `Allow`": .search is no resource's id.
BOOST_AUTO_TEST_CASE(what_only_searches_says_so) {
  Scim scim(Dialect::Sqlite);
  for (const char* path : {"/scim/v2/Users/.search", "/scim/v2/groups/.SEARCH", "/scim/v2/.search"})
    for (const char* method : {"GET", "PUT", "PATCH", "DELETE"}) {
      const RestReply reply = scim.call(method, path);
      BOOST_TEST(scim.refused(reply) == "405 ", path);
      BOOST_TEST(reply.header("Allow") == "POST");
    }
  BOOST_TEST(scim.call("POST", "/scim/v2/Users/id").header("Allow") == "GET, PUT, PATCH, DELETE");
  // "Authentication is checked before the resource's existence".
  const RestCaller::Headers nobody{
      {"authorization", ""}
  };
  BOOST_TEST(scim.call("GET", "/scim/v2/Users/.search", "", nobody).status == 401);
  BOOST_TEST(scim.call("POST", "/scim/v2/Users/id", "", nobody).status == 401);
  BOOST_TEST(scim.call("GET", "/scim/v2/nowhere/at/all", "", nobody).status == 401);
}

// 1.6: "totalResults, startIndex, itemsPerPage = number returned"
BOTH_DATABASES(a_page_says_how_much_there_is) {
  Scim scim(dialect);
  const RestReply reply = scim.get("/scim/v2/Users?startIndex=2&count=1&attributes=userName");
  BOOST_TEST(scim.names(reply) == "bob ");
  const Json page = reply.json();
  BOOST_TEST(page.at("totalResults") == 3);
  BOOST_TEST(page.at("startIndex") == 2);
  BOOST_TEST(page.at("itemsPerPage") == 1);
  BOOST_TEST(!page.at("Resources")[0].contains("meta"));
  BOOST_TEST(reply.header("Cache-Control") == "no-cache");
  std::string cursor = "", all;
  for (int pages = 0; pages < 5; ++pages) {
    const RestReply next = scim.get("/scim/v2/Users?count=2&cursor=" + cursor);
    all += scim.names(next) + "|";
    if (!next.json().contains("nextCursor")) break;
    cursor = next.json().at("nextCursor").get<std::string>();
  }
  BOOST_TEST(all == "ada bob |carol |");
}

BOTH_DATABASES(a_search_takes_a_body) {
  Scim scim(dialect);
  const Json search{
      {"schemas",   Json::array({"urn:ietf:params:scim:api:messages:2.0:SearchRequest"})},
      {"filter",    "userName ne \"bob\""                                               },
      {"sortBy",    "userName"                                                          },
      {"sortOrder", "descending"                                                        }
  };
  BOOST_TEST(scim.names(scim.post("/scim/v2/Users/.search", search)) == "carol ada ");
  const Json root = scim.post("/scim/v2/.search",
                              Json{
                                  {"filter", "meta.resourceType eq \"User\""}
  })
                        .json();
  BOOST_TEST(root.at("totalResults") == 3);
  BOOST_TEST(scim.get("/scim/v2/?count=0").json().at("totalResults").get<int>() > 3);
  BOOST_TEST(scim.post("/scim/v2/Groups/.search", Json::object()).json().contains("Resources"));
}

// 1.9, 5.5: every refusal is an Error body
BOTH_DATABASES(what_cannot_be_listed_is_refused_in_scims_words) {
  Scim scim(dialect);
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?filter=userName")) == "400 invalidFilter");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?filter=active+gt+true")) == "400 invalidFilter");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?filter=password+pr")) == "403 ");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?count=many")) == "400 invalidValue");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?count=many&cursor=")) == "400 invalidCount");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?cursor=abc")) == "400 invalidCursor");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?cursor=&startIndex=1")) == "400 invalidCursor");
  BOOST_TEST(scim.refused(scim.get("/scim/v2/Users?attributes=id&excludedAttributes=name")) ==
             "400 invalidValue");
  BOOST_TEST(scim.refused(scim.call("POST", "/scim/v2/Users/.search", "[1")) ==
             "400 invalidSyntax");
  BOOST_TEST(scim.refused(scim.call("POST", "/scim/v2/Bulk", "[]")) == "400 invalidSyntax");
}

// 1.8, with users and groups that are there afterwards
BOTH_DATABASES(a_bulk_changes_what_single_calls_would) {
  Scim scim(dialect);
  const std::string ada =
      scim.get("/scim/v2/Users?filter=userName+eq+%22ada%22").json()["Resources"][0]["id"];
  const Json bulk = Json::parse(
      R"({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [
      {"method": "POST", "path": "/Groups", "bulkId": "g",
       "data": {"displayName": "Engines", "members": [{"value": "bulkId:d"}]}},
      {"method": "POST", "path": "/Users", "bulkId": "d", "data": {"userName": "dave"}},
      {"method": "POST", "path": "/Users", "bulkId": "e", "data": {"userName": "ADA"}},
      {"method": "PATCH", "path": "/Users/)" +
      ada + R"(", "version": "W/\"other\"",
       "data": {"Operations": [{"op": "replace", "path": "title", "value": "x"}]}},
      {"method": "PATCH", "path": "/Users/)" +
      ada + R"(",
       "data": {"Operations": [{"op": "replace", "path": "title", "value": "Countess"}]}},
      {"method": "DELETE", "path": "/Users/nobody"}]})");
  const RestReply reply = scim.post("/scim/v2/Bulk", bulk);
  BOOST_TEST(reply.status == 200);
  std::string statuses;
  const Json operations = reply.json().at("Operations");
  for (const Json& operation : operations)
    statuses += operation.at("status").get<std::string>() + " ";
  BOOST_TEST(statuses == "201 201 409 412 200 404 ");
  BOOST_TEST(operations[2]["response"]["scimType"] == "uniqueness");
  BOOST_TEST(operations[4]["location"].get<std::string>().ends_with("/scim/v2/Users/" + ada));
  BOOST_TEST(scim.get("/scim/v2/Users/" + ada).header("ETag") ==
             operations[4]["version"].get<std::string>());
  const Json groups = scim.get("/scim/v2/Groups?filter=displayName+eq+%22engines%22").json();
  BOOST_TEST(groups["Resources"][0]["members"][0]["display"] == "dave");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
