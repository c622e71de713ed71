#include "identity/users.h"
#include "support/rest_caller.h"

// docs/rest.md: "a token that was made for one domain works there only".
namespace idm {
namespace {

using Json = nlohmann::ordered_json;
using test::RestCaller;

const std::string f5 = "/api/scim/namespaces/system/v2";

/// Calls with a token for USR_SEC_DOMAIN, and with one for all domains.
struct BoundCaller : RestCaller {
  explicit BoundCaller(Dialect dialect)
      : RestCaller(dialect), bound(token(caller_role::scim, "USR_SEC_DOMAIN")) {}

  test::RestReply as_bound(const std::string& method, const std::string& target, const Json& body) {
    return call(method, target, body.dump(),
                {
                    {"authorization", "Bearer " + bound}
    });
  }
  UserGraph user(const Json& resource) {
    return store().read([&](Db& db) {
      return users::get(db, resource.at("id").get<std::string>(), users::Extent::Everything);
    });
  }
  /// "DOMAIN/ROLE …" of the user's rows, and "DOMAIN …" of the logins behind a bar.
  std::string rows(const Json& resource) {
    const UserGraph graph = user(resource);
    std::string text;
    for (const UserRole& row : graph.roles) text += row.id.domain_id + "/" + row.id.role_id + " ";
    text += "|";
    for (const Principal& row : graph.principals) text += " " + row.login.id.domain_id;
    return text;
  }

