#include "rest/access.h"

#include <rhonabwy.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/instant.h"
#include "rest/rate_limit.h"
#include "support/rest_caller.h"
#include "support/server_process.h"

namespace idm {
namespace {

using Json = nlohmann::json;

std::optional<rest::Mount> nowhere(const std::vector<std::string>&, const http::Request&,
                                   const Config&) {
  return std::nullopt;
}
const std::vector<rest::Route>& no_routes() {
  static const std::vector<rest::Route> none;
  return none;
}
http::Response no_answer(const rest::Request&, const rest::Refusal&) { return {}; }

rest::Surface surface_that_takes(bool basic, bool api_token) {
  return {"test", nowhere, no_routes, no_answer, false, basic, api_token};
}

http::Request request_with(const std::string& authorization) {
  http::Request request = test::RestCaller::request("GET", "/");
  if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
  return request;
}

/// Is it a 401 of that type, with the header that goes with it?
auto refused_as(const std::string& type) {
  return [type](const rest::Refusal& refusal) {
    const std::string challenge = type == "missing" ? "Bearer" : "Bearer error=\"invalid_token\"";
    return refusal.status == 401 && refusal.type == type && refusal.headers.size() == 1 &&
           refusal.headers[0] == std::pair<std::string, std::string>{"WWW-Authenticate", challenge};
  };
}

/// A house with its own issuer of tokens.
struct IssuerHouse : test::Repository {
  IssuerHouse() : Repository(Dialect::Sqlite) {
    config.rest.jwks = key_file();
    config.rest.jwt_issuer = "https://login.example.org";
    config.rest.jwt_audience = "provisiond";
    change_key(R_KEY_TYPE_EC, 256, "key-1");
  }
  ~IssuerHouse() { r_jwk_free(secret); }
  IssuerHouse(const IssuerHouse&) = delete;
  IssuerHouse& operator=(const IssuerHouse&) = delete;

  /// From now on tokens are signed with a new key, and only that one is published.
  void change_key(int type, unsigned int bits, const char* id) {
    jwk_t* open = nullptr;
    r_jwk_free(secret);
    r_jwk_init(&secret);
    r_jwk_init(&open);
    BOOST_REQUIRE(r_jwk_generate_key_pair(secret, open, type, bits, id) == RHN_OK);
    char* text = r_jwk_export_to_json_str(open, 0);
    Json keys;
    keys["keys"] = Json::array({Json::parse(text)});
    std::ofstream(key_file()) << keys;
    r_free(text);
    r_jwk_free(open);
  }

  std::string key_file() const { return folder.path() + "/jwks.json"; }

  static Json claims() {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch());
    return {
        {"iss",    "https://login.example.org"},
        {"aud",    {"provisiond", "other"}    },
        {"sub",    "hr-feed"                  },
        {"exp",    seconds.count() + 300      },
        {"roles",  {"SCIM", "something else"} },
        {"tenant", "USR_SEC_DOMAIN"           }
    };
  }

  std::string sign(const Json& content, jwa_alg algorithm = R_JWA_ALG_ES256,
                   const Json& header = Json::object()) const {
    jwt_t* jwt = nullptr;
    r_jwt_init(&jwt);
    r_jwt_set_full_header_json_str(jwt, header.dump().c_str());
    r_jwt_set_sign_alg(jwt, algorithm);
    r_jwt_set_full_claims_json_str(jwt, content.dump().c_str());
    char* text = r_jwt_serialize_signed(jwt, secret, 0);
    std::string token = text ? text : "";
    r_free(text);
    r_jwt_free(jwt);
    return token;
  }

  tokens::Bearer identify(const std::string& token) {
    rest::Access access(services);
    return access.identify(request_with("Bearer " + token), surface_that_takes(false, false));
  }

