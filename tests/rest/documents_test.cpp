#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "rest/documents_surface.h"
#include "support/rest_caller.h"

// docs/openapi.json describes every call of every surface, and no others.
namespace idm {
using namespace test;

namespace {

/// Under which path a surface's calls stand in the document.
struct Described {
  const char *surface, *prefix;
};

const Described described[] = {
    {"oauth",      "/oauth/token"                },
    {"policies",   "/v3/sources"                 },
    {"operations", "/api/v1"                     },
    {"documents",  ""                            },
    {"scim",       "/scim/v2"                    },
    {"f5",         "/api/scim/namespaces/{ns}/v2"},
    {"mid",        "/digitanium/v4"              },
    {"mid_realm",  "/auth/realms/{tenantId}"     },
};

/// "GET /api/v1/tasks/{}": names in braces do not count.
std::string call_of(std::string method, const std::string& path) {
  for (char& c : method)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  std::string text = method + " ";
  bool inside = false;
  for (const char c : path) {
    if (c == '}') inside = false;
    if (!inside) text += c;
    if (c == '{') inside = true;
  }
  return text;
}

/// By call.
std::map<std::string, nlohmann::ordered_json> documented_calls() {
  std::map<std::string, nlohmann::ordered_json> calls;
  const auto document = nlohmann::ordered_json::parse(rest::openapi_document);
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items())
      calls.emplace(call_of(method, path), operation);
  return calls;
}

/// "Roles: ORG_ADMIN, API."; "" of calls that need no token.
std::string roles_sentence(CallerRoles roles) {
  if (roles == 0) return {};
  std::string names = to_string(roles);
  for (std::size_t at = 0; (at = names.find(',', at)) != std::string::npos; at += 2)
    names.replace(at, 1, ", ");
  return "Roles: " + names + ".";
}

/// As the document writes them. Fails the test for a surface that the table above lacks.
std::map<std::string, CallerRoles> routed_calls(const rest::Surface& surface) {
  const auto known =
      std::find_if(std::begin(described), std::end(described),
                   [&](const Described& one) { return surface.name == std::string(one.surface); });
  BOOST_REQUIRE_MESSAGE(known != std::end(described),
                        "say above where surface " << surface.name << " is described");
  std::map<std::string, CallerRoles> calls;
  for (const rest::Route& route : surface.routes())
    calls.emplace(
        call_of(route.method, std::string(known->prefix) + (*route.path ? "/" : "") + route.path),
        route.roles);
  return calls;
}

/// Every object in the document that refers to something.
void each_reference(const nlohmann::ordered_json& json,
                    const std::function<void(const std::string&)>& visit) {
  if (!json.is_structured()) return;
  if (json.is_object() && json.contains("$ref") && json["$ref"].is_string())
    visit(json["$ref"].get<std::string>());
  for (const auto& inner : json) each_reference(inner, visit);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rest_documents)

BOOST_AUTO_TEST_CASE(every_call_is_in_the_document_with_its_roles_and_no_other) {
  std::map<std::string, CallerRoles> served;
  for (const rest::Surface* surface : rest::surfaces()) served.merge(routed_calls(*surface));
  const auto documented = documented_calls();
  for (const auto& [call, operation] : documented)
    BOOST_TEST(served.count(call) == 1u, call << " is in docs/openapi.json and not served");
  for (const auto& [call, roles] : served) {
    const auto found = documented.find(call);
    BOOST_TEST((found != documented.end()), call << " is not in docs/openapi.json");
    if (found == documented.end()) continue;
    const std::string said = found->second.value("description", "");
    BOOST_TEST(said.find(roles_sentence(roles)) != std::string::npos,
               call << " needs: " << roles_sentence(roles));
    BOOST_TEST(found->second.contains("security") == (roles == 0), call);
  }
}

BOOST_AUTO_TEST_CASE(what_the_document_refers_to_is_in_it) {
  const auto document = nlohmann::ordered_json::parse(rest::openapi_document);
  std::set<std::string> names;
  each_reference(document, [&](const std::string& reference) {
    const auto pointer = nlohmann::ordered_json::json_pointer(reference.substr(1));
    BOOST_TEST(document.contains(pointer), reference);
  });
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items()) {
      BOOST_TEST(names.insert(operation["operationId"].get<std::string>()).second, path);
      for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
        const std::string name = path.substr(at + 1, path.find('}', at) - at - 1);
        bool there = false;
        for (const auto& parameter : operation["parameters"]) {
          const auto& meant = document[nlohmann::ordered_json::json_pointer(
              parameter["$ref"].get<std::string>().substr(1))];
          there = there || (meant["in"] == "path" && meant["name"] == name);
        }
        BOOST_TEST(there, path << " does not describe " << name);
      }
    }
}

// The page must work where there is no network but ours.
BOOST_AUTO_TEST_CASE(document_and_page_are_served_to_everybody) {
  RestCaller rest(Dialect::Sqlite);
  const RestCaller::Headers nobody{
      {"authorization", ""}
  };
  const auto document = rest.call("GET", "/openapi.json", "", nobody);
  BOOST_TEST(document.status == 200);
  BOOST_TEST(document.content_type == "application/json");
  BOOST_TEST(document.json()["openapi"] == "3.1.0");
  const auto page = rest.call("GET", "/docs", "", nobody);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.content_type == "text/html; charset=utf-8");
  for (const char* elsewhere : {"http://", "https://", "src=", "@import", "url("})
    BOOST_TEST(page.body.find(elsewhere) == std::string::npos, elsewhere);
  BOOST_TEST(page.header("Content-Security-Policy").starts_with("default-src 'none'"));
  // No token would make it work: none is asked for.
  const auto posted = rest.call("POST", "/docs", "", nobody);
  BOOST_TEST(posted.status == 405);
  BOOST_TEST(posted.header("Allow") == "GET");
  BOOST_TEST(rest.call("POST", "/docs").status == 405);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