  std::string bound;
};

Json patch_of(const char* op, const char* path, const Json& value) {
  return {
      {"Operations", {{{"op", op}, {"path", path}, {"value", value}}}}
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_bound_tokens)

// A role that does not exist is remembered in the document and nobody's row (decision 0021).
BOTH_DATABASES(a_bound_token_grants_no_role_of_another_domain) {
  BoundCaller rest(dialect);
  for (const char* name : {"IDM/SUPER_SEC_ADMIN", "SUPER_SEC_ADMIN", "IDM/SEC_ADMIN"}) {
    const Json roles = Json::array({{{"value", name}}, {{"value", "HR"}}});
    const auto made =
        rest.as_bound("POST", "/scim/v2/Users",
                      {
                          {"userName", std::string("new ") + name},
                          {"roles",    roles                     }
    });
    BOOST_TEST(made.status == 201, made.body);
    BOOST_TEST(rest.rows(made.json()) == "USR_SEC_DOMAIN/HR | USR_SEC_DOMAIN");
    const std::string path = "/scim/v2/Users/" + made.json()["id"].get<std::string>();
    rest.as_bound("PUT", path,
                  {
                      {"userName", "other"},
                      {"roles",    roles  }
    });
    rest.as_bound("PATCH", path, patch_of("add", "roles", Json::array({{{"value", name}}})));
    BOOST_TEST(rest.rows(made.json()) == "USR_SEC_DOMAIN/HR | USR_SEC_DOMAIN");
    // Nor does it come true when somebody who could grant it grants another one.
    rest.patch(path, patch_of("add", "roles", Json::array({{{"value", "END_USER"}}})));
    BOOST_TEST(rest.rows(made.json()) ==
               "USR_SEC_DOMAIN/END_USER USR_SEC_DOMAIN/HR | USR_SEC_DOMAIN");
    rest.remove(path);
  }
}

// rest.md 2: "An unknown role: 404 naming it; nothing is created".
BOTH_DATABASES(a_bound_token_knows_no_role_of_another_domain_in_f5_s_dialect) {
  BoundCaller rest(dialect);
  Json body{
      {"userName", "ada"              },
      {"roles",    Json::array({"HR"})}
  };
  const auto made = rest.as_bound("POST", f5 + "/Users", body);
  BOOST_TEST(made.status == 200, made.body);
  const std::string path = f5 + "/Users/" + made.json()["id"].get<std::string>();
  for (const char* name : {"IDM/SUPER_SEC_ADMIN", "SUPER_SEC_ADMIN", "IDM/SEC_ADMIN"}) {
    const Json roles = Json::array({name});
    const auto refused = rest.as_bound("POST", f5 + "/Users",
                                       {
                                           {"userName", "grace"},
                                           {"roles",    roles  }
    });
    BOOST_TEST(refused.status == 404);
    BOOST_TEST(refused.body.find(name) != std::string::npos, refused.body);
    BOOST_TEST(rest.as_bound("PUT", path,
                             {
                                 {"userName", "ada"},
                                 {"roles",    roles}
    })
                   .status == 404);
    BOOST_TEST(rest.as_bound("PATCH", path, patch_of("add", "roles", roles)).status == 404);
  }
  BOOST_TEST(rest.rows(made.json()) == "USR_SEC_DOMAIN/HR | USR_SEC_DOMAIN");
  // Who may work in all domains may grant it.
  BOOST_TEST(rest.patch(path, patch_of("add", "roles", Json::array({"IDM/SEC_ADMIN"}))).status ==
             200);
}

BOTH_DATABASES(a_bound_token_leaves_roles_of_another_domain_where_they_are) {
  BoundCaller rest(dialect);
  const Json made =
      rest.post("/scim/v2/Users",
                {
                    {"userName", "ada"                               },
                    {"roles",    {"IDM/SEC_ADMIN", "SUPER_SEC_ADMIN"}}
  })
          .json();
  const std::string path = "/scim/v2/Users/" + made["id"].get<std::string>();
  const auto added =
      rest.as_bound("PATCH", path, patch_of("add", "roles", Json::array({{{"value", "HR"}}})));
  BOOST_TEST(added.status == 200, added.body);
  BOOST_TEST(rest.rows(made) ==
             "IDM/SEC_ADMIN IDM/SUPER_SEC_ADMIN USR_SEC_DOMAIN/HR | IDM USR_SEC_DOMAIN");
  // Both kinds of token see the same.
  BOOST_TEST(added.json() == rest.get(path).json());
}

// rest.md 1.2: "An unknown member value is 400 invalidValue".
BOTH_DATABASES(a_bound_token_puts_no_user_of_another_domain_into_a_group) {
  BoundCaller rest(dialect);
  const Json stranger = rest.post("/scim/v2/IDM/Users",
                                  {
                                      {"userName", "eve"}
  })
                            .json();
  const Json members = Json::array({{{"value", stranger["id"]}}});
  const auto refused = [](const test::RestReply& reply) {
    BOOST_TEST(reply.status == 400, reply.body);
    BOOST_TEST(reply.body.find("invalidValue") != std::string::npos, reply.body);
  };
  refused(rest.as_bound("POST", "/scim/v2/Groups",
                        {
                            {"displayName", "g"    },
                            {"members",     members}
  }));
  const Json group = rest.post("/scim/v2/Groups",
                               {
                                   {"displayName", "g"}
  })
                         .json();
  const std::string path = "/scim/v2/Groups/" + group["id"].get<std::string>();
  refused(rest.as_bound("PUT", path,
                        {
                            {"displayName", "g"    },
                            {"members",     members}
  }));
  refused(rest.as_bound("PATCH", path, patch_of("add", "members", members)));
  const Json own = rest.as_bound("POST", "/scim/v2/Users",
                                 {
                                     {"userName", "ada"}
  })
                       .json();
  const auto joined = rest.as_bound(
      "PATCH", path, patch_of("add", "members", Json::array({{{"value", own["id"]}}})));
  BOOST_TEST(joined.json()["members"].size() == 1u, joined.body);
  // What a group gives is as good as given directly.
  const auto promoted =
      rest.as_bound("PATCH", "/scim/v2/Groups/SUPER_SEC_ADMIN_GRP",
                    patch_of("add", "members", Json::array({{{"value", own["id"]}}})));
  BOOST_TEST(promoted.status == 403, promoted.body);
  BOOST_TEST(
      promoted.body.find("roles of other domains than 'USR_SEC_DOMAIN'") != std::string::npos,
      promoted.body);
  // A member who is there already is no reason to refuse the rest.
  BOOST_TEST(rest.patch(path, patch_of("add", "members", members)).status == 200);
  const auto again = rest.as_bound("PUT", path, rest.get(path).json());
  BOOST_TEST(again.status == 200, again.body);
  BOOST_TEST(again.json()["members"].size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
