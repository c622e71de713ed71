#include "mid_caller.h"

// rest.md 0 and 3: what is refused, in the envelope.
namespace idm {
namespace {

using test::check_envelope;
using test::check_refusal;
using test::Json;
using test::MidCaller;
using test::RestReply;

const std::vector<std::pair<std::string, std::string>>& all_calls() {
  static const std::vector<std::pair<std::string, std::string>> calls{
      {"POST",   "/auth/realms/USR_SEC_DOMAIN/v3_user"                     },
      {"GET",    "/auth/realms/USR_SEC_DOMAIN/v3_user/getusers/"           },
      {"GET",    "/auth/realms/USR_SEC_DOMAIN/v3_user/ada"                 },
      {"PUT",    "/auth/realms/USR_SEC_DOMAIN/v3_user/ada/update"          },
      {"DELETE", "/auth/realms/USR_SEC_DOMAIN/v3_user/ada"                 },
      {"GET",    "/auth/realms/USR_SEC_DOMAIN/v3_user/ada/provision/status"},
      {"POST",   "/auth/realms/USR_SEC_DOMAIN/v3_activationcode/ada/"      },
      {"GET",    "/auth/realms/USR_SEC_DOMAIN/v3_user/devices/ada"         },
      {"DELETE", "/auth/realms/USR_SEC_DOMAIN/v3_device/d"                 },
      {"POST",   "/auth/realms/USR_SEC_DOMAIN/v3_role/r"                   },
      {"POST",   "/digitanium/v4/users"                                    },
      {"GET",    "/digitanium/v4/users"                                    },
      {"GET",    "/digitanium/v4/users/ada/profile"                        },
      {"PUT",    "/digitanium/v4/users/ada/update"                         },
      {"DELETE", "/digitanium/v4/users/ada"                                },
      {"GET",    "/digitanium/v4/users/ada/provision/status"               },
      {"POST",   "/digitanium/v4/users/ada/activationcodes"                },
      {"GET",    "/digitanium/v4/users/ada/devices"                        },
      {"DELETE", "/digitanium/v4/devices/d"                                },
      {"POST",   "/digitanium/v4/role/r"                                   },
  };
  return calls;
}

/// "subSystem: 1 tenant and roles, 5 users, 6 devices".
int sub_system_of(const std::string& path) {
  if (path.find("role/") != std::string::npos) return 1;
  return path.find("device") != std::string::npos || path.find("activation") != std::string::npos
             ? 6
             : 5;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mid_errors)

// "any, no valid token | 401 | Unauthorized | HTTP 401 Unauthorized"; 0: "WWW-Authenticate: Bearer
// (with error="invalid_token" when a token was given)".
BOOST_AUTO_TEST_CASE(no_call_is_answered_without_a_valid_token) {
  MidCaller rest(Dialect::Sqlite);
  for (const auto& [method, path] : all_calls()) {
    const RestReply nobody = rest.send(MidCaller::request(method, path));
    check_envelope(nobody, 401, "Unauthorized", "HTTP 401 Unauthorized", sub_system_of(path));
    BOOST_TEST(nobody.header("WWW-Authenticate") == "Bearer");
    const RestReply wrong = rest.as("pvd_x", method, path);
    check_envelope(wrong, 401, "Unauthorized", "HTTP 401 Unauthorized", sub_system_of(path));
    BOOST_TEST(wrong.header("WWW-Authenticate") == "Bearer error=\"invalid_token\"");
  }
}

// 0: "Known token without the right: 403 in the surface's own error shape".
BOOST_AUTO_TEST_CASE(every_call_needs_user_admin_or_org_admin) {
  MidCaller rest(Dialect::Sqlite);
  using namespace caller_role;
  const std::string others = rest.token(source_admin | source_subadmin | api | scim);
  const std::string org_admin = rest.token(caller_role::org_admin);
  for (const auto& [method, path] : all_calls()) {
    check_refusal(rest.as(others, method, path), 403, "FORBIDDEN", "USER_ADMIN",
                  sub_system_of(path));
    BOOST_TEST(rest.as(org_admin, method, path).status != 403, path);
  }
}

BOTH_DATABASES(a_token_of_a_tenant_is_for_that_tenant_only) {
  MidCaller rest(dialect);
  rest.add(test::ada());
  const std::string own = rest.token(caller_role::user_admin, "USR_SEC_DOMAIN");
  const std::string path = "/v3_user/ada";
  BOOST_TEST(rest.as(own, "GET", "/auth/realms/USR_SEC_DOMAIN" + path).status == 200);
  BOOST_TEST(rest.as(own, "GET", "/auth/realms/usr_sec_domain" + path).status == 200);
  for (const char* realm : {"IDM", "nowhere"})
    check_refusal(rest.as(own, "GET", "/auth/realms/" + std::string(realm) + path), 403,
                  "FORBIDDEN", "another tenant");
}

// "unknown realm [O] | 404 | TENANT_NOT_FOUND | Tenant does not exist"; "Shape 1 takes the tenant
// from the first label of Host …; with a bare host or IP the configured default tenant".
BOTH_DATABASES(the_tenant_is_the_path_s_or_the_host_s) {
  MidCaller rest(dialect);
  rest.add(test::ada());
  check_envelope(rest.as(rest.user_admin, "GET", "/auth/realms/nowhere/v3_user/ada"), 404,
                 "TENANT_NOT_FOUND", "Tenant does not exist", 1);
  const auto status_at = [&](const char* host) {
    return rest.tenant("GET", "users/ada/profile", nullptr, host).status;
  };
  for (const char* host :
       {"usr_sec_domain.idm.example.org", "USR_SEC_DOMAIN.example.org:8443", "localhost",
        "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "10.0.0.1"})
    BOOST_TEST(status_at(host) == 200, host);
  check_envelope(rest.tenant("GET", "users/ada/profile", nullptr, "nowhere.example.org"), 404,
                 "TENANT_NOT_FOUND", "Tenant does not exist", 1);
  // A tenant that is there, without ada.
  check_envelope(rest.tenant("GET", "users/ada/profile", nullptr, "idm.example.org"), 404,
                 "USER_NOT_FOUND", "User does not exist", 5);
}

BOOST_AUTO_TEST_CASE(the_host_of_the_public_url_names_no_tenant) {
  MidCaller rest(Dialect::Sqlite,
                 [](Config& config) { config.http.public_url = "https://id.example.org:8443/"; });
  rest.add(test::ada());
  BOOST_TEST(rest.tenant("GET", "users/ada/profile", nullptr, "id.example.org").status == 200);
  BOOST_TEST(
      rest.tenant("GET", "users/ada/profile", nullptr, "usr_sec_domain.id.example.org").status ==
      200);
}

// "{userName} is percent-decoded; allowed characters: letters, digits, $@(.)-*_[]~!&+ (else 400 on
// create, 404 on read)".
BOTH_DATABASES(user_names_have_their_characters) {
  MidCaller rest(dialect);
  const std::string every = "aZ9$@(.)-*_[]~!&+";
  BOOST_TEST(rest.realm("POST", "v3_user",
                        {
                            {"username", every}
  })
                 .status == 201);
  BOOST_TEST(rest.info("az9%24@(.)-*_%5b%5D~!&+")["username"] == every);
  for (const char* wrong : {"", "a b", "a/b", "a%", "a'b", "a\"b", "a,b", "\xC3\xA9", "a\\b"})
    check_refusal(rest.realm("POST", "v3_user",
                             {
                                 {"username", wrong}
    }),
                  400, "BAD_REQUEST", "username");
  check_refusal(rest.realm("POST", "v3_user",
                           {
                               {"username", std::string(321, 'x')}
  }),
                400, "BAD_REQUEST", "username");
  for (const char* wrong : {"a%20b", "a%2Fb", "a%25", "%C3%A9"})
    check_envelope(rest.realm("GET", std::string("v3_user/") + wrong), 404, "USER_NOT_FOUND",
                   "User does not exist", 5);
}

// "any, bad body [O] | 400 | BAD_REQUEST | what is wrong".
BOTH_DATABASES(what_is_wrong_with_a_body_is_said_and_nothing_is_stored) {
  MidCaller rest(dialect);
  const auto refused = [&](const std::string& members, const char* named) {
    const Json body = Json::parse("{\"username\":\"g\"," + members + "}");
    check_refusal(rest.realm("POST", "v3_user", body), 400, "BAD_REQUEST", named);
  };
  check_refusal(rest.realm("POST", "v3_user", Json::object()), 400, "BAD_REQUEST",
                "username is missing");
  check_refusal(rest.realm("POST", "v3_user", Json::array()), 400, "BAD_REQUEST", "object");
  refused(R"("groups":["x"])", "'groups'");
  refused(R"("firstName":1)", "firstName");
  refused(R"("lastName":")" + std::string(101, 'x') + "\"", "lastName");
  refused(R"("email":[])", "email");
  refused(R"("enabled":"yes")", "enabled");
  refused(R"("emailVerified":1)", "emailVerified");
  refused(R"("attributes":[])", "attributes");
  refused(R"("attributes":{"a":1})", "attributes.a");
  refused(R"("attributes":{"a":["x",{}]})", "attributes.a[1]");
  refused(R"("attributes":{"":"x"})", "1 to 50");
  refused(R"("attributes":{"a":")" + std::string(1001, 'x') + "\"}", "attributes.a");
  refused(R"("credentials":{})", "credentials");
  refused(R"("credentials":[{"type":"otp","value":"Secret-123"}])", "credentials[0].type");
  refused(R"("credentials":[{"type":"password"}])", "credentials[0].value");
  refused(R"("credentials":[{"type":"password","value":"Secret-123","hash":"x"}])", "'hash'");
  refused(R"("credentials":[{},{}])", "credentials");
  refused(R"("requiredActions":"x")", "requiredActions");
  refused(R"("realmRoles":["NOSUCH"])", "'NOSUCH'");
  refused(R"("realmRoles":["SUPER_SEC_ADMIN"])", "'SUPER_SEC_ADMIN'");  // of another tenant
  refused(R"("clientRoles":["x"])", "clientRoles");
  refused(R"("clientRoles":{"a":"x"})", "clientRoles.a");
  BOOST_TEST(rest.realm("GET", "v3_user/g").status == 404);
  BOOST_TEST(rest.all<RealmProfile>().size() == 0u);
}

// 5.5: error bodies of the HTTP layer are the surface's, too.
BOTH_DATABASES(errors_of_http_have_the_envelope) {
  MidCaller rest(dialect);
  const auto call = [&](const char* method, const char* path, const std::string& body,
                        const char* type) {
    http::Request made =
        MidCaller::request(method, std::string("/auth/realms/USR_SEC_DOMAIN/") + path);
    made.headers.emplace_back("authorization", "Bearer " + rest.user_admin);
    made.body = body;
    made.content_type = type;
    return rest.send(std::move(made));
  };
  check_refusal(call("GET", "v3_nothing", "", ""), 404, "NOT_FOUND", "v3_nothing");
  const RestReply wrong_method = call("PATCH", "v3_user/ada", "", "");
  check_refusal(wrong_method, 405, "METHOD_NOT_ALLOWED", "PATCH");
  BOOST_TEST(wrong_method.header("Allow") == "GET, DELETE");
  check_refusal(call("POST", "v3_user", "{}", "text/xml"), 415, "UNSUPPORTED_MEDIA_TYPE",
                "text/xml");
  check_refusal(call("POST", "v3_user", "{", "application/json; charset=utf-8"), 400, "BAD_REQUEST",
                "line 1");
  check_refusal(call("POST", "v3_user", std::string(std::size_t{1} << 21, ' '), "application/json"),
                413, "PAYLOAD_TOO_LARGE", "bytes");
  // "Content-Type of a GET request is ignored."
  rest.add(test::ada());
  BOOST_TEST(call("GET", "v3_user/ada", "", "text/plain").status == 200);

  for (const int status : {400, 408, 413, 414, 431, 500, 503}) {
    const http::Response refused =
        rest.service().refuse(MidCaller::request("GET", "/digitanium/v4/users"), status, "why");
    BOOST_TEST(refused.status == status);
    BOOST_TEST(refused.content_type == "application/json");
    const Json envelope = Json::parse(refused.body);
    BOOST_TEST(envelope["message"] == "why");
    BOOST_TEST(envelope["subSystem"] == 5);
  }
}

// 0: "C has no rate limit [P]".
BOOST_AUTO_TEST_CASE(calls_are_not_counted) {
  MidCaller rest(Dialect::Sqlite, [](Config& config) { config.rest.rate_limit = 1; });
  for (int i = 0; i < 5; ++i) BOOST_TEST(rest.realm("GET", "v3_user/getusers").status == 200);
  rest.get("/scim/v2/Users");
  BOOST_TEST(rest.get("/scim/v2/Users").status == 429);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