  test::TemporaryFolder folder;
  jwk_t* secret = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rest_access)

// rest.md 0: "Missing/malformed/unknown/expired token: 401 + WWW-Authenticate: Bearer (with
// error="invalid_token" when a token was given)." "Scheme names are case-insensitive."
BOOST_AUTO_TEST_CASE(a_caller_is_known_by_a_bearer_token_in_any_case_of_the_scheme) {
  test::Repository house(Dialect::Sqlite);
  rest::Access access(house.services);
  const auto issued =
      tokens::create(house.database.store, {"portal", "", caller_role::scim, {}, ""});
  const rest::Surface plain = surface_that_takes(false, false);
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER  "})
    BOOST_TEST(access.identify(request_with(scheme + issued.secret), plain).subject == "portal");
  BOOST_CHECK_EXCEPTION(access.identify(request_with(""), plain), rest::Refusal,
                        refused_as("missing"));
  for (const std::string& wrong : {std::string("Bearer"), std::string("Bearer nosuch"),
                                   "Negotiate " + issued.secret, issued.secret})
    BOOST_CHECK_EXCEPTION(access.identify(request_with(wrong), plain), rest::Refusal,
                          refused_as("invalid_token"));
}

// rest.md 0: "B also takes Authorization: APIToken <token>; A also takes Basic."
BOOST_AUTO_TEST_CASE(api_tokens_and_basic_are_taken_where_the_surface_says_so) {
  test::Repository house(Dialect::Sqlite);
  rest::Access access(house.services);
  const auto issued =
      tokens::create(house.database.store, {"portal", "", caller_role::scim, {}, ""});
  const http::Request api = request_with("apitoken " + issued.secret);
  BOOST_TEST(access.identify(api, surface_that_takes(false, true)).subject == "portal");
  BOOST_CHECK_EXCEPTION(access.identify(api, surface_that_takes(true, false)), rest::Refusal,
                        refused_as("invalid_token"));
  const http::Request basic = request_with("Basic " + to_base64(issued.id + ":" + issued.secret));
  BOOST_TEST(access.identify(basic, surface_that_takes(true, false)).subject == "portal");
  BOOST_CHECK_EXCEPTION(access.identify(basic, surface_that_takes(false, true)), rest::Refusal,
                        refused_as("invalid_token"));
  BOOST_CHECK_EXCEPTION(
      access.identify(request_with("Basic " + to_base64("somebody:" + issued.secret)),
                      surface_that_takes(true, false)),
      rest::Refusal, refused_as("invalid_token"));
}

BOOST_AUTO_TEST_CASE(an_expired_token_is_told_from_an_unknown_one) {
  test::Repository house(Dialect::Sqlite);
  rest::Access access(house.services);
  const auto issued = tokens::create(
      house.database.store,
      {"portal", "", caller_role::scim, Moment(now() + std::chrono::milliseconds(20)), ""});
  while (tokens::find(house.database.store, issued.secret)->expires.get() > now()) {
  }
  BOOST_CHECK_EXCEPTION(
      access.identify(request_with("Bearer " + issued.secret), surface_that_takes(false, false)),
      rest::Refusal, refused_as("expired"));
}

// Issue: "JWT bearer tokens from an external issuer (RS256/ES256 by JWKS file or URL, issuer,
// audience, expiry, clock skew)".
BOOST_FIXTURE_TEST_CASE(a_token_of_an_outside_issuer_tells_subject_tenant_and_roles, IssuerHouse) {
  const tokens::Bearer bearer = identify(sign(claims()));
  BOOST_TEST(bearer.subject == "hr-feed");
  BOOST_TEST(bearer.tenant == "USR_SEC_DOMAIN");
  BOOST_TEST(bearer.roles == caller_role::scim);
}

BOOST_FIXTURE_TEST_CASE(a_token_may_be_signed_by_rs256, IssuerHouse) {
  change_key(R_KEY_TYPE_RSA, 2048, "key-2");
  BOOST_TEST(identify(sign(claims(), R_JWA_ALG_RS256)).subject == "hr-feed");
  // Only what the two algorithms sign is believed, whatever else the key could do.
  BOOST_CHECK_EXCEPTION(identify(sign(claims(), R_JWA_ALG_RS512)), rest::Refusal,
                        refused_as("invalid_token"));
  BOOST_CHECK_EXCEPTION(identify(sign(claims(), R_JWA_ALG_PS256)), rest::Refusal,
                        refused_as("invalid_token"));
}

// A caller who knows the public key must not be able to sign with it as if it were a shared one.
BOOST_FIXTURE_TEST_CASE(a_public_key_is_no_shared_secret, IssuerHouse) {
  change_key(R_KEY_TYPE_RSA, 2048, "key-2");
  std::ifstream file(key_file());
  const std::string published{std::istreambuf_iterator<char>(file), {}};
  r_jwk_free(secret);
  r_jwk_init(&secret);
  BOOST_REQUIRE(r_jwk_import_from_symmetric_key(
                    secret, reinterpret_cast<const unsigned char*>(published.data()),
                    published.size()) == RHN_OK);
  const std::string token = sign(claims(), R_JWA_ALG_HS256);
  BOOST_REQUIRE(!token.empty());
  BOOST_CHECK_EXCEPTION(identify(token), rest::Refusal, refused_as("invalid_token"));
}

BOOST_FIXTURE_TEST_CASE(keys_by_address_are_read_when_the_first_token_comes, IssuerHouse) {
  const test::ServerProcess server("file_server.py", {folder.path()});
  config.rest.jwks = "http://127.0.0.1:" + std::to_string(server.port()) + "/jwks.json";
  rest::Access access(services);
  // Not at start: the issuer may be away then, and may have changed its key since.
  change_key(R_KEY_TYPE_EC, 256, "key-2");
  const http::Request request = request_with("Bearer " + sign(claims()));
  BOOST_TEST(access.identify(request, surface_that_takes(false, false)).subject == "hr-feed");
  // And not at each token, nor with each unknown key: a stranger would have us ask all day.
  change_key(R_KEY_TYPE_EC, 256, "key-3");
  BOOST_CHECK_EXCEPTION(
      access.identify(request_with("Bearer " + sign(claims())), surface_that_takes(false, false)),
      rest::Refusal, refused_as("invalid_token"));
  BOOST_TEST(access.identify(request, surface_that_takes(false, false)).subject == "hr-feed");
}

BOOST_FIXTURE_TEST_CASE(an_issuer_that_cannot_be_reached_makes_no_token_true, IssuerHouse) {
  config.rest.jwks = "http://127.0.0.1:9/jwks.json";  // discard: nobody listens
  BOOST_CHECK_EXCEPTION(identify(sign(claims())), rest::Refusal, refused_as("invalid_token"));
}

BOOST_FIXTURE_TEST_CASE(roles_may_be_one_text_with_blanks, IssuerHouse) {
  config.rest.jwt_roles_claim = "scope";
  Json content = claims();
  content["scope"] = "openid SCIM user_admin";
  BOOST_TEST(identify(sign(content)).roles == (caller_role::scim | caller_role::user_admin));
}

BOOST_FIXTURE_TEST_CASE(an_outside_token_must_fit_issuer_audience_and_time, IssuerHouse) {
  const auto with = [](const char* name, const Json& value) {
    Json content = claims();
    content[name] = value;
    return content;
  };
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
  BOOST_TEST(identify(sign(with("exp", seconds - 30))).subject == "hr-feed");  // the skew
  BOOST_CHECK_EXCEPTION(identify(sign(with("exp", seconds - 120))), rest::Refusal,
                        refused_as("expired"));
  for (const Json& content :
       {with("iss", "https://elsewhere.example.org"), with("aud", "other"),
        with("nbf", seconds + 300), with("exp", "soon"), with("exp", nullptr)})
    BOOST_CHECK_EXCEPTION(identify(sign(content)), rest::Refusal, refused_as("invalid_token"));
  Json endless = claims();
  endless.erase("exp");
  BOOST_CHECK_EXCEPTION(identify(sign(endless)), rest::Refusal, refused_as("invalid_token"));
}

// provisiond.toml: "the claim that names the tenant; without it: all tenants". One that names
// nothing we could hold the token to is not without it.
BOOST_FIXTURE_TEST_CASE(an_outside_token_is_for_all_tenants_only_without_the_claim, IssuerHouse) {
  Json content = claims();
  for (const Json& odd : {Json::array({"IDM"}), Json{{"id", "IDM"}}, Json(5), Json(true), Json(""),
                          Json(nullptr), Json::array()}) {
    content["tenant"] = odd;
    BOOST_CHECK_EXCEPTION(identify(sign(content)), rest::Refusal, refused_as("invalid_token"));
  }
  content.erase("tenant");
  BOOST_TEST(identify(sign(content)).tenant == "");
}

// RFC 7515 4.1.11: "If any of the listed extension Header Parameters are not understood and
// supported by the recipient, then the JWS is invalid."
BOOST_FIXTURE_TEST_CASE(an_outside_token_with_critical_extensions_is_refused, IssuerHouse) {
  const auto with = [&](const Json& header) {
    return identify(sign(claims(), R_JWA_ALG_ES256, header)).subject;
  };
  BOOST_TEST(with({
                 {"kid", "key-1"}
  }) == "hr-feed");
  for (const Json& critical : {Json::array({"b64"}), Json::array({"exp"}), Json::array(), Json()})
    BOOST_CHECK_EXCEPTION(with({
                              {"crit", critical},
                              {"b64",  false   }
    }),
                          rest::Refusal, refused_as("invalid_token"));
}

BOOST_FIXTURE_TEST_CASE(an_outside_token_that_was_tampered_with_is_refused, IssuerHouse) {
  const std::string token = sign(claims());
  const std::size_t dot = token.find('.');
  std::string other = token;
  other[dot + 5] = other[dot + 5] == 'A' ? 'B' : 'A';
  // {"alg":"none"}: nothing is signed, and that is no reason to believe it.
  const std::string unsigned_one =
      "eyJhbGciOiJub25lIn0" + token.substr(dot, token.rfind('.') - dot) + ".";
  for (const std::string& wrong : {other, unsigned_one, token.substr(0, token.size() - 4),
                                   std::string("a.b.c"), std::string("..")})
    BOOST_CHECK_EXCEPTION(identify(wrong), rest::Refusal, refused_as("invalid_token"));
}

BOOST_FIXTURE_TEST_CASE(a_key_file_that_is_none_is_told_at_start, IssuerHouse) {
  std::ofstream(config.rest.jwks) << "{}";
  BOOST_CHECK_EXCEPTION(rest::Access{services}, Error,
                        test::fails_with(ErrorCode::InvalidArgument));
}

// rest.md 0: "100 requests per access token in a 10 s window → 429, Retry-After: <whole seconds ≥
// 1>".
BOOST_AUTO_TEST_CASE(a_caller_may_call_so_often_in_ten_seconds) {
  rest::RateLimit limit(3);
  const auto begin = rest::RateLimit::Clock::time_point(std::chrono::hours(1));
  using std::chrono::milliseconds;
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(limit.seconds_to_wait("a", begin + milliseconds(i * 1000)) == 0);
  BOOST_TEST(limit.seconds_to_wait("a", begin + milliseconds(9500)) == 1);
  BOOST_TEST(limit.seconds_to_wait("a", begin + milliseconds(3000)) == 7);
  BOOST_TEST(limit.seconds_to_wait("b", begin + milliseconds(3000)) == 0);
  BOOST_TEST(limit.seconds_to_wait("a", begin + milliseconds(10000)) == 0);
  BOOST_TEST(limit.seconds_to_wait("a", begin + milliseconds(10000)) == 1);
}

BOOST_AUTO_TEST_CASE(a_rehearsal_that_is_not_offered_changes_nothing) {
  test::RestCaller rest(Dialect::Sqlite);
  http::Request request = test::RestCaller::request("POST", "/scim/v2/Users");
  request.headers = {
      {"authorization", "Bearer " + rest.token(caller_role::scim)},
      {"x-dry-run",     "true"                                   }
  };
  request.body = R"({"userName":"ada"})";
  BOOST_TEST(rest.send(request).status == 400);
  request.headers[1].second = "";
  BOOST_TEST(rest.send(request).status == 400);
  request.headers[1].second = "false";
  request.headers.push_back({"x-dry-run", "true"});
  BOOST_TEST(rest.send(request).status == 400);
  request.headers.pop_back();
  BOOST_TEST(rest.get("/scim/v2/Users").json()["totalResults"] == 0);
  BOOST_TEST(rest.send(request).status == 201);
}

// rest.md 0: "Off loopback, plain http is refused (403, the surface's error shape) unless it comes
// from http.trusted_proxies", "Body limit 1 MiB (413 above it)", "CORS off by default".
BOOST_AUTO_TEST_CASE(what_every_surface_refuses_is_refused_in_its_shape) {
  test::RestCaller rest(Dialect::Sqlite,
                        [](Config& config) { config.http.trusted_proxies = {"192.0.2.0/24"}; });
  http::Request request = test::RestCaller::request("GET", "/scim/v2/Users");
  request.headers = {
      {"authorization", "Bearer " + rest.token(caller_role::scim)}
  };
  request.loopback_listener = false;
  request.peer = "198.51.100.1";
  const test::RestReply plain = rest.send(request);
  BOOST_TEST(plain.status == 403);
  BOOST_TEST(plain.json()["status"] == "403");
  request.peer = "192.0.2.1";
  request.headers.emplace_back("x-forwarded-proto", "https");
  request.headers.emplace_back("x-forwarded-host", "id.example.org");
  BOOST_TEST(rest.send(request).status == 200);
  request.method = "POST";
  request.body = R"({"userName":"ada"})";
  BOOST_TEST(rest.send(request).header("Location").starts_with("https://id.example.org/scim/v2/"));

  const test::RestReply large =
      rest.call("POST", "/scim/v2/Users", std::string((1u << 20) + 1, ' '));
  BOOST_TEST(large.status == 413);
  BOOST_TEST(large.json()["status"] == "413");
  const test::RestReply broken = rest.get("/scim/v2/%zz");
  BOOST_TEST(broken.status == 400);
  BOOST_TEST(broken.json()["scimType"] == "invalidSyntax");
  BOOST_TEST(rest.call("OPTIONS", "/scim/v2/Users").status == 405);
  BOOST_TEST(rest.call("GET", "/nowhere").json()["status"] == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
