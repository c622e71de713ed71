#include "f5_ada.h"

namespace idm {
namespace {

using Json = nlohmann::ordered_json;
using test::RestCaller;

const std::string& home = test::f5_home;

Json ada() { return test::f5_ada(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(f5_roles_and_filters)

// "Each role is a role id or a role name of the store; ns/role binds the role for that namespace,
// no slash means namespace system"; "accept {value} objects as well, answer strings".
BOOST_AUTO_TEST_CASE(a_role_is_called_as_it_was_and_may_be_bound_to_a_namespace) {
  RestCaller rest(Dialect::Sqlite);
  Json body = ada();
  body["roles"] = Json::array({"shared/END_USER", {{"value", "END_USER"}}, "system/END_USER"});
  const Json user = rest.post(home + "/Users", body).json();
  BOOST_TEST(user["roles"] == Json({"shared/END_USER", "END_USER"}));
}

// "Each role is a role id or a role name of the store; ns/role binds the role for that namespace,
// no slash means namespace system": so they are called in filters as well, as they are shown.
BOTH_DATABASES(a_role_is_found_and_removed_by_what_it_is_called) {
  RestCaller rest(dialect);
  Json body = ada();
  const Json all = {"Human resources", "system/HELPDESK", "shared/END_USER", "END_USER"};
  body["roles"] = all;
  const Json user = rest.post(home + "/Users", body).json();
  BOOST_TEST(user["roles"] == Json({"Human resources", "HELPDESK", "shared/END_USER", "END_USER"}));
  const std::string path = home + "/Users/" + user["id"].get<std::string>();

  const auto found = [&](const char* filter) {
    return rest.get(home + "/Users?filter=" + filter).json()["totalResults"] == "1";
  };
  for (const char* one :
       {"roles%20eq%20%22Human%20resources%22", "roles%20eq%20%22HR%22",
        "roles.value%20eq%20%22system/HR%22", "roles%5Bvalue%20eq%20%22shared/END_USER%22%5D",
        "roles%20ne%20%22Manager%22", "roles%20co%20%22HELP%22"})
    BOOST_TEST(found(one), one);
  for (const char* none : {"roles%20eq%20%22Manager%22", "roles%20ne%20%22Human%20resources%22",
                           "roles%20eq%20%22shared/HR%22"})
    BOOST_TEST(!found(none), none);

  const auto after = [&](const Json& operation) {
    const auto reply = rest.patch(path, {
                                            {"Operations", Json::array({operation})}
    });
    BOOST_TEST(reply.status == 200, reply.body);
    return reply.json()["roles"];
  };
  const auto without = [&](const char* role) {
    rest.put(path, body);
    return after({
        {"op",   "remove"                                       },
        {"path", std::string("roles[value eq \"") + role + "\"]"}
    });
  };
  BOOST_TEST(without("Human resources") == Json({"HELPDESK", "shared/END_USER", "END_USER"}));
  BOOST_TEST(without("HR") == Json({"HELPDESK", "shared/END_USER", "END_USER"}));
  BOOST_TEST(without("system/HELPDESK") ==
             Json({"Human resources", "shared/END_USER", "END_USER"}));
  BOOST_TEST(without("END_USER") == Json({"Human resources", "HELPDESK", "shared/END_USER"}));
  BOOST_TEST(without("shared/END_USER") == Json({"Human resources", "HELPDESK", "END_USER"}));
  // Nor does a list of them take more than it says.
  rest.put(path, body);
  BOOST_TEST(after({
                 {"op",    "remove"          },
                 {"path",  "roles"           },
                 {"value", {"END_USER", "HR"}}
  }) ==
             Json({"HELPDESK", "shared/END_USER"}));
  BOOST_TEST(after({
                 {"op",   "remove"},
                 {"path", "roles" }
  }) == Json::array());
  for (const char* place :
       {"roles[value eq \"Human resources\"]", "roles[value eq \"Human resources\"].value"}) {
    rest.put(path, body);
    BOOST_TEST(after({
                   {"op",    "replace"},
                   {"path",  place    },
                   {"value", "Manager"}
    }) ==
               Json({"Manager", "HELPDESK", "shared/END_USER", "END_USER"}));
  }
}

// "answer strings": what is answered can be sent again, also of roles that other surfaces gave.
BOTH_DATABASES(roles_as_shown_can_be_sent_again) {
  RestCaller rest(dialect);
  const Json made =
      rest.post("/scim/v2/Users",
                {
                    {"userName", "ada"                                         },
                    {"roles",    {"SUPER_SEC_ADMIN", "nosuch", "IDM/SEC_ADMIN"}}
  })
          .json();
  const std::string path = home + "/Users/" + made["id"].get<std::string>();
  const Json shown = rest.get(path).json();
  BOOST_TEST(shown["roles"] == Json({"SUPER_SEC_ADMIN", "nosuch", "IDM/SEC_ADMIN"}));
  const auto again = rest.put(path, shown);
  BOOST_TEST(again.status == 200, again.body);
  BOOST_TEST(again.json()["roles"] == shown["roles"]);
  const auto removed = rest.patch(
      path,
      {
          {"Operations", {{{"op", "remove"}, {"path", "roles[value eq \"IDM/SEC_ADMIN\"]"}}}}
  });
  BOOST_TEST(removed.json()["roles"] == Json({"SUPER_SEC_ADMIN", "nosuch"}));
}

// docs/rest.md, PATCH: "At most 1000 operations, and 1000 elements in a list other than a group's
// members"
BOOST_AUTO_TEST_CASE(a_patch_of_roles_and_groups_has_its_limits) {
  RestCaller rest(Dialect::Sqlite);
  const Json user = rest.post(home + "/Users", ada()).json();
  const auto status = [&](const Json& operations) {
    return rest
        .patch(home + "/Users/" + user["id"].get<std::string>(),
               {
                   {"Operations", operations}
    })
        .status;
  };
  const auto adding = [](const char* path, const Json& value) {
    return Json{
        {"op",    "add"},
        {"path",  path },
        {"value", value}
    };
  };
  const Json role = adding("roles", {"HR"});
  BOOST_TEST(status(std::vector<Json>(1000, role)) == 200);
  BOOST_TEST(status(std::vector<Json>(1001, role)) == 413);
  const std::vector<Json> again(1001, "HR");
  BOOST_TEST(status(Json::array({adding("roles", std::vector<Json>(1000, "HR"))})) == 200);
  BOOST_TEST(status(Json::array({adding("roles", again)})) == 413);
  BOOST_TEST(status(Json::array({adding("groups", again)})) == 413);
  std::vector<Json> ids[2];
  for (int i = 0; i < 1200; ++i) ids[i % 2].emplace_back(std::to_string(i));
  BOOST_TEST(status(Json::array({adding("groups", ids[0])})) == 404);
  BOOST_TEST(status(Json::array({adding("groups", ids[0]), adding("groups", ids[1])})) == 413);
}

// "64-bit counters (itemsPerPage, startIndex, totalResults, maxResults) are JSON strings"; "page is
// the start offset (1-based, same as startIndex)".
BOTH_DATABASES(lists_are_filtered_and_paged_with_counters_as_texts) {
  RestCaller rest(dialect);
  for (const char* name : {"a", "b", "c"}) {
    Json body = ada();
    body["userName"] = name;
    body["externalId"] = std::string("ext-") + name;
    BOOST_TEST(rest.post(home + "/Users", body).status == 200);
  }
  const Json page = rest.get(home + "/Users?count=2&page=2").json();
  BOOST_TEST(page["totalResults"] == "3");
  BOOST_TEST(page["startIndex"] == "2");
  BOOST_TEST(page["itemsPerPage"] == "2");
  BOOST_TEST(page["Resources"][0]["userName"] == "b");
  const Json found = rest.get(home + "/Users?filter=externalId%20eq%20%22ext-c%22").json();
  BOOST_TEST(found["totalResults"] == "1");
  BOOST_TEST(found["Resources"][0]["userName"] == "c");
  const Json config = rest.get(home + "/ServiceProviderConfig").json();
  BOOST_TEST(config["filter"]["maxResults"].is_string());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
