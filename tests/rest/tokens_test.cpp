#include "identity/tokens.h"

#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/instant.h"
#include "support/rest_caller.h"

namespace idm {
namespace {

using test::RestCaller;
using Headers = RestCaller::Headers;

const Headers form{
    {"authorization", ""                                 },
    {"content-type",  "application/x-www-form-urlencoded"}
};

/// Headers of nobody, with that body type.
Headers sent_as(const std::string& type) {
  return {
      {"authorization", ""  },
      {"content-type",  type}
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rest_tokens)

// rest.md 0: "Tokens … stored hashed".
BOOST_AUTO_TEST_CASE(a_token_is_found_by_its_secret_and_stored_as_a_hash) {
  test::Repository repository(Dialect::Sqlite);
  Store& store = repository.database.store;
  const tokens::Issued issued =
      tokens::create(store, {"portal", "USR_SEC_DOMAIN", caller_role::scim, {}, ""});
  const auto bearer = tokens::find(store, issued.secret);
  BOOST_REQUIRE(bearer.has_value());
  BOOST_TEST(bearer->subject == "portal");
  BOOST_TEST(bearer->tenant == "USR_SEC_DOMAIN");
  BOOST_TEST(bearer->roles == caller_role::scim);
  for (const std::string& line : tokens::list(store))
    BOOST_TEST(line.find(issued.secret.substr(4)) == std::string::npos);
  BOOST_TEST(!tokens::find(store, issued.secret + "x").has_value());
}

BOTH_DATABASES(a_revoked_token_ends_those_exchanged_for_it) {
  test::Repository repository(dialect);
  Store& store = repository.database.store;
  const auto client = tokens::create(store, {"sdk", "", caller_role::org_admin, {}, ""});
  const auto access = tokens::create(store, {"sdk", "", caller_role::org_admin, {}, client.id});
  BOOST_TEST(tokens::find(store, access.secret).has_value());
  tokens::revoke(store, client.id);
  BOOST_TEST(!tokens::find(store, client.secret).has_value());
  BOOST_TEST(!tokens::find(store, access.secret).has_value());
  BOOST_CHECK_EXCEPTION(tokens::revoke(store, "nosuch"), Error,
                        test::fails_with(ErrorCode::ObjectNotFound));
}

BOTH_DATABASES(access_tokens_that_ended_yesterday_are_forgotten_and_operators_own_are_not) {
  test::Repository repository(dialect);
  Store& store = repository.database.store;
  const auto client = tokens::create(store, {"sdk", "", caller_role::api, {}, ""});
  tokens::create(store,
                 {"sdk", "", caller_role::api, Moment(now() + std::chrono::hours(1)), client.id});
  BOOST_TEST(tokens::forget_expired(store) == 0u);
  BOOST_TEST(tokens::find(store, client.secret).has_value());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_token_is_said_in_several_ways) {
  const Instant at = instant_from_sql("2026-11-21 12:00:00.000");
  BOOST_TEST(to_sql(*tokens::parse_expiry("90d", at)) == "2027-02-19 12:00:00.000");
  BOOST_TEST(to_sql(*tokens::parse_expiry("30m", at)) == "2026-11-21 12:30:00.000");
  BOOST_TEST(to_sql(*tokens::parse_expiry("2027-01-31", at)) == "2027-01-31 00:00:00.000");
  BOOST_TEST(tokens::parse_expiry("never", at).null());
  for (const char* wrong : {"", "d", "0d", "-1d", "90", "tomorrow", "90dd"})
    BOOST_CHECK_EXCEPTION(tokens::parse_expiry(wrong, at), Error,
                          test::fails_with(ErrorCode::InvalidArgument));
}

BOOST_AUTO_TEST_CASE(roles_are_named_in_any_case_and_unknown_ones_refused) {
  BOOST_TEST(parse_caller_roles("scim, ORG_ADMIN") == (caller_role::scim | caller_role::org_admin));
  BOOST_TEST(to_string(parse_caller_roles("scim,ORG_ADMIN")) == "ORG_ADMIN,SCIM");
  for (const char* wrong : {"", ",", "SCIM,ADMIN"})
    BOOST_CHECK_EXCEPTION(parse_caller_roles(wrong), Error,
                          test::fails_with(ErrorCode::InvalidArgument));
}

// rest.md 4: "grant_type=client_credentials, client_id, client_secret; parameters arrive as
// form-urlencoded, as multipart/form-data … or in the query string; Basic client authentication
// works too. 200 {access_token, token_type: bearer, expires_in: 749, scope}".
BOTH_DATABASES(client_credentials_are_exchanged_in_every_encoding) {
  RestCaller rest(dialect);
  const auto client = tokens::create(rest.store(), {"sdk", "", caller_role::org_admin, {}, ""});
  const std::string fields = "client_id=" + client.id + "&client_secret=" + client.secret;
  const auto check = [&](const test::RestReply& reply) {
    BOOST_TEST(reply.status == 200, reply.body);
    const auto json = reply.json();
    BOOST_TEST(json["token_type"] == "bearer");
    BOOST_TEST(json["expires_in"] == 749);
    BOOST_TEST(json["scope"] == "ORG_ADMIN");
    const auto bearer = tokens::find(rest.store(), json["access_token"].get<std::string>());
    BOOST_REQUIRE(bearer.has_value());
    BOOST_TEST(bearer->subject == "sdk");
  };
  check(rest.call("POST", "/oauth/token", "grant_type=client_credentials&" + fields, form));
  check(rest.call("POST", "/oauth/token?grant_type=client_credentials&" + fields, "",
                  {
                      {"authorization", ""}
  }));
  std::string parts;
  for (const auto& [name, value] : {
           std::pair{"grant_type",    std::string("client_credentials")},
           {"client_id",     client.id                        },
           {"client_secret", client.secret                    }
  })
    parts += std::string("--X-y\r\nContent-Disposition: form-data; name=\"") + name + "\"\r\n\r\n" +
             value + "\r\n";
  check(rest.call("POST", "/oauth/token", parts + "--X-y--\r\n",
                  sent_as("multipart/form-data; boundary=X-y")));
  check(rest.call("POST", "/oauth/token", "grant_type=client_credentials",
                  {
                      {"authorization", "Basic " + to_base64(client.id + ":" + client.secret)},
                      {"content-type",  "application/x-www-form-urlencoded"                  }
  }));
}

// rest.md 4: "wrong secret 401 {error: invalid_client, error_description}; other grant 400 {error:
// unsupported_grant_type}".
BOOST_AUTO_TEST_CASE(wrong_credentials_and_other_grants_are_refused) {
  RestCaller rest(Dialect::Sqlite);
  const auto client = tokens::create(rest.store(), {"sdk", "", caller_role::org_admin, {}, ""});
  const auto wrong =
      rest.call("POST", "/oauth/token",
                "grant_type=client_credentials&client_id=" + client.id + "&client_secret=no", form);
  BOOST_TEST(wrong.status == 401);
  BOOST_TEST(wrong.json()["error"] == "invalid_client");
  BOOST_TEST(!wrong.json()["error_description"].get<std::string>().empty());
  const auto grant = rest.call("POST", "/oauth/token", "grant_type=password", form);
  BOOST_TEST(grant.status == 400);
  BOOST_TEST(grant.json()["error"] == "unsupported_grant_type");
  const auto none = rest.call("POST", "/oauth/token", "", sent_as(""));
  BOOST_TEST(none.status == 400);
  BOOST_TEST(none.json()["error"] == "invalid_request");
  // rest.md 0: "Authentication is checked before the resource's existence": here there is nothing
  // to authenticate for.
  for (const char* method : {"GET", "PUT"})
    for (const char* header : {"", "Bearer nosuch"}) {
      const auto other = rest.call(method, "/oauth/token", "",
                                   {
                                       {"authorization", header}
      });
      BOOST_TEST(other.status == 405);
      BOOST_TEST(other.header("Allow") == "POST");
    }
  const auto odd = rest.call("POST", "/oauth/token", "{}", sent_as("application/json"));
  BOOST_TEST(odd.status == 400);
  const auto broken = rest.call("POST", "/oauth/token", "garbage\r\n--",
                                sent_as("multipart/form-data; boundary=X-y"));
  BOOST_TEST(broken.status == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
